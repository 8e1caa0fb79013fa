import { afterAll, beforeAll, expect, test } from 'vitest'
import { openCrawlReports } from '../../../functions/archive/crawl-reports.ts'
import type { Store } from '../../../functions/ports/store/store.ts'
import { countOverdue, type OverdueReport } from '../../../functions/overdue/overdue.ts'
import type { CrawlReport } from '../../../shared/crawl/report.ts'
import { isoInstant } from '../../../shared/text/instant.ts'
import type { Mail } from '../../../shared/mail/mail.ts'
import { Settings } from '../../../shared/settings.ts'
import { testClock } from '../../emulated-ports.ts'
import { openTemporaryStore } from '../../temporary-store.ts'

const EVERY_MS = 15 * 60_000

let store: Store
let close: () => Promise<void>
const mails: Mail[] = []
beforeAll(async () => {
  ;({ store, close } = await openTemporaryStore())
})
afterAll(() => close())

const at = (minute: number) => new Date(Date.parse('2026-01-01T00:00:00Z') + minute * 60_000)
const crawled = (column: string, minute: number, outcome: CrawlReport['outcome'] = 'complete') => {
  const none = {
    sequence: 1,
    listed: 0,
    whole: outcome === 'complete',
    shrunk: false,
    otherWay: 0,
    held: 0,
    requests: 0,
    bytes: 0,
  }
  const found = {
    outcomes: {},
    baseline: 0,
    reread: 0,
    events: [],
    problems: [],
    coverage: { letters: 0, wholeEveryMs: EVERY_MS },
  }
  const endedAt = isoInstant(at(minute))
  const report: CrawlReport = { column, outcome, startedAt: endedAt, endedAt, ...none, ...found }
  return openCrawlReports(store).keep(column, report, EVERY_MS)
}
const count = (minute: number, ...columns: string[]): Promise<OverdueReport> => {
  const publishMail = (_topic: string, mail: Mail) => Promise.resolve((mails.push(mail), 'as written' as const))
  const settings = Settings.parse({ every: '15m' })
  return countOverdue(
    columns.map((id) => ({ id })),
    { settings, store, bus: { publishMail }, clock: testClock(() => at(minute)) },
  )
}

test('a column is overdue when two counts find no complete crawl in two periods, and operators are notified of it once', async () => {
  for (const column of ['a', 'b']) await crawled(column, 0)
  expect(await count(30, 'a', 'b')).toEqual({ overdue: [], notified: [] })
  await crawled('a', 45)
  await crawled('b', 45, 'partial')
  expect(await count(45, 'a', 'b')).toEqual({ overdue: [], notified: [] })
  expect(await count(60, 'a', 'b')).toEqual({ overdue: ['b'], notified: ['b'] })
  expect(mails.map(({ asciiSubject }) => asciiSubject)).toEqual(['letterwatch: 1 column is overdue'])
  expect(mails[0]?.text).toMatch(/^ {2}b$/m)
  expect(await count(75, 'a', 'b')).toEqual({ overdue: ['b'], notified: [] })
})

test('a further overdue column is notified while another is overdue, and a column is notified again after it recovered', async () => {
  expect(await count(90, 'a', 'b')).toEqual({ overdue: ['b'], notified: [] })
  expect(await count(105, 'a', 'b')).toEqual({ overdue: ['a', 'b'], notified: ['a'] })
  expect(mails.at(-1)?.text).toContain('2 columns are overdue now')
  await crawled('b', 110)
  expect(await count(120, 'a', 'b')).toEqual({ overdue: ['a'], notified: [] })
  await count(150, 'a', 'b')
  expect(await count(165, 'a', 'b')).toEqual({ overdue: ['a', 'b'], notified: ['b'] })
})

test('a new column has time for its first crawl; without one it is overdue; a removed column is not', async () => {
  expect(await count(180, 'a', 'new')).toEqual({ overdue: ['a'], notified: [] })
  expect(await count(195, 'a', 'new')).toEqual({ overdue: ['a', 'new'], notified: ['new'] })
  expect(await count(210, 'new')).toEqual({ overdue: ['new'], notified: [] })
})

test('of many columns at once two hundred are named, and the others counted', async () => {
  const many = Array.from({ length: 10_000 }, (_, index) => `column-${index}`)
  await count(225, ...many)
  expect((await count(240, ...many)).notified).toHaveLength(10_000)
  expect(mails.at(-1)?.text.match(/^ {2}column-/gm)).toHaveLength(200)
  expect(mails.at(-1)?.text).toContain('+ 9800')
})
