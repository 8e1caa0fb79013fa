import { type Handler, Parser } from 'htmlparser2'
import { Element, Node, Text } from './nodes.ts'

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
