import { canonicalAddress } from './address.ts'
import { onOneLine } from '../text/normalize.ts'
import { Element, type Node, Text } from './nodes.ts'
import { parseTree, type Tree } from './tree.ts'

export type { Element, Node, Text }

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
