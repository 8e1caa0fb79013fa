import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readLetter } from '../../../shared/extract/letter.ts'
import { readListing } from '../../../shared/extract/listing/listing.ts'
import { fictionalLetter, LETTER_NAMES } from '../../letters.ts'
import { listingPage, SKINS, type SkinName } from '../../skins.ts'
import { COLUMN, openedListing, openedPage } from './served-page.ts'

const LETTERS = LETTER_NAMES.map(fictionalLetter)
const skin = fc.constantFrom<SkinName>('meta', 'anchors', 'classes')
const page = fc.tuple(skin, fc.constantFrom(...LETTERS)).map(([name, letter]) => SKINS[name](letter))
const listing = fc.integer({ min: 0, max: 30 }).map((count) =>
  listingPage({
    columnName: '政协提案答复函公开文稿',
    entries: Array.from({ length: count }, (_, at) => ({
      url: `${COLUMN.url}content/post_${at}.html`,
      title: '函',
      publishedOn: '2023-10-12',
    })),
    page: 1,
    pages: 2,
  }),
)
const place = fc.double({ min: 0, max: 1, noNaN: true })
const at = (html: string, share: number) => Math.floor(html.length * share)

/** A page cut short, with a stretch cut out, spliced with another, or with bytes overwritten. */
const mutated = fc.oneof(
  fc.tuple(fc.oneof(page, listing), place).map(([html, end]) => bytes(html.slice(0, at(html, end)))),
  fc.tuple(page, place, place).map(([html, from, to]) => bytes(html.slice(0, at(html, from)) + html.slice(at(html, to)))),
  fc
    .tuple(page, page, place, place)
    .map(([head, tail, to, from]) => bytes(head.slice(0, at(head, to)) + tail.slice(at(tail, from)))),
  fc
    .tuple(fc.oneof(page, listing), fc.array(fc.tuple(place, fc.uint8Array({ maxLength: 8 })), { maxLength: 5 }))
    .map(([html, changes]) => overwritten(bytes(html), changes)),
  fc.uint8Array({ maxLength: 400 }),
  fc.string({ unit: 'binary', maxLength: 400 }).map((text) => bytes(`<p>${text}</p></html>`)),
)

function bytes(html: string): Uint8Array {
  return new TextEncoder().encode(html)
}

function overwritten(body: Uint8Array, changes: [number, Uint8Array][]): Uint8Array {
  const copy = Uint8Array.from(body)
  for (const [share, written] of changes)
    copy.set(written.subarray(0, copy.length), Math.floor((copy.length - written.length) * share))
  return copy
}

test('no page, however cut, spliced or overwritten, makes the reader throw', () => {
  fc.assert(
    fc.property(mutated, (body) => {
      expect(readLetter(openedPage(body)).outcome).toMatch(/^(read|gone|blocked|unreadable)$/)
      expect(readListing(openedListing(body), COLUMN).outcome).toMatch(/^(read|gone|blocked|unreadable)$/)
    }),
    { numRuns: 10_000 },
  )
})

test('an element whose name is no name makes no page unreadable by itself', () => {
  const html = SKINS.classes(fictionalLetter('lead-reply')).replaceAll('div', 'b(')
  expect(readLetter(openedPage(html))).toMatchObject({ outcome: 'read' })
})

test.each([
  ['<b>'.repeat(10_001), 'the elements of the page nest more than 10000 deep'],
  ['<p>'.repeat(100_001), 'the page has more than 100000 tags'],
  ['</p>'.repeat(100_001), 'the page has more than 100000 tags'],
])('a page of %.20s… is refused before it takes time', (html, why) => {
  expect(readLetter(openedPage(html))).toEqual({ outcome: 'unreadable', why })
})

test('a letter cut short anywhere is refused, or whole to the last character', () => {
  fc.assert(
    fc.property(skin, fc.constantFrom(...LETTERS), place, (name, letter, end) => {
      const html = SKINS[name](letter)
      const whole = readLetter(openedPage(html))
      const cut = readLetter(openedPage(html.slice(0, at(html, end))))
      if (cut.outcome !== 'read' || whole.outcome !== 'read') expect(cut.outcome).toBe('unreadable')
      else expect(cut.reading).toEqual(whole.reading)
    }),
    { numRuns: 1000 },
  )
})

test('a letter whose whole body is lost from its page is refused, whatever its skin', () => {
  for (const name of ['meta', 'anchors', 'classes'] as const)
    for (const letter of LETTERS)
      expect(readLetter(openedPage(SKINS[name]({ ...letter, body: [] })))).toMatchObject({ outcome: 'unreadable' })
})

test('a byte that is no character, anywhere in the text of a listing, loses no row', () => {
  fc.assert(
    fc.property(listing, place, (html, where) => {
      const whole = readListing(openedListing(html), COLUMN)
      const gap = html.indexOf('>', at(html, where)) + 1
      const damaged = Buffer.concat([bytes(html.slice(0, gap)), Buffer.of(0xff), bytes(html.slice(gap))])
      const read = readListing(openedListing(damaged), COLUMN)
      if (whole.outcome !== 'read' || read.outcome !== 'read') expect(read.outcome).toBe(whole.outcome)
      else expect(read.page.entries.map(({ url }) => url)).toEqual(whole.page.entries.map(({ url }) => url))
    }),
    { numRuns: 300 },
  )
})

test('a listing cut short anywhere is refused, or has every entry', () => {
  fc.assert(
    fc.property(listing, place, (html, end) => {
      const whole = readListing(openedListing(html), COLUMN)
      const cut = readListing(openedListing(html.slice(0, at(html, end))), COLUMN)
      if (cut.outcome !== 'read' || whole.outcome !== 'read') expect(cut.outcome).toBe('unreadable')
      else expect(cut.page.entries).toEqual(whole.page.entries)
    }),
    { numRuns: 300 },
  )
})

test('pages made to be slow are read or refused in moments', { timeout: 20_000 }, () => {
  const written = SKINS.anchors(fictionalLetter('lead-reply'))
  const slow = [
    '<b>'.repeat(9_000),
    '<li><p>'.repeat(30_000),
    '\u00A0'.repeat(200_000),
    '(联系人:'.repeat(40_000),
    '138 '.repeat(50_000),
    '<a href="content/post_1.html">x</a>'.repeat(6_000),
    `</div></div></body></html>${'<meta name="a" content="b">'.repeat(30_000)}`,
    `<p>${Array.from({ length: 1000 }, (_, at) => `<b id="${at}">`).join('')}${'</p><p>x'.repeat(1000)}`,
    `<p ${Array.from({ length: 100_000 }, (_, at) => `a${at}=1`).join(' ')}>`,
  ]
  for (const filling of slow) {
    const html = written.replace('虚构学会示例市委员会：', () => `${filling}x`)
    expect(readLetter(openedPage(html)).outcome).toMatch(/read|unreadable/)
    expect(readListing(openedListing(html), COLUMN).outcome).toMatch(/read|unreadable/)
  }
})
