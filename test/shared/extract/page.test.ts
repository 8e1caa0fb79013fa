import type { ChildNode, Element } from 'domhandler'
import fc from 'fast-check'
import { parseDocument } from 'htmlparser2'
import { describe, expect, test } from 'vitest'
import {
  documentTitle,
  isClosed,
  isElement,
  isText,
  linkAddress,
  metaContent,
  type Page,
  parsePage,
  select,
  sourceRange,
  textWithin,
  walk,
} from '../../../shared/extract/page.ts'
import { fictionalLetter } from '../../letters.ts'
import { SKINS } from '../../skins.ts'
import { LETTER_URL } from './served-page.ts'

function pageOf(html: string): Page {
  const page = parsePage(html, LETTER_URL, LETTER_URL)
  if ('why' in page) throw new Error(page.why)
  return page
}

function elementIn(page: Page, selector: string): Element {
  const [element] = select(page, selector)
  if (element === undefined) throw new Error(`Cannot find ${selector}`)
  return element
}

/** What is compared of a node: what it is, where it is in the source, and what is in it. */
type Shape = { is: string; from: number; to: number; inside: Shape[] }

function shapeOf(node: ChildNode): Shape {
  return { is: described(node), ...sourceRange(node), inside: [] }
}

function described(node: ChildNode): string {
  if (isElement(node)) return `<${node.name} ${JSON.stringify(node.attribs)}>`
  return isText(node) ? node.data : '-'
}

/** The shapes of a page as `walk` visits them. */
function walked({ root }: Page): Shape[] {
  const open: Shape[][] = [[]]
  walk(
    root,
    (node) => {
      const shape = shapeOf(node)
      open.at(-1)?.push(shape)
      open.push(shape.inside)
      return true
    },
    () => open.pop(),
  )
  return open[0] ?? []
}

function parsed(nodes: ChildNode[]): Shape[] {
  return nodes.map((node) => ({ ...shapeOf(node), inside: isElement(node) ? parsed(node.children) : [] }))
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
const html = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 30 }).map((pieces) => pieces.join('')),
  fc.tuple(fc.constantFrom(...Object.values(SKINS)), fc.double({ min: 0, max: 1, noNaN: true })).map(([skin, end]) => {
    const written = skin(fictionalLetter('lead-reply'))
    return written.slice(0, Math.floor(written.length * end))
  }),
)

test('a walk visits every node that the parser makes of a page, in order, with its place in the source', () => {
  fc.assert(
    fc.property(html, (written) => {
      const { children } = parseDocument(written, { withStartIndices: true, withEndIndices: true })
      expect(walked(pageOf(written))).toEqual(parsed(children))
    }),
    { numRuns: 2000 },
  )
})

test('a page nested as deep as is allowed is walked, selected from and read without recursion', () => {
  const page = pageOf(`${'<div>'.repeat(9_998)}<p>甲</p>`)
  expect(textWithin(elementIn(page, 'div'))).toBe('甲')
  expect(select(page, 'div p')).toHaveLength(1)
})

test('formatting elements that are never closed are not repeated in every later paragraph', () => {
  const open = Array.from({ length: 1000 }, (_, at) => `<b id="${at}">`).join('')
  expect(select(pageOf(`<p>${open}${'</p><p>甲'.repeat(1000)}`), '*')).toHaveLength(2001)
})

describe('a page has', () => {
  test('links relative to its base element, or else to its address', () => {
    const link = '<a href="content/post_1.html?jump=true#top">甲</a>'
    const bare = pageOf(link)
    const based = pageOf(`<base target="_blank"><base href="../other/">${link}`)
    expect(linkAddress(bare, elementIn(bare, 'a'))).toBe(new URL('content/post_1.html', LETTER_URL).href)
    expect(linkAddress(based, elementIn(based, 'a'))).toBe(new URL('../other/content/post_1.html', LETTER_URL).href)
    expect(linkAddress(bare, elementIn(pageOf('<a href="javascript:void(0)">甲</a>'), 'a'))).toBeUndefined()
  })

  test('the content of a meta tag by name or property, in any case, the first that is not empty', () => {
    const page = pageOf('<meta name="pubdate" content=" "><META property=" PubDate " content=" 2023-10-12\n09:30 ">')
    expect(metaContent(page, 'PubDate')).toBe('2023-10-12 09:30')
    expect(metaContent(page, 'ContentSource')).toBeUndefined()
  })

  test('the text of its first title element, or none', () => {
    expect(documentTitle(pageOf('<title>甲&amp;乙</title><svg><title>丙</title></svg>'))).toBe('甲&乙')
    expect(documentTitle(pageOf('<p>甲</p>'))).toBe('')
  })

  test.each([
    ['<div>甲</div>', true],
    ['<div>甲</DIV>', true],
    ['<div>甲', false],
    ['<section><div>甲</section>', false],
    ['<section><div><p>甲</p></section>', false],
  ])('elements that the source closes or not: %s', (written, isClosedBySource) => {
    const page = pageOf(written)
    expect(isClosed(page, elementIn(page, 'div'))).toBe(isClosedBySource)
  })
})
