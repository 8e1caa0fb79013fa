import type { SQSEvent } from 'aws-lambda'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { handler } from '../../../functions/publish/handler.ts'
import { edited, opened, published } from '../../shared/record/made-up.ts'
import { append, type MadeUpTable, openMadeUpTable } from './made-up-table.ts'

let made: MadeUpTable
let folder: string

beforeEach(async () => {
  made = await openMadeUpTable()
  folder = await mkdtemp(join(tmpdir(), 'record-'))
  const SETTINGS = JSON.stringify({ publicUrl: 'https://record.example' })
  for (const [name, value] of Object.entries({
    ...made.variables,
    SNAPSHOTS: 'table:',
    RECORD: pathToFileURL(folder).href,
    SETTINGS,
  }))
    vi.stubEnv(name, value)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await made.close()
  await rm(folder, { recursive: true })
})

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

test('a column is published once, however many messages of a batch are about it', async () => {
  await append(made.table, 'cppcc', [opened(), published('101'), edited('101')])
  await append(made.table, 'npc', [opened('虚构建议答复函')])
  const report = await handler(batch(about('cppcc'), about('npc'), about('cppcc')))
  expect(report.published).toMatchObject([
    { column: 'cppcc', sequence: 3 },
    { column: 'npc', sequence: 1 },
  ])
  expect(report.batchItemFailures).toEqual([])
  expect(await readFile(join(folder, 'cppcc/101/2/index.html'), 'utf8')).toContain('24.74亿元')
})

test('a message that says nothing of a column comes again alone', async () => {
  await append(made.table, 'cppcc', [opened()])
  const report = await handler(batch({ hello: 1 }, about('cppcc')))
  expect(report.published).toMatchObject([{ column: 'cppcc' }])
  expect(report.batchItemFailures).toEqual([{ itemIdentifier: 'm1' }])
  expect(report.problems).toEqual(['no column: Error: Cannot publish: the message does not say which column it is about'])
})

test('without its environment it refuses to start, and names what is missing', async () => {
  vi.stubEnv('RECORD', undefined)
  await expect(handler(batch(about('cppcc')))).rejects.toThrow(
    'Cannot start publish: missing or wrong in its environment: RECORD',
  )
})
