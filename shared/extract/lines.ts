import { onOneLine, withoutBlank } from '../text/normalize.ts'
import { type Element, elementsNamed, isElement, isText, type Node, type Page, type Text, walk } from './page.ts'
import { maskMobiles } from './phone-mask.ts'

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

type Table = { rows: Element[]; widest: number; cells: number; blocks: number; longest: number; nests: boolean }

/** More blocks than this in one cell, and the table lays out the page rather than holding figures. */
const MOST_BLOCKS_IN_A_CELL = 10

/** The `tr` elements that are rows of figures: of tables with two columns or more, none inside, and no cell that holds a page. */
export function dataRows(page: Page): Set<Element> {
  const found = new Set<Element>()
  if (elementsNamed(page, 'table').length === 0) return found
  const open: Table[] = []
  walk(
    page,
    (node) => {
      if (isElement(node)) count(node, open)
      return true
    },
    (node) => {
      if (isTable(node)) keepRows(open.pop(), found)
    },
  )
  return found
}

function count(element: Element, open: Table[]): void {
  const table = open.at(-1)
  if (isTable(element)) {
    if (table !== undefined) table.nests = true
    open.push({ rows: [], widest: 0, cells: 0, blocks: 0, longest: 0, nests: false })
  } else if (table === undefined) return
  else if (element.name === 'tr') startRow(table, element)
  else if (/^t[dh]$/.test(element.name)) startCell(table)
  else if (/^(p|div|li|h[1-6])$/.test(element.name)) table.longest = Math.max(table.longest, ++table.blocks)
}

function isTable(node: Node): boolean {
  return isElement(node) && node.name === 'table'
}

function keepRows(table: Table | undefined, found: Set<Element>): void {
  if (table === undefined || table.nests || table.widest < 2 || table.longest > MOST_BLOCKS_IN_A_CELL) return
  for (const row of table.rows) found.add(row)
}

function startRow(table: Table, row: Element): void {
  table.rows.push(row)
  table.cells = 0
}

function startCell(table: Table): void {
  table.cells++
  table.blocks = 0
  table.widest = Math.max(table.widest, table.cells)
}

const names = (list: string) => new Set(list.split(' '))
const BLOCKS = names(
  'address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol p pre section summary table tbody td tfoot th thead tr ul',
)
const UNSEEN = names(
  'audio button canvas iframe input map noscript object script select style svg template textarea title video',
)
const ASIDES = names('aside footer nav')
const CALLS_ITSELF_ASIDE =
  /\b(foot(er)?|nav|menu|side(bar)?|crumbs?|breadcrumb|share|relat(e|ed)?|recommend|copyright|toolbar|top(bar)?|login|search)\b/i
const UNDISPLAYED = /display\s{0,5}:\s{0,5}none/i

/** Whether a browser begins a line with `element`, and another after it. */
export function isBlock({ name }: Element): boolean {
  return BLOCKS.has(name)
}

/** Whether a reader sees nothing of `element`: by its kind, or because it says that it is hidden. */
export function isUnseen({ name, attribs }: Element): boolean {
  if (UNSEEN.has(name)) return true
  if (name === 'body' || name === 'html') return false
  const { hidden, style } = attribs
  return hidden !== undefined || (style !== undefined && UNDISPLAYED.test(style))
}

/** Whether `element` is navigation, a footer or the like, or calls itself so. */
export function isAside({ name, attribs }: Element): boolean {
  return ASIDES.has(name) || callsItselfAside(attribs['class']) || callsItselfAside(attribs['id'])
}

function callsItselfAside(name: string | undefined): boolean {
  return name !== undefined && CALLS_ITSELF_ASIDE.test(name)
}
