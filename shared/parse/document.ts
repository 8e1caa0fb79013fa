import { canonicalAddress } from './address.ts'
import { onOneLine } from './blank.ts'
import { type Element, type Node, parseTree, type Root, type Tree } from './tree.ts'

export type { Element, Node }

/** A parsed page: its source, its tree, and what its links are relative to. */
export type Page = Tree & { html: string; base: string }

/** `html` served at `url` as a page, or why it is too much to be one. */
export function openPage(html: string, url: string): Page | { why: string } {
  const tree = parseTree(html)
  if ('why' in tree) return tree
  const { root, elements } = tree
  const base = elements.get('base')?.find(({ attribs }) => 'href' in attribs)?.attribs['href']
  return { html, root, elements, base: (base === undefined ? undefined : canonicalAddress(base, url)) ?? url }
}

/** The elements of `page` called `name`, in order. */
export function elementsNamed(page: Page, name: string): Element[] {
  return page.elements.get(name) ?? []
}

/** All text under `element` as it stands in the source. */
export function textWithin(element: Element | undefined): string {
  const texts: string[] = []
  const enter = (node: Node): boolean => {
    if (isText(node)) texts.push(node.data)
    return true
  }
  if (element !== undefined) walk(element, enter, () => undefined)
  return texts.join('')
}

export function isElement(node: Node | NonNullable<Node['parent']>): node is Element {
  return 'attribs' in node
}

export function isText(node: Node): node is Extract<Node, { data: string }> {
  return node.nodeType === 3
}

/**
 * Calls `enter` and `leave` for each node under `root` in document order; a subtree is passed over when `enter` says false.
 * A loop with its own stack: recursion would overflow on a page nested by malice.
 */
export function walk(root: Root | Element, enter: (node: Node) => boolean, leave: (node: Node) => void): void {
  let node: Node | null = root.children[0] ?? null
  while (node !== null) {
    const entered = enter(node)
    if (entered && isElement(node) && node.children[0] !== undefined) {
      node = node.children[0]
      continue
    }
    if (entered) leave(node)
    node = following(node, root, leave)
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
  const end = (element.endIndex ?? -1) + 1
  const tail = page.html.slice(Math.max(element.startIndex ?? 0, end - 60), end)
  return /<\/([^<>]{1,40})>$/.exec(tail)?.[1]?.trimEnd().toLowerCase() === element.name
}

function following(node: Node, root: Root | Element, leave: (node: Node) => void): Node | null {
  let at: Node = node
  while (at.next === null) {
    const parent = at.parent
    if (parent === null || parent === root || !isElement(parent)) return null
    leave(parent)
    at = parent
  }
  return at.next
}
