import { onOneLine, withoutBlank } from './blank.ts'
import { dataRows } from './data-rows.ts'
import { isElement, isText, walk, type Element, type Node, type Page } from './document.ts'
import { maskMobiles } from './mask.ts'

/** One line of a page as a browser would break it: a block's text, or a table row with its cells joined by ' | '. */
export type Line = {
  /** As served, on one line, mobile numbers masked. Empty only beside images. */
  text: string
  row: boolean
  /** Where its first and last pieces lie in the source. */
  from: number
  to: number
  /** The nearest block round its first piece. */
  block: Element | undefined
  /** Inside a heading element; inside `p`; nothing but links; inside an element that calls itself navigation, footer or the like. */
  heading: boolean
  paragraph: boolean
  linked: boolean
  aside: boolean
  links: Element[]
  images: Element[]
}

/** Everything `page` shows, line by line in reading order. Text of inline elements is joined as it stands: never lost, never parted. */
export function readLines(page: Page): Line[] {
  const writer: Writer = {
    lines: [],
    rows: dataRows(page),
    within: new Map(),
    inRow: false,
    blocks: [],
    cells: [],
    text: '',
    linkText: 0,
  }
  walk(
    page.root,
    (node) => enter(node, writer),
    (node) => leave(node, writer),
  )
  endLine(writer)
  return writer.lines
}

type Writer = {
  lines: Line[]
  rows: Set<Element>
  within: Map<string, number>
  inRow: boolean
  blocks: Element[]
  cells: string[]
  text: string
  linkText: number
  line?: Line | undefined
}

const BLOCK =
  /^(address|article|aside|blockquote|body|caption|center|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|header|hr|html|legend|li|main|menu|nav|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul|br)$/
const UNSEEN = /^(script|style|noscript|template|title|iframe|object|svg|select|textarea|button|input|video|audio|canvas|map)$/
const ASIDE =
  /\b(foot(er)?|nav|menu|side(bar)?|crumbs?|breadcrumb|share|relat(e|ed)?|recommend|copyright|toolbar|top(bar)?|login|search)\b/i

function enter(node: Node, writer: Writer): boolean {
  if (isText(node)) write(node, writer)
  if (!isElement(node)) return true
  if (UNSEEN.test(node.name) || isHidden(node)) return false
  if (BLOCK.test(node.name)) startBlock(node, writer)
  if (writer.rows.has(node)) writer.inRow = true
  for (const kind of kindsOf(node)) writer.within.set(kind, (writer.within.get(kind) ?? 0) + 1)
  if (node.name === 'a') startLink(node, writer)
  if (node.name === 'img') lineAt(node, writer).images.push(node)
  return true
}

function leave(node: Node, writer: Writer): void {
  if (!isElement(node)) return
  if (writer.inRow && /^t[dh]$/.test(node.name)) endCell(writer)
  if (writer.rows.has(node)) endLine(writer)
  else if (BLOCK.test(node.name)) breakLine(writer)
  if (BLOCK.test(node.name)) writer.blocks.pop()
  for (const kind of kindsOf(node)) writer.within.set(kind, (writer.within.get(kind) ?? 1) - 1)
}

function isHidden({ name, attribs }: Element): boolean {
  if (name === 'body' || name === 'html') return false
  return 'hidden' in attribs || /display\s{0,5}:\s{0,5}none/i.test(attribs['style'] ?? '')
}

function kindsOf({ name, attribs }: Element): string[] {
  const kinds = []
  if (name === 'a') kinds.push('link')
  if (name === 'p') kinds.push('paragraph')
  if (/^h[1-6]$/.test(name)) kinds.push('heading')
  if (/^(nav|footer|aside)$/.test(name) || ASIDE.test(`${attribs['class'] ?? ''} ${attribs['id'] ?? ''}`)) kinds.push('aside')
  return kinds
}

function write(node: Extract<Node, { data: string }>, writer: Writer): void {
  if (!/[^ \t\n\r\f]/.test(node.data)) {
    if (writer.line !== undefined) writer.text += ' '
    return
  }
  lineAt(node, writer)
  writer.text += node.data
  if (isWithin('link', writer)) writer.linkText += withoutBlank(node.data).length
}

function startLink(link: Element, writer: Writer): void {
  lineAt(link, writer).links.push(link)
}

/** The line being written, begun at `node` if there is none, and reaching to the end of `node`. */
function lineAt(node: Node, writer: Writer): Line {
  const from = node.startIndex ?? 0
  writer.line ??= {
    ...{ text: '', row: writer.inRow, from, to: from, block: writer.blocks.at(-1), links: [], images: [], linked: false },
    ...{ heading: isWithin('heading', writer), paragraph: isWithin('paragraph', writer), aside: isWithin('aside', writer) },
  }
  writer.line.to = Math.max(writer.line.to, (node.endIndex ?? from) + 1)
  return writer.line
}

function isWithin(kind: string, writer: Writer): boolean {
  return (writer.within.get(kind) ?? 0) > 0
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
  const { line, cells, linkText } = writer
  const rest = onOneLine(writer.text)
  if (rest !== '' && cells.length > 0) cells.push(rest)
  const text = maskMobiles(cells.some((cell) => cell !== '') ? cells.join(' | ') : rest)
  if (line !== undefined && (text !== '' || line.images.length > 0))
    writer.lines.push({ ...line, text, linked: linkText > 0 && linkText >= withoutBlank(cells.join('') + rest).length })
  Object.assign(writer, { line: undefined, inRow: false, cells: [], text: '', linkText: 0 })
}
