import fc from 'fast-check'
import { parseDocument } from 'htmlparser2'
import { expect, test } from 'vitest'
import { Element, type Node, parseTree, Text } from '../../../shared/extract/page.ts'
import { fictionalLetter } from '../../letters.ts'
import { SKINS } from '../../skins.ts'

type Planted = ReturnType<typeof parseDocument>['children'][number]

/** What is compared of a node: what it is and says, where it lies, and what stands in it. */
type Shape = { is: string; from: number; to: number; inside: Shape[] }

function ours(first: Node | null, parent: Element | null = null): Shape[] {
  const shapes: Shape[] = []
  let prev: Node | null = null
  for (let node = first; node !== null; prev = node, node = node.next) {
    expect(node.parent).toBe(parent)
    expect(node.prev).toBe(prev)
    shapes.push({
      is: saidBy(node),
      from: node.from,
      to: node.to,
      inside: node instanceof Element ? ours(node.first, node) : [],
    })
  }
  return shapes
}

function saidBy(node: Node): string {
  if (node instanceof Element) return `<${node.name} ${JSON.stringify(node.attribs)}>`
  return node instanceof Text ? node.text : '-'
}

function theParsers(nodes: Planted[]): Shape[] {
  return nodes.map((node) => ({
    is: 'attribs' in node ? `<${node.name} ${JSON.stringify(node.attribs)}>` : node.nodeType === 3 ? node.data : '-',
    from: node.startIndex ?? -1,
    to: (node.endIndex ?? -1) + 1,
    inside: 'children' in node ? theParsers(node.children) : [],
  }))
}

const PIECES = [
  ...[
    '<p>',
    '</p>',
    '<br>',
    '</br>',
    '<b class="x">',
    '</b>',
    '<div id=a hidden>',
    '</div>',
    '<td>',
    '<tr>',
    '<table>',
    '</table>',
  ],
  ...[
    '<!-- 注 -->',
    '<!doctype html>',
    '<?php ?>',
    '<![CDATA[甲]]>',
    '<a href="&amp;x',
    '<script>a<b</script>',
    '<title>',
    '<svg/>',
  ],
  ...['甲', ' \n', '&gt;', '&nbsp;', '&', '<', '</', '<中>', '>'],
]
const page = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 30 }).map((pieces) => pieces.join('')),
  fc.tuple(fc.constantFrom(...Object.values(SKINS)), fc.double({ min: 0, max: 1, noNaN: true })).map(([skin, end]) => {
    const html = skin(fictionalLetter('lead-reply'))
    return html.slice(0, Math.floor(html.length * end))
  }),
)

test('a page has the tree that the parser itself would make of it, each node where it lies in the source', () => {
  fc.assert(
    fc.property(page, (html) => {
      const tree = parseTree(html)
      if ('why' in tree) throw new Error(tree.why)
      const { children } = parseDocument(html, { withStartIndices: true, withEndIndices: true })
      expect(ours(tree.first)).toEqual(theParsers(children))
    }),
    { numRuns: 2000 },
  )
})
