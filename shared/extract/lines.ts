import type { ChildNode, Element, ParentNode, Text } from 'domhandler'
import { onOneLine, withoutBlank } from '../text/normalize.ts'
import { isElement, isText, type Page, sourceRange, walk } from './page.ts'
import { maskMobiles } from './phone-mask.ts'

/** One line of a page as a browser breaks it: a block's text, or a table row with its cells joined by ' | '. */
export type Line = {
  /** As served, on one line, mobile numbers masked. Empty only beside images. */
  text: string
  isRow: boolean
  /** Where its first piece begins in the source, and where its last piece ends (exclusive). */
  from: number
  to: number
  /** The nearest block element around its first piece. */
  block: Element | undefined
  inHeading: boolean
  /** Inside `p`. */
  inParagraph: boolean
  /** Inside navigation, a footer or the like. */
  inAside: boolean
  isLinksOnly: boolean
  links: Element[]
  images: Element[]
}

/**
 * Everything `page` shows, line by line in reading order, in time linear in its size. The text of inline elements is joined as it is:
 * nothing is lost or separated.
 */
export function readLines({ root }: Page): Line[] {
  const reader = new LineReader(dataRows(root))
  walk(
    root,
    (node) => reader.enter(node),
    (node) => reader.leave(node),
  )
  reader.endLine()
  return reader.lines
}

type Kind = 'link' | 'paragraph' | 'heading'

const KINDS = new Map<string, Kind>([
  ['a', 'link'],
  ['p', 'paragraph'],
  ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((name) => [name, 'heading'] as const),
])

/** Collects lines while a page is walked. */
class LineReader {
  readonly lines: Line[] = []
  readonly #rows: Set<Element>
  /** How many elements of each kind are open; the open block elements, and the open asides, the innermost last. */
  readonly #open = { link: 0, paragraph: 0, heading: 0 }
  readonly #blocks: Element[] = []
  readonly #asides: Element[] = []
  #inRow = false
  /** The current line, once it has begun, with its finished cells and the text after them. */
  #line: Line | undefined
  #cells: string[] = []
  #text = ''
  #linkedCharacters = 0

  constructor(rows: Set<Element>) {
    this.#rows = rows
  }

  enter(node: ChildNode): boolean {
    if (isText(node)) this.#addText(node)
    if (!isElement(node)) return true
    if (isHidden(node)) return false
    if (isBlock(node)) this.#startBlock(node)
    if (this.#rows.has(node)) this.#inRow = true
    this.#count(node, 1)
    if (isAside(node)) this.#asides.push(node)
    if (node.name === 'a') this.#extendLine(node).links.push(node)
    if (node.name === 'img') this.#extendLine(node).images.push(node)
    return true
  }

  leave(node: ChildNode): void {
    if (!isElement(node)) return
    if (this.#inRow && isCell(node)) this.#endCell()
    if (this.#rows.has(node)) this.endLine()
    else if (isBlock(node)) this.#breakLine()
    if (isBlock(node)) this.#blocks.pop()
    this.#count(node, -1)
    if (this.#asides.at(-1) === node) this.#asides.pop()
  }

  endLine(): void {
    if (this.#line !== undefined) this.#keep(this.#line)
    this.#line = undefined
    this.#inRow = false
    this.#cells = []
    this.#text = ''
    this.#linkedCharacters = 0
  }

  #addText(node: Text): void {
    if (!SHOWN.test(node.data)) {
      if (this.#line !== undefined) this.#text += ' '
      return
    }
    this.#extendLine(node)
    this.#text += node.data
    if (this.#open.link > 0) this.#linkedCharacters += withoutBlank(node.data).length
  }

  #startBlock(block: Element): void {
    this.#breakLine()
    this.#blocks.push(block)
  }

  /** The edge of a block ends a line, but inside a row's cell it is only a space. */
  #breakLine(): void {
    if (this.#inRow) this.#text += ' '
    else this.endLine()
  }

  #endCell(): void {
    this.#cells.push(onOneLine(this.#text))
    this.#text = ''
  }

  #count({ name }: Element, by: 1 | -1): void {
    const kind = KINDS.get(name)
    if (kind !== undefined) this.#open[kind] += by
  }

  /** The current line, begun at `node` if there is none, extended to the end of `node`. */
  #extendLine(node: ChildNode): Line {
    const { from, to } = sourceRange(node)
    this.#line ??= this.#newLine(from)
    this.#line.to = Math.max(this.#line.to, to)
    return this.#line
  }

  #newLine(from: number): Line {
    return {
      text: '',
      isRow: this.#inRow,
      from,
      to: from,
      block: this.#blocks.at(-1),
      inHeading: this.#open.heading > 0,
      inParagraph: this.#open.paragraph > 0,
      inAside: this.#asides.length > 0,
      isLinksOnly: false,
      links: [],
      images: [],
    }
  }

  #keep(line: Line): void {
    const cells = this.#cells
    const rest = onOneLine(this.#text)
    if (rest !== '' && cells.length > 0) cells.push(rest)
    line.text = maskMobiles(cells.some((cell) => cell !== '') ? cells.join(' | ') : rest)
    line.isLinksOnly = this.#linkedCharacters > 0 && this.#linkedCharacters >= withoutBlank(cells.join('') + rest).length
    if (line.text !== '' || line.images.length > 0) this.lines.push(line)
  }
}

const SHOWN = /[^ \t\n\r\f]/
const names = (list: string) => new Set(list.split(' '))
const BLOCKS = names(
  'address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol p pre section summary table tbody td tfoot th thead tr ul',
)
const NEVER_SHOWN = names(
  'audio button canvas iframe input map noscript object script select style svg template textarea title video',
)
const ASIDES = names('aside footer nav')
const ASIDE_NAMES =
  /\b(foot(er)?|nav|menu|side(bar)?|crumbs?|breadcrumb|share|relat(e|ed)?|recommend|copyright|toolbar|top(bar)?|login|search)\b/i
const DISPLAY_NONE = /display\s{0,5}:\s{0,5}none/i

/** Whether a browser begins a line with `element`, and another after it. */
function isBlock({ name }: Element): boolean {
  return BLOCKS.has(name)
}

function isCell({ name }: Element): boolean {
  return name === 'td' || name === 'th'
}

/** Whether nothing of `element` is shown: because of its kind, or of its `hidden` or `style` attribute. */
function isHidden({ name, attribs }: Element): boolean {
  if (NEVER_SHOWN.has(name)) return true
  if (name === 'body' || name === 'html') return false
  const { hidden, style } = attribs
  return hidden !== undefined || (style !== undefined && DISPLAY_NONE.test(style))
}

/** Whether `element` is navigation, a footer or the like, by its kind, class or id. */
function isAside({ name, attribs }: Element): boolean {
  return ASIDES.has(name) || ASIDE_NAMES.test(attribs['class'] ?? '') || ASIDE_NAMES.test(attribs['id'] ?? '')
}

type Table = { rows: Element[]; maxCells: number; cells: number; maxBlocks: number; blocks: number; isNested: boolean }

/** With more blocks than this in one cell, a table lays out the page rather than holding figures. */
const MAX_BLOCKS_IN_A_CELL = 10

/** The `tr` elements that are rows of figures: of tables with two columns or more, no table inside, and no cell that holds a page. */
function dataRows(root: ParentNode): Set<Element> {
  const rows = new Set<Element>()
  const open: Table[] = []
  walk(
    root,
    (node) => {
      if (isElement(node)) countElement(node, open)
      return true
    },
    (node) => {
      if (isElement(node) && node.name === 'table') for (const row of rowsOf(open.pop())) rows.add(row)
    },
  )
  return rows
}

function countElement(element: Element, open: Table[]): void {
  const table = open.at(-1)
  if (element.name === 'table') {
    if (table !== undefined) table.isNested = true
    open.push({ rows: [], maxCells: 0, cells: 0, maxBlocks: 0, blocks: 0, isNested: false })
  } else if (table === undefined) return
  else if (element.name === 'tr') startRow(table, element)
  else if (isCell(element)) startCell(table)
  else if (/^(p|div|li|h[1-6])$/.test(element.name)) table.maxBlocks = Math.max(table.maxBlocks, ++table.blocks)
}

function startRow(table: Table, row: Element): void {
  table.rows.push(row)
  table.cells = 0
}

function startCell(table: Table): void {
  table.blocks = 0
  table.maxCells = Math.max(table.maxCells, ++table.cells)
}

function rowsOf(table: Table | undefined): Element[] {
  const isData = table !== undefined && !table.isNested && table.maxCells >= 2 && table.maxBlocks <= MAX_BLOCKS_IN_A_CELL
  return isData ? table.rows : []
}
