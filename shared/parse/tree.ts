import { DomHandler, Parser } from 'htmlparser2'

export type Root = DomHandler['root']
export type Node = Root['children'][number]
export type Element = Extract<Node, { attribs: unknown }>

/** A parsed source: its nodes with their positions in it, and its elements by name, in order. */
export type Tree = { root: Root; elements: Map<string, Element[]> }

/** Real pages have a few thousand tags and nest under a hundred deep; these bound the time and memory that one page can take. */
const MOST_TAGS = 100_000
const DEEPEST = 10_000

/** The tree of `html`, or why it is too much to be parsed: the parser's time grows with its tags, and with the square of the depth. */
export function parseTree(html: string): Tree | { why: string } {
  if (countTags(html) > MOST_TAGS) return { why: `the page has more than ${MOST_TAGS} tags` }
  const planted = new Planting()
  new Parser(planted).end(html)
  return planted.isTooDeep ? { why: `the elements of the page nest more than ${DEEPEST} deep` } : planted
}

/** Plants the tree while the source is parsed, and stops the parser where it grows too deep. */
class Planting extends DomHandler {
  readonly elements = new Map<string, Element[]>()
  isTooDeep = false
  #source: Parser | undefined

  constructor() {
    super(undefined, { withStartIndices: true, withEndIndices: true })
  }

  override onparserinit(parser: Parser): void {
    super.onparserinit(parser)
    this.#source = parser
  }

  override onopentag(name: string, attribs: Record<string, string>): void {
    super.onopentag(name, attribs)
    const element = this.tagStack.at(-1)
    if (element && 'attribs' in element) this.#note(name, element)
    if (this.tagStack.length <= DEEPEST) return
    this.isTooDeep = true
    this.#source?.pause()
  }

  #note(name: string, element: Element): void {
    const named = this.elements.get(name)
    if (named === undefined) this.elements.set(name, [element])
    else named.push(element)
  }
}

/** Whatever may open or close a tag, found without keeping any of it. */
function countTags(html: string): number {
  let tags = 0
  for (let at = html.indexOf('<'); at >= 0; at = html.indexOf('<', at + 1)) tags++
  return tags
}
