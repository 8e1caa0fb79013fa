import { afterEach, beforeEach, expect, test } from 'vitest'
import { openCrawlReports } from '../../../functions/archive/crawl-reports.ts'
import type { Store } from '../../../functions/ports/store/store.ts'
import { openLagging } from '../lagging-table.ts'
import { openTemporaryStore, type TemporaryStore } from '../../temporary-store.ts'

let made: TemporaryStore
beforeEach(async () => void (made = await openTemporaryStore()))
afterEach(() => made.close())

const at = (hour: number) => `2026-11-02T0${hour}:00:00+08:00`
const look = (store: Store, hour: number) =>
  openCrawlReports(store).keep('cppcc', { startedAt: at(hour), endedAt: at(hour), outcome: 'complete' }, 3_600_000)

test('no look is lost to an answer that lags, and none is counted twice', async () => {
  const lagging = openLagging(made.store)
  await lagging.stop()
  await look(lagging.store, 1)
  await look(lagging.store, 2)
  await lagging.stop()
  await look(lagging.store, 3)
  await look(lagging.store, 4)
  expect((await openCrawlReports(made.store).read()).get('cppcc')?.looks).toEqual([
    { from: at(1), to: at(4), outcome: 'complete', looks: 4 },
  ])
})

test('an answer that lags is asked for once more when it does not know of a crawl that is known of', async () => {
  await look(made.store, 1)
  const lagging = openLagging(made.store)
  await lagging.stop()
  await look(made.store, 2)
  const looksAfter = async (hour: number) =>
    (await openCrawlReports(lagging.store).read(new Map([['cppcc', at(hour)]]))).get('cppcc')?.looks[0]?.looks
  expect(await looksAfter(1)).toBe(1)
  expect(await looksAfter(2)).toBe(2)
  expect((await openCrawlReports(lagging.store).read()).get('cppcc')?.looks[0]?.looks).toBe(2)
})
