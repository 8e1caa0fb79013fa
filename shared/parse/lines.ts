import { onOneLine, withoutBlank } from '../text/normalize.ts'
import { dataRows } from './data-rows.ts'
import { isElement, isText, walk, type Element, type Node, type Page, type Text } from './document.ts'
import { maskMobiles } from './mask.ts'
import { isAside, isBlock, isUnseen } from './shown-elements.ts'

const NONE: readonly Element[] = []

/** One line of a page as a browser would break it: a block's text, or a table row with its cells joined by ' | '. */
export class Line {
  /** As served, on one line, mobile numbers masked. Empty only beside images. */
  text = ''
  readonly row: boolean
  /** Where its first and last pieces lie in the source. */
  readonly from: number
  to: number
  /** The nearest block round its first piece. */
  readonly block: Element | undefined
  /** Inside a heading element; inside `p`; nothing but links; inside an element that calls itself navigation, footer or the like. */
  readonly heading: boolean
  readonly paragraph: boolean
  linked = false
  readonly aside: boolean
  links = NONE
  images = NONE

  constructor({ from, to }: Node, { inRow, blocks, within, asides }: Writer) {
    this.row = inRow
    this.from = from
    this.to = to
    this.block = blocks.at(-1)
    this.heading = within.heading > 0
    this.paragraph = within.paragraph > 0
    this.aside = asides.length > 0
  }
}

/** Everything `page` shows, line by line in reading order. Text of inline elements is joined as it stands: never lost, never parted. */
export function readLines(page: Page): Line[] {
  const writer: Writer = {
    lines: [],
    rows: dataRows(page),
    within: { link: 0, paragraph: 0, heading: 0 },
    asides: [],
    inRow: false,
    blocks: [],
    cells: [],
    text: '',
    linkText: 0,
    links: [],
    images: [],
  }
  walk(
    page,
    (node) => enter(node, writer),
    (node) => leave(node, writer),
  )
  endLine(writer)
  return writer.lines
}

type Kind = 'link' | 'paragraph' | 'heading'

type Writer = {
  lines: Line[]
  rows: Set<Element>
  /** In how many elements of a kind we are. */
  within: Record<Kind, number>
  /** The elements round us, the innermost last, that are navigation, a footer or the like. */
  asides: Element[]
  inRow: boolean
  blocks: Element[]
  cells: string[]
  text: string
  linkText: number
  links: Element[]
  images: Element[]
  line?: Line | undefined
}

const KINDS = new Map<string, Kind>([
  ['a', 'link'],
  ['p', 'paragraph'],
  ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((name) => [name, 'heading'] as const),
])
const SEEN = /[^ \t\n\r\f]/

function enter(node: Node, writer: Writer): boolean {
  if (isText(node)) write(node, writer)
  if (!isElement(node)) return true
  if (isUnseen(node)) return false
  if (isBlock(node)) startBlock(node, writer)
  if (writer.rows.has(node)) writer.inRow = true
  countWithin(node, 1, writer)
  if (isAside(node)) writer.asides.push(node)
  if (node.name === 'a') startLink(node, writer)
  if (node.name === 'img') startImage(node, writer)
  return true
}

function leave(node: Node, writer: Writer): void {
  if (!isElement(node)) return
  if (writer.inRow && /^t[dh]$/.test(node.name)) endCell(writer)
  if (writer.rows.has(node)) endLine(writer)
  else if (isBlock(node)) breakLine(writer)
  if (isBlock(node)) writer.blocks.pop()
  countWithin(node, -1, writer)
  if (writer.asides.at(-1) === node) writer.asides.pop()
}

function countWithin({ name }: Element, by: 1 | -1, { within }: Writer): void {
  const kind = KINDS.get(name)
  if (kind) within[kind] += by
}

function write(node: Text, writer: Writer): void {
  if (!SEEN.test(node.text)) {
    if (writer.line !== undefined) writer.text += ' '
    return
  }
  reachTo(node, writer)
  writer.text += node.text
  if (writer.within.link > 0) writer.linkText += withoutBlank(node.text).length
}

function startLink(link: Element, writer: Writer): void {
  reachTo(link, writer)
  writer.links.push(link)
}

function startImage(image: Element, writer: Writer): void {
  reachTo(image, writer)
  writer.images.push(image)
}

/** The line that is being written, begun at `node` if there is none, reaches to the end of `node`. */
function reachTo(node: Node, writer: Writer): void {
  const line = (writer.line ??= new Line(node, writer))
  line.to = Math.max(line.to, node.to)
}

function startBlock(block: Element, writer: Writer): void {
  breakLine(writer)
  writer.blocks.push(block)
}

/** A block's edge ends a line, but inside a row's cell it is only a space. */
function breakLine(writer: Writer): void {
  if (writer.inRow) writer.text += ' '
  else endLine(writer)
}

function endCell(writer: Writer): void {
  writer.cells.push(onOneLine(writer.text))
  writer.text = ''
}

function endLine(writer: Writer): void {
  if (writer.line !== undefined) keepLine(writer, writer.line)
  writer.line = undefined
  writer.inRow = false
  writer.cells = []
  writer.text = ''
  writer.linkText = 0
  writer.links.length = 0
  writer.images.length = 0
}

function keepLine({ lines, cells, text, linkText, links, images }: Writer, line: Line): void {
  const rest = onOneLine(text)
  if (rest !== '' && cells.length > 0) cells.push(rest)
  line.text = maskMobiles(cells.some((cell) => cell !== '') ? cells.join(' | ') : rest)
  line.linked = linkText > 0 && linkText >= withoutBlank(cells.join('') + rest).length
  if (links.length > 0) line.links = links.slice()
  if (images.length > 0) line.images = images.slice()
  if (line.text !== '' || images.length > 0) lines.push(line)
}
