import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Archive, openArchive } from '../../../functions/archive/archive.ts'
import { wallClock } from '../../../functions/ports/clock.ts'
import { openPage } from '../../../shared/extract/response.ts'
import { openSite } from '../../../functions/crawl/site.ts'
import { openHttp } from '../../../functions/ports/http/http.ts'
import { watchColumn } from '../../../functions/crawl/watch-column.ts'
import { startTable } from '../../emulated-table.ts'
import { Settings } from '../../../shared/settings.ts'
import type { CrawlReport } from '../../../shared/crawl/report.ts'
import { type LoopbackColumn, startColumn } from '../../loopback-column.ts'
import { AT_ONCE } from '../../watching.ts'
import { openLagging } from '../lagging-table.ts'
import { letterOf } from './scenario-letters.ts'

const settings = Settings.parse(AT_ONCE)
let emulator: Awaited<ReturnType<typeof startTable>>
let site: LoopbackColumn
beforeAll(async () => {
  emulator = await startTable()
  site = await startColumn()
})
afterAll(async () => {
  await site.close()
  await emulator.close()
})

async function crawlWith(archive: Archive): Promise<CrawlReport> {
  const visited = openSite(site.column.url, settings, { http: openHttp(), clock: wallClock, random: Math.random })
  const deps = { site: visited, archive, clock: wallClock, openPage, hasTime: () => true, progress: () => undefined }
  return watchColumn(site.column, settings, deps).finally(visited.close)
}

/** `archive`, in which `meanwhile` happens once, just before the `nth` entry is appended. */
function interrupted(archive: Archive, nth: number, meanwhile: () => Promise<void>): Archive {
  let appended = 0
  return {
    ...archive,
    ledger: (column) => {
      const ledger = archive.ledger(column)
      return {
        ...ledger,
        append: async (...entry) => {
          if (++appended === nth) await meanwhile()
          return ledger.append(...entry)
        },
      }
    },
  }
}

test('two crawls at once record each letter once, and each report has what its own crawl recorded', async () => {
  const archive = openArchive(emulator.store)
  site.publish('10001', letterOf(1))
  await crawlWith(archive)
  site.publish('20001', letterOf(2))
  site.publish('20002', letterOf(3))

  let other: CrawlReport | undefined
  // The third letter makes the crawl append the column's template first, and then the two letters.
  const { sequence } = await archive.ledger('cppcc').head()
  const own = await crawlWith(interrupted(archive, 3, async () => void (other = await crawlWith(archive))))

  expect(own.events.map(({ id }) => id)).toEqual([`cppcc/${sequence + 2}`])
  expect(other?.events.map(({ id }) => id)).toEqual([`cppcc/${sequence + 3}`])
  const entries = await Array.fromAsync(archive.ledger('cppcc').entries(sequence + 2))
  expect(entries.map(({ type, data }) => [type, 'letter' in data && data.letter])).toEqual([
    ['letter.published', 'cppcc/20002'],
    ['letter.published', 'cppcc/20001'],
  ])
})

test('a crawl with a stale answer records nothing twice: its append is refused, and it starts again with all entries', async () => {
  const lagging = openLagging(emulator.store)
  const archive = openArchive(lagging.store)
  await lagging.stop()
  site.edit('10001', (was) => ({ ...was, body: [...was.body, '另拨付资金7亿元。'] }))
  await crawlWith(openArchive(emulator.store))
  const { sequence } = await archive.ledger('cppcc').head()
  expect(await crawlWith(archive)).toMatchObject({ outcome: 'complete', events: [], sequence })
  expect((await archive.ledger('cppcc').head()).sequence).toBe(sequence)
})
