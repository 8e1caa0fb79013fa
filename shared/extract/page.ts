import { type Handler, Parser } from 'htmlparser2'
import type { Served } from '../snapshot.ts'
import { onOneLine } from '../text/normalize.ts'
import { canonicalAddress } from './address.ts'
import { decode } from './decode.ts'

/** The page that `served` holds, decoded and parsed, or why its bytes make none. */
export function openServed(served: Served): Page | { why: string } {
  const decoded = decode(served)
  return 'why' in decoded ? decoded : openPage(decoded.text, served.finalUrl)
}


/** A parsed page: its source, its tree, and what its links are relative to. */
export type Page = Tree & { html: string; base: string }

/** `html` served at `url` as a page, or why it is too much to be one. */
export function openPage(html: string, url: string): Page | { why: string } {
  const tree = parseTree(html)
  if ('why' in tree) return tree
  const base = tree.elements.get('base')?.find(({ attribs }) => 'href' in attribs)?.attribs['href']
  return { html, ...tree, base: (base === undefined ? undefined : canonicalAddress(base, url)) ?? url }
}

/** The elements of `page` called `name`, in order. */
export function elementsNamed(page: Page, name: string): Element[] {
  return page.elements.get(name) ?? []
}

/** All text under `element` as it stands in the source. */
export function textWithin(element: Element | undefined): string {
  const texts: string[] = []
  const enter = (node: Node): boolean => {
    if (isText(node)) texts.push(node.text)
    return true
  }
  if (element !== undefined) walk(element, enter, () => undefined)
  return texts.join('')
}

export function isElement(node: Node): node is Element {
  return node instanceof Element
}

export function isText(node: Node): node is Text {
  return node instanceof Text
}

/**
 * Calls `enter` and `leave` for each node in `within`, a page or an element, in document order; a subtree is passed over when `enter` says
 * false. A loop with its own stack: recursion would overflow on a page nested by malice.
 */
export function walk(within: Tree | Element, enter: (node: Node) => boolean, leave: (node: Node) => void): void {
  let node = within.first
  while (node !== null) {
    const entered = enter(node)
    if (entered && isElement(node) && node.first !== null) {
      node = node.first
      continue
    }
    if (entered) leave(node)
    node = following(node, within, leave)
  }
}

/** The content of the first meta tag of that name (in any case) that says anything. */
export function metaContent(page: Page, name: string): string | undefined {
  const wanted = name.toLowerCase()
  return elementsNamed(page, 'meta')
    .filter(({ attribs }) => (attribs['name'] ?? attribs['property'] ?? '').trim().toLowerCase() === wanted)
    .map(({ attribs }) => onOneLine(attribs['content'] ?? ''))
    .find((content) => content !== '')
}

/** Whether the source itself closes `element`, rather than the end of a parent or of the bytes. */
export function isClosed(page: Page, element: Element): boolean {
  const tail = page.html.slice(Math.max(element.from, element.to - 60), element.to)
  return /<\/([^<>]{1,40})>$/.exec(tail)?.[1]?.trimEnd().toLowerCase() === element.name
}

function following(node: Node, within: Tree | Element, leave: (node: Node) => void): Node | null {
  let at = node
  while (at.next === null) {
    const { parent } = at
    if (parent === null || parent === within) return null
    leave(parent)
    at = parent
  }
  return at.next
}

/** A parsed source: the first of the nodes that stand in no element, and its elements by name, in order. */
export type Tree = { first: Node | null; elements: Map<string, Element[]> }

/** Real pages have a few thousand tags and nest under a hundred deep; these bound the time and memory that one page can take. */
const MOST_TAGS = 100_000
const DEEPEST = 10_000

/** The tree of `html`, or why it is too much to be parsed: the parser's time grows with its tags, and with the square of the depth. */
export function parseTree(html: string): Tree | { why: string } {
  if (html.length > MOST_TAGS && countTags(html) > MOST_TAGS) return { why: `the page has more than ${MOST_TAGS} tags` }
  const { isTooDeep, first, elements } = new Planting(html)
  return isTooDeep ? { why: `the elements of the page nest more than ${DEEPEST} deep` } : { first, elements }
}

/**
 * Plants the tree while the source is parsed, and stops the parser where it grows too deep. The parser's own tree has more of everything:
 * half of the time of parsing went into making it and throwing it away. Nodes have classes because V8 keeps what is written out as `{…}`
 * among what lives long, once most of it outlives a collection, and a page's nodes do for a moment.
 */
class Planting implements Partial<Handler> {
  first: Node | null = null
  readonly elements = new Map<string, Element[]>()
  isTooDeep = false
  /** The element that is not closed yet, how deep it stands, and what stands last in it. */
  #open: Element | null = null
  #depth = 0
  #last: Node | null = null
  readonly #parser = new Parser(this)

  constructor(html: string) {
    this.#parser.end(html)
  }

  onopentag(name: string, attribs: Record<string, string>): void {
    const element = new Element(name, attribs)
    this.#plant(element)
    this.#note(element)
    this.#open = element
    this.#last = null
    if (++this.#depth < DEEPEST) return
    this.isTooDeep = true
    this.#parser.pause()
  }

  onclosetag(): void {
    const closed = this.#open
    // A tag that the end of the source cuts off was never opened.
    if (closed === null) return
    closed.to = this.#parser.endIndex + 1
    this.#open = closed.parent
    this.#last = closed
    this.#depth--
  }

  ontext(text: string): void {
    const last = this.#last
    if (last instanceof Text) this.#extend(last, text)
    else this.#plant(new Text(text))
  }

  oncomment(): void {
    this.#plant(new Node())
  }

  onprocessinginstruction(): void {
    this.#plant(new Node())
  }

  #plant(node: Node): void {
    node.parent = this.#open
    node.prev = this.#last
    node.from = this.#parser.startIndex
    node.to = this.#parser.endIndex + 1
    if (this.#last !== null) this.#last.next = node
    else if (this.#open !== null) this.#open.first = node
    else this.first = node
    this.#last = node
  }

  #extend(before: Text, text: string): void {
    before.text += text
    before.to = this.#parser.endIndex + 1
  }

  #note(element: Element): void {
    const named = this.elements.get(element.name)
    if (named === undefined) this.elements.set(element.name, [element])
    else named.push(element)
  }
}

/** Whatever may open or close a tag, found without keeping any of it. */
function countTags(html: string): number {
  let tags = 0
  for (let at = html.indexOf('<'); at >= 0; at = html.indexOf('<', at + 1)) tags++
  return tags
}

/** A piece of a page's source; where it is neither element nor text, a comment or its like, which parts the texts on both sides of it. */
export class Node {
  /** In which element it stands, and beside which others. */
  parent: Element | null = null
  prev: Node | null = null
  next: Node | null = null
  /** Where it lies in the source, from `from` to before `to`. */
  from = 0
  to = 0
}

export class Element extends Node {
  readonly name: string
  readonly attribs: Record<string, string>
  first: Node | null = null

  constructor(name: string, attribs: Record<string, string>) {
    super()
    this.name = name
    this.attribs = attribs
  }
}

export class Text extends Node {
  text: string

  constructor(text: string) {
    super()
    this.text = text
  }
}
