import { afterAll, beforeAll, expect, test } from 'vitest'
import { handler } from '../../../functions/crawl/handler.ts'
import { startTable } from '../../emulated-table.ts'
import { startMeter } from '../../meter.ts'
import { startWatching, type Watching } from '../../watching.ts'
import { letterOf } from './scenario-letters.ts'

const LETTERS = 120

/** A machine whose topics and queues are its own and whose table is DynamoDB's stand-in behind a meter, watching a column with ETags. */
let watching: Watching
let table: Awaited<ReturnType<typeof startTable>>
let meter: Awaited<ReturnType<typeof startMeter>>
const crawl = async () => {
  const { crawls } = await handler({ column: watching.site.column }, { getRemainingTimeInMillis: () => 900_000 })
  return { crawl: crawls[0]?.crawl, ...meter.read() }
}

beforeAll(async () => {
  watching = await startWatching({ trustValidatorsFor: '72h' })
  const { site } = watching
  table = await startTable()
  meter = await startMeter(table.variables.AWS_ENDPOINT_URL_DYNAMODB)
  Object.assign(process.env, table.variables, { AWS_ENDPOINT_URL_DYNAMODB: meter.endpoint })
  for (let index = 1; index <= LETTERS; index++) site.publish(String(10_000 + index), letterOf(index))
  await crawl()
})
afterAll(async () => {
  await watching.close()
  await meter.close()
  await table.close()
})

test('a crawl in which nothing changed writes four small rows, and reads the check book and little else', async () => {
  const { crawl: report, ...metered } = await crawl()
  expect(report).toMatchObject({ outcome: 'complete', events: [], coverage: { letters: LETTERS } })
  expect(metered).toMatchObject({ calls: 11, written: 4, writeUnits: 4 })
  expect(metered.readUnits).toBe(6)
  expect(report?.coverage.uncheckedSince).toBe(report?.startedAt)
})

test('an edit costs the table under twenty-five write units, its snapshot included', async () => {
  watching.site.edit('10060', (was) => ({ ...was, body: [...was.body, '另拨付资金7亿元。'] }))
  const { crawl: report, ...metered } = await crawl()
  expect(report?.events).toMatchObject([{ type: 'letter.edited' }])
  expect(metered.writeUnits).toBeLessThanOrEqual(25)
})
