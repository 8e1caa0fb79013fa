import type { ChildNode, Element, ParentNode, Text } from 'domhandler'
import { onOneLine, withoutBlank } from '../text/normalize.ts'
import { isElement, isText, type Page, sourceRange, walk } from './page.ts'
import { maskMobiles } from './phone-mask.ts'

/** One line of a page as a browser breaks it: a block's text, or a table row with its cells joined by ' | '. */
export type Line = {
  /** As served, on one line, mobile numbers masked. Empty only beside images. */
  text: string
  /** `text` with a blank wherever an inline element begins or ends: labels and values that only markup separates stay apart. */
  raw: string
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
  /** How many visible characters of it are inside links. */
  linkedCharacters: number
  links: Element[]
  images: Element[]
  /** Documents that the page shows in a frame or a viewer. */
  embeds: Element[]
}

/**
 * Everything `page` shows, line by line in reading order, in time linear in its size. The text of inline elements is joined as it is:
 * nothing is lost or separated. What markup hides is left out, but for blocks of sentences that a script shows later.
 */
export function readLines({ root }: Page): Line[] {
  const reader = new LineReader(dataRows(root), shownLater(root))
  walk(
    root,
    (node) => reader.enter(node),
    (node) => reader.leave(node),
  )
  reader.endLine()
  return reader.lines
}

type Kind = 'link' | 'paragraph' | 'heading' | 'preformatted'

const KINDS = new Map<string, Kind>([
  ['a', 'link'],
  ['p', 'paragraph'],
  ['pre', 'preformatted'],
  ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((name) => [name, 'heading'] as const),
])

/** Collects lines while a page is walked. */
class LineReader {
  readonly lines: Line[] = []
  readonly #rows: Set<Element>
  readonly #shownLater: Set<Element>
  /** How many elements of each kind are open; the open block elements, and the open asides, the innermost last. */
  readonly #open = { link: 0, paragraph: 0, heading: 0, preformatted: 0 }
  readonly #blocks: Element[] = []
  readonly #asides: Element[] = []
  #inRow = false
  /** The current line, once it has begun, with its finished cells and the text after them. */
  #line: Line | undefined
  #cells: string[] = []
  #text = ''
  #raw = ''

  constructor(rows: Set<Element>, shownLater: Set<Element>) {
    this.#rows = rows
    this.#shownLater = shownLater
  }

  enter(node: ChildNode): boolean {
    if (isText(node)) this.#addTexts(node)
    if (!isElement(node)) return true
    if (EMBEDS.has(node.name) && embeddedFile(node) !== undefined) this.#extendLine(node).embeds.push(node)
    if (node.name === 'noscript') this.#addPictures(node)
    if (isHidden(node) && !this.#shownLater.has(node)) return false
    if (isBlock(node)) this.#startBlock(node)
    else this.#raw += ' '
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
    else this.#raw += ' '
    this.#count(node, -1)
    if (this.#asides.at(-1) === node) this.#asides.pop()
  }

  endLine(): void {
    if (this.#line !== undefined) this.#keep(this.#line)
    this.#line = undefined
    this.#inRow = false
    this.#cells = []
    this.#text = ''
    this.#raw = ''
  }

  /** Inside `pre`, a line end in the source ends a line. */
  #addTexts(node: Text): void {
    const { from, to } = sourceRange(node)
    if (this.#open.preformatted === 0 || this.#inRow || !node.data.includes('\n')) {
      this.#addText(node.data, from, to)
      return
    }
    let at = from
    for (const [nth, text] of node.data.split('\n').entries()) {
      if (nth > 0) this.endLine()
      this.#addText(text, Math.min(at, to), Math.min(at + text.length, to))
      at += text.length + 1
    }
  }

  #addText(data: string, from: number, to: number): void {
    if (!SHOWN.test(data)) {
      if (this.#line !== undefined) this.#text += ' '
      this.#raw += ' '
      return
    }
    const line = this.#extendTo(from, to)
    this.#text += data
    this.#raw += data
    if (this.#open.link > 0) line.linkedCharacters += withoutBlank(data).length
  }

  #startBlock(block: Element): void {
    this.#breakLine()
    this.#blocks.push(block)
  }

  /** Pictures that a script loads late are in `noscript` for browsers without scripts; those of one pixel count visits. */
  #addPictures(noscript: Element): void {
    walk(noscript, (node) => {
      const isPicture = isElement(node) && node.name === 'img' && !isTiny(node)
      if (isPicture) this.#extendLine(node).images.push(node)
      return true
    })
  }

  /** The edge of a block ends a line, but inside a row's cell it is only a space. */
  #breakLine(): void {
    if (this.#inRow) {
      this.#text += ' '
      this.#raw += ' '
    } else this.endLine()
  }

  #endCell(): void {
    this.#cells.push(onOneLine(this.#text))
    this.#text = ''
    this.#raw += ' | '
  }

  #count({ name }: Element, by: 1 | -1): void {
    const kind = KINDS.get(name)
    if (kind !== undefined) this.#open[kind] += by
  }

  /** The current line, begun at `node` if there is none, extended to the end of `node`. */
  #extendLine(node: ChildNode): Line {
    const { from, to } = sourceRange(node)
    return this.#extendTo(from, to)
  }

  #extendTo(from: number, to: number): Line {
    this.#line ??= this.#newLine(from)
    this.#line.to = Math.max(this.#line.to, to)
    return this.#line
  }

  #newLine(from: number): Line {
    return {
      text: '',
      raw: '',
      isRow: this.#inRow,
      from,
      to: from,
      block: this.#blocks.at(-1),
      inHeading: this.#open.heading > 0,
      inParagraph: this.#open.paragraph > 0,
      inAside: this.#asides.length > 0,
      isLinksOnly: false,
      linkedCharacters: 0,
      links: [],
      images: [],
      embeds: [],
    }
  }

  #keep(line: Line): void {
    const cells = this.#cells
    const rest = onOneLine(this.#text)
    if (rest !== '' && cells.length > 0) cells.push(rest)
    line.text = maskMobiles(cells.some((cell) => cell !== '') ? cells.join(' | ') : rest)
    line.raw = line.isRow ? line.text : maskMobiles(onOneLine(this.#raw))
    line.isLinksOnly = line.linkedCharacters > 0 && line.linkedCharacters >= withoutBlank(cells.join('') + rest).length
    if (line.text !== '' || line.images.length > 0 || line.embeds.length > 0) this.lines.push(line)
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
const EMBEDS = names('embed iframe object')
const ASIDES = names('aside footer nav')
const ASIDE_NAMES =
  /\b(foot(er)?|nav|menu|side(bar)?|crumbs?|breadcrumb|share|relat(e|ed)?|recommend|copyright|toolbar|top(bar)?|login|search)\b/i
function isTiny({ attribs: { width, height, style = '' } }: Element): boolean {
  return [width, height].some((size) => /^[01](?:px)?$/.test(size?.trim() ?? '')) || HIDING.test(style)
}

/** Styles that show nothing of an element: not displayed, invisible, transparent, or moved off the screen. */
const HIDING =
  /display\s{0,5}:\s{0,5}none|visibility\s{0,5}:\s{0,5}hidden|opacity\s{0,5}:\s{0,5}0(?:\.0{1,9})?\s{0,5}(?:;|!|$)|(?:^|[;\s])(?:left|top|text-indent)\s{0,5}:\s{0,5}-\d{4,9}(?:px|em|pt)/i
const WITHOUT_SIZE = /font-size\s{0,5}:\s{0,5}0(?:\.0{1,9})?(?:px|pt|em|rem|%)?\s{0,5}(?:;|!|$)/i

/** Whether a browser begins a line with `element`, and another after it. */
function isBlock({ name }: Element): boolean {
  return BLOCKS.has(name)
}

function isCell({ name }: Element): boolean {
  return name === 'td' || name === 'th'
}

/** Whether nothing of `element` is shown: because of its kind, or of its `hidden` or `style` attribute. */
function isHidden(element: Element): boolean {
  return NEVER_SHOWN.has(element.name) || isStyledAway(element)
}

function isStyledAway({ name, attribs, children }: Element): boolean {
  if (name === 'body' || name === 'html') return false
  const { hidden, style } = attribs
  if (hidden !== undefined) return true
  return style !== undefined && (HIDING.test(style) || (WITHOUT_SIZE.test(style) && !children.some(hasSize)))
}

/** Size 0 also removes the gaps between inline blocks, which then have a size of their own. */
function hasSize(child: ChildNode): boolean {
  return isElement(child) && /font-size/i.test(child.attribs['style'] ?? '')
}

/** A hidden block with so many sentences is a part of the page that a script shows. */
const MIN_SENTENCES = 3
const SENTENCE_END = /[。！？]/

/** The outermost hidden blocks that a script shows later: they contain sentences, most of which are nowhere else on the page. */
function shownLater(root: ParentNode): Set<Element> {
  const hidden = new Map<Element, string[]>()
  const visible: string[] = []
  let outermost: Element | undefined
  walk(
    root,
    (node) => {
      if (isText(node)) (outermost === undefined ? visible : (hidden.get(outermost) ?? visible)).push(node.data)
      if (!isElement(node)) return true
      if (NEVER_SHOWN.has(node.name)) return false
      if (outermost !== undefined || !isStyledAway(node)) return true
      if (!isBlock(node)) return false
      outermost = node
      hidden.set(node, [])
      return true
    },
    (node) => {
      if (node === outermost) outermost = undefined
    },
  )
  const blocks = [...hidden].map(([block, texts]) => ({ block, sentences: sentencesOf(texts) }))
  const candidates = blocks.filter(({ sentences }) => sentences.length >= MIN_SENTENCES)
  if (candidates.length === 0) return new Set()
  const shown = new Set(sentencesOf(visible))
  const isCopy = (sentences: string[]) => sentences.filter((text) => shown.has(text)).length * 2 >= sentences.length
  return new Set(candidates.filter(({ sentences }) => !isCopy(sentences)).map(({ block }) => block))
}

function sentencesOf(texts: string[]): string[] {
  const parts = withoutBlank(texts.join('')).split(SENTENCE_END)
  return parts.slice(0, -1).filter((text) => text !== '')
}

/** The address of the document that a frame, an embedded object or a viewer (`viewer.html?file=…`) shows; undefined for anything else. */
export function embeddedFile({ attribs }: Element): string | undefined {
  const address = attribs['src'] ?? attribs['data'] ?? attribs['data-src'] ?? ''
  const viewed = /[?&](?:file|url|src|pdf)=([^&#]{1,2000})/i.exec(address)?.[1]
  const candidates = [viewed === undefined ? undefined : decoded(viewed), address]
  return candidates.find((candidate) => candidate !== undefined && DOCUMENT.test(candidate.replace(/[?#].*$/s, '')))
}

const DOCUMENT = /\.(?:pdf|docx?|xlsx?|pptx?|wps|et|ofd)$/i

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
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
