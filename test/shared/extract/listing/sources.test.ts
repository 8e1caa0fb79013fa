import { expect, test } from 'vitest'
import type { ListingPage } from '../../../../shared/extract/listing/listing-page.ts'
import { readListing } from '../../../../shared/extract/listing/listing.ts'
import { type ListedRow, LISTING_SYSTEMS, type ListingSystem } from '../../../listing-systems.ts'
import { openedPage } from '../served-page.ts'

const ORIGIN = 'http://kjj.shili.example'
const TITLES = [
  '关于加装电梯的建议答复的函',
  '关于第20230052号提案答复的函',
  '关于进一步完善公共充电设施布局和管理的提案办理情况的复函',
]

const rowsOf = (system: ListingSystem): ListedRow[] =>
  TITLES.map((title, at) => {
    const number = 800_003 - at
    return { number, path: system.pathOf(number), title, day: `2023-11-0${3 - at}` }
  })

/** The page at `url` of a system with three letters on pages of two; undefined where only a POST answers. */
function pageAt(system: ListingSystem, url: string): ListingPage | undefined {
  const path = url.replace(ORIGIN, '').replace(/#.*$/, '')
  const answer = system.serve(rowsOf(system), 2).get(path)
  if (typeof answer !== 'object' || answer.body === undefined) return undefined
  const read = readListing(openedPage(answer.body, { url }), { url: `${ORIGIN}${system.column}` })
  if (read.outcome !== 'read') throw new Error(`Cannot read the list: ${read.why}`)
  return read.page
}

/** The systems of which a page with rows is had without a POST, each with that page. */
const READ = LISTING_SYSTEMS.flatMap((system) => {
  const first = pageAt(system, `${ORIGIN}${system.column}`)
  const rows = first?.shell ? pageAt(system, first.further[0]?.url ?? '') : first
  return rows === undefined ? [] : [{ name: system.name, system, rows }]
})

test.each(READ)('a list of $name is read by its source, with titles, days, ids and addresses', ({ system, rows }) => {
  expect(rows.source).toBe(system.source)
  expect(rows.unread).toEqual([])
  const expected = rowsOf(system).slice(0, rows.entries.length === 3 ? 3 : 2)
  expect(rows.entries).toEqual(
    expected.map(({ number, path, title, day }) => {
      const id = system.idOf(number)
      const postId: unknown = typeof id === 'string' ? id : expect.stringMatching(id)
      return { postId, url: `${ORIGIN}${path}`, title, publishedOn: day }
    }),
  )
})

test.each(READ.filter(({ system }) => system.secondPage !== undefined))(
  'a list of $name names its second page',
  ({ system, rows }) => expect(rows.further.map(({ url }) => url.replace(ORIGIN, ''))).toContain(system.secondPage),
)
