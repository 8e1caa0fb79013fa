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
