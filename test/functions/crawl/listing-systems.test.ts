import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type ListedRow, LISTING_SYSTEMS, type ListingSystem } from '../../listing-systems.ts'
import { SKINS } from '../../skins.ts'
import { startWatching, eventsIn, type Watching } from '../../watching.ts'
import { letterOf } from './scenario-letters.ts'

const PER_PAGE = 3
const FIRST = 700_001

let watching: Watching
beforeEach(async () => {
  watching = await startWatching()
})
afterEach(() => watching.close())

/** Serves `count` letters of a system, the newest first, with its list. */
function serve(system: ListingSystem, count: number, change: (rows: ListedRow[]) => ListedRow[] = (rows) => rows): void {
  const { site } = watching
  site.column.url = `${site.origin}${system.column}`
  site.answers.clear()
  const rows = Array.from({ length: count }, (_, at): ListedRow => {
    const letter = letterOf(count - at)
    const number = FIRST + count - at - 1
    site.answers.set(system.pathOf(number), { body: SKINS.meta(letter) })
    return { number, path: system.pathOf(number), title: letter.title, day: letter.publishedOn }
  })
  for (const [path, answer] of system.serve(change(rows), PER_PAGE)) site.answers.set(path, answer)
}

const crawl = async () => {
  const round = await watching.crawl()
  return { report: round.crawls[0], told: eventsIn(round) }
}

describe.each(LISTING_SYSTEMS)('$name', (system) => {
  test('is read whole over its pages, and a new letter is told once under its id', async () => {
    serve(system, 7)
    const { report, told } = await crawl()
    expect(report?.problems).toEqual([])
    expect(report).toMatchObject({ outcome: 'complete', listed: 7, baseline: 7 })
    expect(told).toEqual([])

    serve(system, 8)
    const second = await crawl()
    expect(second.report?.problems).toEqual([])
    const id = system.idOf(FIRST + 7)
    expect(second.told).toEqual([
      typeof id === 'string'
        ? `letter.published ${id}`
        : expect.stringMatching(new RegExp(`^letter.published ${id.source.slice(1)}`)),
    ])
    expect(second.report).toMatchObject({ outcome: 'complete', listed: 8 })
    expect((await crawl()).told).toEqual([])
  })
})

describe.each(LISTING_SYSTEMS.filter(({ secondPage }) => secondPage !== undefined))('$name, a page of which', (system) => {
  const second = system.secondPage ?? ''
  test('is gone at the beginning: begins when all pages are there, and tells no old letter', async () => {
    serve(system, 7)
    const page = watching.site.answers.get(second)
    watching.site.answers.set(second, { status: 404, body: '<h1>404 Not Found</h1>' })
    const { report } = await crawl()
    expect(report).toMatchObject({ outcome: 'partial', whole: false })
    expect(report?.problems).toHaveLength(1)
    if (page) watching.site.answers.set(second, page)
    expect(await crawl()).toMatchObject({ told: [], report: { outcome: 'complete', listed: 7, problems: [] } })
  })
})
