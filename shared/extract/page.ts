import { load } from 'cheerio/slim'
import type { ChildNode, Document, Element, ParentNode, Text } from 'domhandler'
import { DomHandler, Parser } from 'htmlparser2'
import { onOneLine } from '../text/normalize.ts'
import { canonicalAddress } from './address.ts'

/**
 * One page, parsed: `url` was requested, `finalUrl` answered, `html` is the decoded source, `root` its tree, `elements` all its elements
 * in document order, and `base` the address that its links are relative to. `continuation` is what a letter goes on with after it. A page
 * made of a `file` has a `p` for each paragraph of its text.
 */
export type Page = {
  url: string
  finalUrl: string
  html: string
  root: Document
  elements: Element[]
  base: string
  continuation?: Continuation
  file?: FileAsPage
}

/** The further pages of a letter that is turned over several, in order, and the file that its page shows in the place of a text. */
export type Continuation = { turned: Page[]; file?: Page | undefined }

/** A file whose text is a letter. `sha256` is that of its bytes where it is a scan, of which nothing else can be compared. */
type FileAsPage = { sha256?: string }

/**
 * Parses `html` with htmlparser2, whose tree and time cheerio's other parser, parse5, exceeds by far on hostile pages: parse5 repeats
 * unclosed formatting elements in every later paragraph, so that 18 kB become a million elements (docs/decisions/0020). Returns the reason
 * when the page has too many tags or nests too deep.
 */
export function parsePage(html: string, url: string, finalUrl: string): Page | { why: string } {
  const root = parseHtml(html)
  if ('why' in root) return root
  const elements = elementsIn(root)
  return { url, finalUrl, html, root, elements, base: baseOf(elements, finalUrl) }
}

function baseOf(elements: Element[], finalUrl: string): string {
  const base = elements.find(({ name, attribs }) => name === 'base' && 'href' in attribs)?.attribs['href']
  return base === undefined ? finalUrl : (canonicalAddress(base, finalUrl) ?? finalUrl)
}

/** The elements of `page` that a CSS selector matches, in document order. `find` would take quadratic time on a flat page. */
export function select({ elements }: Page, selector: string): Element[] {
  return $(elements).filter(selector).toArray()
}

/** One for all pages: `load` makes a class, which would keep a page of its own in memory until the next full garbage collection. */
const $ = load('')

function elementsIn(root: Document): Element[] {
  const elements: Element[] = []
  walk(root, (node) => {
    if (isElement(node)) elements.push(node)
    return true
  })
  return elements
}

/** Real pages have a few thousand tags and nest under a hundred deep; these bound the time and memory that one page can take. */
const MAX_TAGS = 100_000
const MAX_DEPTH = 10_000

function parseHtml(html: string): Document | { why: string } {
  if (html.length > MAX_TAGS && countTags(html) > MAX_TAGS) return { why: `the page has more than ${MAX_TAGS} tags` }
  const handler = new DepthLimitedHandler(undefined, { withStartIndices: true, withEndIndices: true })
  new Parser(handler).end(html)
  return handler.isTooDeep ? { why: `the elements of the page nest more than ${MAX_DEPTH} deep` } : handler.root
}

/** Whatever may open or close a tag, counted without keeping any of it. */
function countTags(html: string): number {
  let tags = 0
  for (let at = html.indexOf('<'); at >= 0; at = html.indexOf('<', at + 1)) tags++
  return tags
}

/** Stops the parser at `MAX_DEPTH`: each closing tag is looked for among all open elements, so time grows with the square of the depth. */
class DepthLimitedHandler extends DomHandler {
  isTooDeep = false
  #parser: Parser | undefined

  override onparserinit(parser: Parser): void {
    super.onparserinit(parser)
    this.#parser = parser
  }

  override onopentag(name: string, attribs: Record<string, string>): void {
    super.onopentag(name, attribs)
    if (this.tagStack.length <= MAX_DEPTH) return
    this.isTooDeep = true
    this.#parser?.pause()
  }
}

export function isElement(node: ChildNode): node is Element {
  return 'attribs' in node
}

export function isText(node: ChildNode): node is Text {
  return node.nodeType === 3
}

/**
 * Calls `enter` and `leave` for each node inside `root` in document order; a subtree is skipped when `enter` returns false. A loop:
 * recursion would overflow the stack on deeply nested pages.
 */
export function walk(
  root: ParentNode,
  enter: (node: ChildNode) => boolean,
  leave: (node: ChildNode) => void = () => undefined,
): void {
  let node = root.firstChild
  while (node !== null) {
    const entered = enter(node)
    if (entered && isElement(node) && node.firstChild !== null) {
      node = node.firstChild
      continue
    }
    if (entered) leave(node)
    node = nodeAfter(node, root, leave)
  }
}

/** The next node in document order that is not inside `node`; leaves the elements that end before it. */
function nodeAfter(node: ChildNode, root: ParentNode, leave: (node: ChildNode) => void): ChildNode | null {
  let at = node
  while (at.next === null) {
    const { parent } = at
    if (parent === null || parent === root) return null
    leave(parent)
    at = parent
  }
  return at.next
}

/** All text inside `element`, as it is in the source. */
export function textWithin(element: Element | undefined): string {
  const texts: string[] = []
  if (element !== undefined)
    walk(element, (node) => {
      if (isText(node)) texts.push(node.data)
      return true
    })
  return texts.join('')
}

/** The text of the page's `title` element. */
export function documentTitle(page: Page): string {
  return textWithin(select(page, 'title')[0])
}

/** The content of the first meta tag of that name (in any case) that is not empty. */
export function metaContent(page: Page, name: string): string | undefined {
  const wanted = name.toLowerCase()
  return select(page, 'meta')
    .filter(({ attribs }) => (attribs['name'] ?? attribs['property'] ?? '').trim().toLowerCase() === wanted)
    .map(({ attribs }) => onOneLine(attribs['content'] ?? ''))
    .find((content) => content !== '')
}

/** The absolute address that a link leads to; undefined unless it is http or https. */
export function linkAddress({ base }: Page, link: Element): string | undefined {
  return canonicalAddress(link.attribs['href'] ?? '', base)
}

/** Where `node` begins in the source, and where what follows it begins. */
export function sourceRange({ startIndex, endIndex }: ChildNode): { from: number; to: number } {
  return { from: startIndex ?? 0, to: (endIndex ?? -1) + 1 }
}

/** Whether the source itself closes `element`, rather than the end of a parent or of the bytes. */
export function isClosed({ html }: Page, element: Element): boolean {
  const { from, to } = sourceRange(element)
  const tail = html.slice(Math.max(from, to - 60), to)
  return /<\/([^<>]{1,40})>$/.exec(tail)?.[1]?.trimEnd().toLowerCase() === element.name
}
