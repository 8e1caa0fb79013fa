import type { SQSEvent } from 'aws-lambda'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openFolder } from '../../../functions/ports/files/folder.ts'
import { openDeps } from '../../../functions/publish/deps.ts'
import { handler } from '../../../functions/publish/handler.ts'
import { publishBatch } from '../../../functions/publish/publish-batch.ts'
import { Settings } from '../../../shared/settings.ts'
import { edited, opened, published } from '../../shared/ledger/made-up-entries.ts'
import { append, openTemporaryStore, type TemporaryStore } from '../../temporary-store.ts'

let made: TemporaryStore
let folder: string

beforeEach(async () => {
  made = await openTemporaryStore()
  folder = await mkdtemp(join(tmpdir(), 'record-'))
})
afterEach(async () => {
  await made.close()
  await rm(folder, { recursive: true })
})

const publish = (event: SQSEvent, { store = made.store, remainingMs = () => Infinity } = {}) => {
  const settings = Settings.parse({ publicUrl: 'https://record.example' })
  return publishBatch(event, openDeps({ settings, store, files: openFolder(folder) }), remainingMs)
}

/** A batch as SQS brings it from SNS, one message for each of `bodies`. */
function batch(...bodies: unknown[]): SQSEvent {
  const Records = bodies.map((body, index) => ({
    messageId: `m${index + 1}`,
    receiptHandle: '',
    body: JSON.stringify({ Type: 'Notification', Message: JSON.stringify(body) }),
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '0',
      SenderId: 'local',
      ApproximateFirstReceiveTimestamp: '0',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: '',
    awsRegion: 'local-1',
  }))
  return { Records }
}

const about = (column: string) => ({ type: 'column.crawled', data: { column } })

test('a column is published once for all messages of a batch about it', async () => {
  await append(made.store, 'cppcc', [opened(), published('101'), edited('101')])
  await append(made.store, 'npc', [opened('虚构建议答复函')])
  const report = await publish(batch(about('cppcc'), about('npc'), about('cppcc')))
  expect(report.published).toMatchObject([
    { column: 'cppcc', sequence: 3 },
    { column: 'npc', sequence: 1 },
  ])
  expect(report.batchItemFailures).toEqual([])
  expect(await readFile(join(folder, 'cppcc/101/2/index.html'), 'utf8')).toContain('24.74亿元')
})

test('a column whose record takes longer than the time left is delivered again and resumed', async () => {
  const letters = Array.from({ length: 519 }, (_, index) => published(String(1000 + index), undefined, true))
  // In a folder, which so many letters reach sooner.
  const { store, close } = await openTemporaryStore()
  await append(store, 'cppcc', [opened(), ...letters])
  const column = () => readFile(join(folder, 'cppcc/index.html'), 'utf8')
  const times = [290_000, 100_000]
  const report = await publish(batch(about('cppcc')), { store, remainingMs: () => times.shift() ?? 0 })
  expect(report.published).toMatchObject([{ column: 'cppcc', isGrown: false, left: 8 }])
  expect(report.batchItemFailures).toEqual([{ itemIdentifier: 'm1' }])
  await expect(column()).rejects.toThrow('ENOENT')

  const again = await publish(batch(about('cppcc')), { store })
  expect(again.published).toMatchObject([{ column: 'cppcc', sequence: 520, isGrown: true }])
  expect(again.published[0]?.written).toBeLessThan((report.published[0]?.written ?? 0) / 10)
  expect(again.batchItemFailures).toEqual([])
  expect(await column()).toContain('519')
  await close()
})

test('a message without a column is delivered again alone', async () => {
  await append(made.store, 'cppcc', [opened()])
  const report = await publish(batch({ hello: 1 }, about('cppcc')))
  expect(report.published).toMatchObject([{ column: 'cppcc' }])
  expect(report.batchItemFailures).toEqual([{ itemIdentifier: 'm1' }])
  expect(report.problems).toEqual(['no column: Error: Cannot publish: the message does not say which column it is about'])
})

test('the files about all columns are written once per batch', async () => {
  const columns = Array.from({ length: 5 }, (_, index) => `c${index}`)
  for (const column of columns) await append(made.store, column, [opened(), published('101')])
  const report = await publish(batch(...columns.map(about)))
  expect(report.published).toHaveLength(5)
  expect(report.allColumns?.unchanged).toBe(0)
  expect(await readFile(join(folder, 'index.html'), 'utf8')).toMatch(/c0\/index.html[^]*c4\/index.html/)
})

test('when the files about all columns cannot be written, every message is delivered again, and then they are', async () => {
  await append(made.store, 'cppcc', [opened(), published('101')])
  await append(made.store, 'npc', [opened()])
  await mkdir(join(folder, 'feeds.opml'))
  const report = await publish(batch(about('cppcc'), about('npc')))
  expect(report.published).toMatchObject([{ column: 'cppcc' }, { column: 'npc' }])
  expect(report.batchItemFailures).toEqual([{ itemIdentifier: 'm1' }, { itemIdentifier: 'm2' }])
  expect(report.problems).toMatchObject([expect.stringContaining('the files about all columns')])
  await rm(join(folder, 'feeds.opml'), { recursive: true })
  await rm(join(folder, 'feeds.html'))
  const again = await publish(batch(about('cppcc'), about('npc')))
  expect(again.batchItemFailures).toEqual([])
  expect(await readFile(join(folder, 'feeds.html'), 'utf8')).toContain('cppcc/feed.xml')
})

test('columns for which there is no time are delivered again, and the files about all columns are written without them', async () => {
  for (const column of ['cppcc', 'npc']) await append(made.store, column, [opened(), published('101')])
  let calls = 0
  const remainingMs = () => (++calls > 1 ? 119_000 : 300_000)
  const report = await publish(batch(about('cppcc'), about('npc'), about('npc')), { remainingMs })
  expect(report.batchItemFailures).toEqual([{ itemIdentifier: 'm2' }, { itemIdentifier: 'm3' }])
  expect(report.problems).toEqual([])
  expect(await readFile(join(folder, 'index.html'), 'utf8')).toContain('cppcc/101')
  expect((await publish(batch(about('npc')))).published).toMatchObject([{ column: 'npc', sequence: 2 }])
})

test('a column that fails is delivered again alone, and the files about all columns are written without it', async () => {
  await append(made.store, 'cppcc', [opened(), published('101')])
  await append(made.store, 'npc', [opened()])
  await mkdir(join(folder, 'npc/feed.xml'), { recursive: true })
  const report = await publish(batch(about('cppcc'), about('npc')))
  expect(report.batchItemFailures).toEqual([{ itemIdentifier: 'm2' }])
  expect(report.published).toMatchObject([{ column: 'cppcc' }])
  expect(await readFile(join(folder, 'index.html'), 'utf8')).toContain('cppcc/101')
})

test('a crawl message with a sequence that is published already reads nothing of the ledger; an event message does', async () => {
  await append(made.store, 'cppcc', [opened(), published('101')])
  const crawl = (sequence: number) => {
    const data = { column: 'cppcc', sequence, startedAt: '2026-11-01T08:00:00+08:00' }
    return publish(batch({ type: 'column.crawled', data }))
  }
  expect((await crawl(2)).published).toMatchObject([{ sequence: 2, isGrown: true }])
  await append(made.store, 'cppcc', [edited('101')])
  expect((await crawl(2)).published).toMatchObject([{ sequence: 2, isGrown: false }])
  expect((await crawl(3)).published).toMatchObject([{ sequence: 3, isGrown: true }])
  await append(made.store, 'cppcc', [edited('101', 3)])
  const event = { type: 'letter.edited', data: { column: 'cppcc', sequence: 2 } }
  expect((await publish(batch(event))).published).toMatchObject([{ sequence: 4, isGrown: true }])
})

test('without its environment it refuses to start, and names what is missing', async () => {
  for (const name of ['TABLE', 'SNAPSHOTS_BUCKET']) vi.stubEnv(name, 'letterwatch')
  vi.stubEnv('SETTINGS', '{"every":0}')
  await expect(handler(batch(about('cppcc')), { getRemainingTimeInMillis: () => 0 })).rejects.toThrow(
    'Cannot start publish: missing or wrong in its environment: RECORD_BUCKET, SETTINGS',
  )
  vi.unstubAllEnvs()
})
