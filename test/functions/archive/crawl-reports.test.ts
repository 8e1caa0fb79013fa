import { afterEach, beforeEach, expect, test } from 'vitest'
import { openCrawlReports } from '../../../functions/archive/crawl-reports.ts'
import type { Store } from '../../../functions/ports/store/store.ts'
import { madeUpReport } from '../../made-up-report.ts'
import { openTemporaryStore, type TemporaryStore } from '../../temporary-store.ts'
import { openLagging } from '../lagging-table.ts'

let made: TemporaryStore
beforeEach(async () => void (made = await openTemporaryStore()))
afterEach(() => made.close())

const at = (hour: number) => `2026-11-02T0${hour}:00:00+08:00`
const keepCrawl = (store: Store, hour: number) =>
  openCrawlReports(store).keep('cppcc', madeUpReport({ startedAt: at(hour), endedAt: at(hour) }), 3_600_000)

test('a stale answer of the store neither loses a crawl nor counts one twice', async () => {
  const lagging = openLagging(made.store)
  await lagging.stop()
  await keepCrawl(lagging.store, 1)
  await keepCrawl(lagging.store, 2)
  await lagging.stop()
  await keepCrawl(lagging.store, 3)
  await keepCrawl(lagging.store, 4)
  expect((await openCrawlReports(made.store).read()).get('cppcc')?.looks).toEqual([
    { from: at(1), to: at(4), outcome: 'complete', looks: 4 },
  ])
})

test('the reports are read again when a stale answer lacks a crawl that the caller knows', async () => {
  await keepCrawl(made.store, 1)
  const lagging = openLagging(made.store)
  await lagging.stop()
  await keepCrawl(made.store, 2)
  const crawlsAfter = async (hour: number) =>
    (await openCrawlReports(lagging.store).read(new Map([['cppcc', at(hour)]]))).get('cppcc')?.looks[0]?.looks
  expect(await crawlsAfter(1)).toBe(1)
  expect(await crawlsAfter(2)).toBe(2)
  expect((await openCrawlReports(lagging.store).read()).get('cppcc')?.looks[0]?.looks).toBe(2)
})
