import { afterAll, beforeAll, expect, test } from 'vitest'
import { crawlHost } from '../../../functions/crawl/crawl-host.ts'
import type { Column } from '../../../shared/column.ts'
import { type LoopbackColumn, startColumn } from '../../loopback-column.ts'
import { type Metered, type Metering, startMetering } from '../../meter.ts'
import { startWatching, type Watching } from '../../watching.ts'
import { letterOf } from './scenario-letters.ts'

const LETTERS = 120
const FEW = 20
const COLUMNS = 10

/** Functions with the queues of a machine, and a store in emulated DynamoDB whose costs are counted. */
let watching: Watching
let metered: Metering
/** One column of many letters, and ten of few. */
let many: LoopbackColumn
let few: LoopbackColumn[]

const crawl = async (...sites: LoopbackColumn[]) => {
  const reports = []
  for (const { column } of sites)
    reports.push(...(await crawlHost(requestOf(column), { ...metered.ports, remainingMs: () => 900_000 })).crawls)
  const crawled = metered.read()
  await metered.functions.publish()
  return { reports: reports.map((answer) => answer.crawl), crawled, published: metered.read() }
}
const requestOf = (column: Column) => ({ host: new URL(column.url).host, column })
const total = ({ crawled, published }: { crawled: Metered; published: Metered }) => ({
  readUnits: crawled.readUnits + published.readUnits,
  writeUnits: crawled.writeUnits + published.writeUnits,
})

beforeAll(async () => {
  watching = await startWatching({ trustValidatorsFor: '72h' })
  metered = await startMetering(watching.machine)
  many = await startColumn('many')
  few = await Promise.all(Array.from({ length: COLUMNS }, (_, index) => startColumn(`few-${index}`)))
  for (let index = 1; index <= LETTERS; index++) many.publish(String(10_000 + index), letterOf(index))
  for (const site of few) for (let index = 1; index <= FEW; index++) site.publish(String(10_000 + index), letterOf(index))
  for (const site of [many, ...few]) await crawl(site)
})
afterAll(async () => {
  await watching.close()
  for (const site of [many, ...few]) await site.close()
  await metered.close()
})

test('a crawl in which nothing changed, with its publication, writes four small rows and reads the crawl state once', async () => {
  const { reports, crawled, published } = await crawl(many)
  expect(reports).toMatchObject([{ outcome: 'complete', events: [], coverage: { letters: LETTERS } }])
  expect(reports[0]?.coverage.uncheckedSince).toBe(reports[0]?.startedAt)
  // Read: the lease, robots.txt, the crawl state's 120 letters (1), whether the ledger has grown, the reports, the cursor.
  // Written: the lease twice, the times of the crawl state, the report.
  expect(crawled).toEqual({ calls: 10, readUnits: 3.5, written: 4, writeUnits: 4 })
  // The summaries of eleven columns (1), the times of the crawl state, the reports of eleven columns (1), the newest checkpoint.
  expect(published).toEqual({ calls: 4, readUnits: 3, written: 0, writeUnits: 0 })
})

test('more letters cost reading a larger crawl state, and no further call or write', async () => {
  const [one] = few
  if (!one) throw new Error('there is no column of few letters')
  const [ofFew, ofMany] = [await crawl(one), await crawl(many)]
  expect(ofMany.crawled).toEqual({ ...ofFew.crawled, readUnits: ofFew.crawled.readUnits + 0.5 })
  expect(ofMany.published).toEqual(ofFew.published)
})

test('ten columns cost ten times what one costs, and less when they are published together', async () => {
  const [one] = few
  if (!one) throw new Error('there is no column of few letters')
  const alone = total(await crawl(one))
  const together = await crawl(...few)
  expect(total(together).writeUnits).toBe(COLUMNS * alone.writeUnits)
  expect(together.crawled.readUnits).toBe(COLUMNS * 3)
  // The times of each crawl state, and once the rows about all columns.
  expect(together.published).toMatchObject({ calls: COLUMNS + 3, readUnits: COLUMNS * 0.5 + 2.5 })
})

test('an edit costs at most 25 write units of the table, with its snapshot and its publication', async () => {
  many.edit('10060', (was) => ({ ...was, body: [...was.body, '另拨付资金7亿元。'] }))
  const { reports, crawled, published } = await crawl(many)
  expect(reports).toMatchObject([{ events: [{ type: 'letter.edited' }] }])
  // The lease twice, snapshot, entry, crawl state (a row of letters, head and times), the report, the cursor three times.
  expect(crawled.written).toBe(11)
  // The part of the site state with the letter, that with the newest entries, its manifest, and the state of the pages about all columns.
  expect(published.written).toBe(4)
  expect(total({ crawled, published }).writeUnits).toBeLessThanOrEqual(25)
})
