import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readListing } from '../../../../shared/extract/listing/listing.ts'
import type { ListingPage } from '../../../../shared/extract/listing/listing-page.ts'
import { listingPage } from '../../../skins.ts'
import { COLUMN, openedListing } from '../served-page.ts'

const PAGES = join(import.meta.dirname, '../../../fixtures/pages/listings')
const CONTENT = `${COLUMN.url}content/`

function listingOf(html: string | Uint8Array, changes: Parameters<typeof openedListing>[1] = {}): ListingPage {
  const read = readListing(openedListing(html, changes), COLUMN)
  if (read.outcome !== 'read') throw new Error(`Cannot read the listing: ${read.why}`)
  return read.page
}

function furtherOf({ further }: ListingPage): string[] {
  return further.map(({ url, method }) => (method === 'GET' ? url : `${method} ${url}`))
}

/** `postId|day|title` of every entry of a listing in a file. */
function entriesIn(file: string): string[] {
  const { entries } = listingOf(readFileSync(join(PAGES, file)))
  return entries.map(({ postId, publishedOn, title }) => `${postId}|${publishedOn ?? '-'}|${title}`)
}

describe('the entries of a listing', () => {
  test('have days in every form, before or after the link, or none, and titles without ordinals', () => {
    expect(entriesIn('divs.html')).toEqual([
      '11|2023-10-12|关于第20230011号提案答复的函',
      '12|2023-09-30|关于第20230012号提案答复的函',
      '13|2023-09-05|关于第20230013号提案答复的函',
      '14|2023-08-01|关于第20230014号提案答复的函',
      '15|-|关于第20230015号提案答复的函',
    ])
  })
  test('have addresses without fragment and jump, relative and other schemes resolved; other columns’ and sites’ are none', () => {
    expect(listingOf(readFileSync(join(PAGES, 'divs.html'))).entries.map(({ url }) => url)).toEqual([
      `${CONTENT}post_11.html`,
      `${CONTENT}post_12.html`,
      `${CONTENT}post_13.html`,
      'http://kjj.shili.example:8080/xxgk/ztzl/zxtadfhgkwg/content/mpost_14.html',
      `${CONTENT}post_15.html`,
    ])
  })
  test('in a table have the whole title of the attribute; header rows and repeats are none', () => {
    expect(entriesIn('table.html')).toEqual([
      '21|2023-10-12|示例市科技创新局关于市政协第20230021号提案答复的函',
      '22|2023-10-11|关于第20230022号提案答复的函',
    ])
  })
  test('without rows take the day that follows, or the one in the link', () => {
    expect(entriesIn('flat.html')).toEqual([
      '31|2023-10-12|关于第20230031号提案答复的函',
      '32|2023-10-11|关于第20230032号提案答复的函',
      '33|2023-10-10|关于第20230033号提案答复的函',
    ])
  })
  test('may have the platform’s addresses, when the page lists none of the column’s own', () => {
    expect(entriesIn('platform-addresses.html').map((entry) => entry.slice(0, 19))).toEqual([
      '10041001|2023-10-12',
      '10041002|2023-10-11',
    ])
  })
  test('are relative to the page’s base element', () => {
    expect(listingOf(readFileSync(join(PAGES, 'with-base.html'))).entries).toEqual([
      { postId: '51', url: `${CONTENT}post_51.html`, title: '关于第20230051号提案答复的函', publishedOn: '2023-10-12' },
    ])
  })
})

describe('the further pages of a listing', () => {
  const pageOf = (page: number, pages: number) =>
    listingPage({
      columnName: '政协提案答复函公开文稿',
      entries: [{ url: `${CONTENT}post_1.html`, title: '函', publishedOn: '2023-10-12' }],
      page,
      pages,
    })
  const url = (k: number) => `${COLUMN.url}index_${k}.html`

  test('are those the pager’s script counts', () => {
    expect(furtherOf(listingOf(pageOf(1, 3)))).toEqual([url(2), url(3)])
    expect(furtherOf(listingOf(readFileSync(join(PAGES, 'table.html'))))).toEqual([url(2), url(3)])
  })
  test('are those up to the last one linked', () =>
    expect(furtherOf(listingOf(readFileSync(join(PAGES, 'divs.html'))))).toEqual([url(2), url(3), url(4), url(5)]))
  test('are not the page itself, and none when it is alone', () => {
    expect(furtherOf(listingOf(pageOf(2, 3), { url: url(2) }))).toEqual([url(3)])
    expect(furtherOf(listingOf(pageOf(1, 1)))).toEqual([])
  })
  test('are never more than a thousand', () => expect(furtherOf(listingOf(pageOf(1, 900_000)))).toHaveLength(999))
  test('come with the number of the column in the platform’s own words', () =>
    expect(listingOf(pageOf(1, 1)).catId).toBe('100001'))
})

describe('a listing is refused', () => {
  const outcomeOf = (html: string | Uint8Array, changes: Parameters<typeof openedListing>[1] = {}) =>
    readListing(openedListing(html, changes), COLUMN).outcome
  const good = readFileSync(join(PAGES, 'table.html'))
  const refused = (name: string) => readFileSync(join(PAGES, '../refused', name))

  test.each(['empty.html', 'cut.html'])('as unreadable: %s', (file) =>
    expect(outcomeOf(readFileSync(join(PAGES, file)))).toBe('unreadable'),
  )
  test('as blocked when it is busy or a challenge', () => {
    expect(outcomeOf(refused('blocked-busy.html'))).toBe('blocked')
    expect(outcomeOf(refused('blocked-script-challenge.html'))).toBe('blocked')
    expect(outcomeOf(good, { status: 412 })).toBe('blocked')
  })
  test('as gone with status 404', () => expect(outcomeOf(good, { status: 404 })).toBe('gone'))
  test('when it redirected out of its directory', () =>
    expect(outcomeOf(good, { finalUrl: 'https://kjj.shili.example/' })).toBe('unreadable'))
  test('when it links to letters of other columns only', () =>
    expect(outcomeOf(refused('unreadable-front-page.html'))).toBe('unreadable'))
})
