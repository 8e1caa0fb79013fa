import { SNSClient } from '@aws-sdk/client-sns'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Archive, openArchive } from '../../../functions/archive/archive.ts'
import { type DigestPorts, makeDigests } from '../../../functions/digest/make-digests.ts'
import type { Store } from '../../../functions/ports/store/store.ts'
import { openSns } from '../../../functions/ports/bus/sns-sqs.ts'
import { startTable } from '../../emulated-table.ts'
import { addressId, audienceKey, type Choice } from '../../../shared/mail/audience.ts'
import type { Fact } from '../../../shared/entry.ts'
import { edited, published, withdrawn } from '../deliver/facts.ts'
import { testClock } from '../../emulated-ports.ts'
import { Settings } from '../../../shared/settings.ts'
import { type Machine, startMachine } from '../deliver/machine.ts'
import { startRefusingSns } from '../refusing-sns.ts'
import { madeUpReport } from '../../made-up-report.ts'

let machine: Machine
let sns: Awaited<ReturnType<typeof startRefusingSns>>
let archive: Archive
let ports: Omit<DigestPorts, 'clock'>
beforeAll(async () => {
  machine = await startMachine()
  sns = await startRefusingSns(machine.messaging.endpoint)
})
afterAll(() => Promise.all([machine.close(), sns.close()]))
/** A table of its own for each test, and one column in it. */
beforeEach(async ({ onTestFinished }) => {
  const table = await startTable()
  onTestFinished(() => table.close())
  archive = openArchive(table.store)
  await archive.reports.keep('cppcc', madeUpReport(), 0)
  sns.refuses = () => undefined
  await machine.waiting('mail')
  ports = {
    settings: Settings.parse({ publicUrl: 'https://record.example.org/' }),
    store: table.store,
    bus: openSns(machine.messaging.topics, new SNSClient({ ...machine.messaging.client, endpoint: sns.url })),
  }
})

const subscribe = (address: string, choice: Choice, addedAt = '2026-11-01T00:00:00+08:00') =>
  archive.subscribers.add({ ...choice, address, id: addressId(address), addedAt })
/** Appends `fact` to the ledger at an instant of the offices, as `11-24T09:00`. */
async function record(at: string, fact: Fact, column = 'cppcc'): Promise<void> {
  const ledger = archive.ledger(column)
  await ledger.append(fact, await ledger.head(), `2026-${at}:00+08:00`)
}
const make = (at: string) => makeDigests({ ...ports, clock: testClock(() => new Date(`2026-${at}:00+08:00`)) })
const held = (fact: Fact): Fact => ({ ...fact, data: { ...fact.data, held: true } }) as Fact
const baseline: Fact = { ...published, data: { ...published.data, baseline: true } } as Fact

/** The digests sent since the last call: their ids, without the audience, and their events. */
async function sent(): Promise<string[]> {
  const { Records } = await machine.waiting('mail')
  return Records.map(({ body }) => {
    const { Message, MessageAttributes } = JSON.parse(body) as { Message: string; MessageAttributes: { id: { Value: string } } }
    const events = Message.match(/· \S+$/gm)?.map((line) => line.slice(2)) ?? []
    return `${MessageAttributes.id.Value.split('/')[1] ?? ''}: ${events.join(' ')}`
  })
}

test('a day that has ended gives one mail of the events announced in it, in the time zone of the offices; nothing at once', async () => {
  await subscribe('reader@example.org', { digest: 'daily' })
  await record('11-23T23:59', published)
  await record('11-24T00:00', edited())
  await record('11-24T23:59', withdrawn)
  await record('11-25T00:00', edited())
  await make('11-25T00:06')
  expect((await sent()).sort()).toEqual(['2026-11-23: cppcc/1', '2026-11-24: cppcc/2 cppcc/3'])
  expect(await make('11-25T23:59')).toEqual({ digests: 0, asciiSubjects: 0, problems: [] })
  await make('11-26T00:06')
  expect(await sent()).toEqual(['2026-11-25: cppcc/4'])
})

test('a digest is made five minutes after its period: an entry may still be written', async () => {
  await subscribe('reader@example.org', { digest: 'daily' })
  await record('11-24T23:59', edited())
  await make('11-25T00:04')
  expect(await sent()).toEqual([])
  await make('11-25T00:05')
  expect(await sent()).toEqual(['2026-11-24: cppcc/1'])
})

test('a week ends on Sunday', async () => {
  await subscribe('reader@example.org', { digest: 'weekly' })
  await record('11-22T23:59', published)
  await record('11-23T00:00', edited())
  await record('11-29T23:59', withdrawn)
  await make('11-29T23:59')
  expect(await sent()).toEqual(['2026-W47: cppcc/1'])
  await make('11-30T00:10')
  expect(await sent()).toEqual(['2026-W48: cppcc/2 cppcc/3'])
})

test('an audience gets the events that its filters accept, and no mail for a period without any', async () => {
  await subscribe('losses@example.org', { digest: 'daily', types: ['letter.withdrawn'] })
  await subscribe('at-once@example.org', { types: ['letter.edited'] })
  await record('11-24T09:00', edited())
  await record('11-25T09:00', withdrawn)
  expect(await make('11-26T09:00')).toMatchObject({ digests: 1 })
  expect(await sent()).toEqual(['2026-11-25: cppcc/2'])
})

test('a held event belongs to the period of its release; the baseline and discarded events to none', async () => {
  await subscribe('reader@example.org', { digest: 'daily' })
  await record('11-20T09:00', baseline)
  await record('11-21T09:00', held(edited()))
  await record('11-21T09:00', held(withdrawn))
  await record('11-21T10:00', held(published))
  await record('11-24T09:00', { type: 'column.released', data: { from: 2, to: 3, events: 2 } })
  await record('11-24T10:00', { type: 'column.discarded', data: { from: 4, to: 4, events: 1 } })
  await make('11-25T09:00')
  expect(await sent()).toEqual(['2026-11-24: cppcc/2 cppcc/3'])
})

test('events of all columns come in the order in which they were announced', async () => {
  await archive.reports.keep('npc', madeUpReport(), 0)
  await subscribe('reader@example.org', { digest: 'daily' })
  await record('11-24T09:00', edited())
  await record('11-24T11:00', withdrawn)
  await record('11-24T10:00', published, 'npc')
  await make('11-25T09:00')
  expect(await sent()).toEqual(['2026-11-24: cppcc/1 npc/1 cppcc/2'])
})

test('after a pause of weeks the missed periods are made, each once, the oldest first, a limited number per run', async () => {
  await subscribe('reader@example.org', { digest: 'daily' }, '2026-08-01T00:00:00+08:00')
  const days = Array.from({ length: 40 }, (_, day) => new Date(Date.UTC(2026, 7, 10 + day)).toISOString().slice(5, 10))
  for (const day of days) await record(`${day}T09:00`, edited())
  expect(await make('11-25T09:00')).toMatchObject({ digests: 31 })
  expect(await make('11-25T10:00')).toMatchObject({ digests: 9 })
  expect(await make('11-25T11:00')).toMatchObject({ digests: 0 })
  expect(await sent()).toEqual(days.map((day, index) => `2026-${day}: cppcc/${index + 1}`))
})

test('a new subscriber gets the period of that day, and none before', async () => {
  await record('11-22T09:00', published)
  await record('11-24T09:00', edited())
  await subscribe('reader@example.org', { digest: 'daily' }, '2026-11-24T12:00:00+08:00')
  await make('11-25T09:00')
  expect(await sent()).toEqual(['2026-11-24: cppcc/2'])
})

test('a crash before SNS accepted repeats nothing, one after it repeats that period alone, under the same id', async () => {
  await subscribe('reader@example.org', { digest: 'daily' })
  await record('11-23T09:00', published)
  await record('11-24T09:00', edited())
  sns.refuses = (request) =>
    request.toString().includes('2026-11-24') ? { code: 'AuthorizationError', message: 'not authorized' } : undefined
  expect((await make('11-25T09:00')).problems).toEqual([expect.stringContaining('not authorized')])
  expect(await sent()).toEqual(['2026-11-23: cppcc/1'])

  sns.refuses = () => undefined
  const { store } = ports
  const put: Store['put'] = (row) => (row.pk === 'digests' ? Promise.reject(new Error('killed')) : store.put(row))
  const clock = testClock(() => new Date('2026-11-25T01:00:00Z'))
  expect((await makeDigests({ ...ports, store: { ...store, put }, clock })).problems).toEqual([
    expect.stringContaining('killed'),
  ])
  expect(await make('11-25T10:00')).toMatchObject({ digests: 1 })
  expect(await make('11-25T11:00')).toMatchObject({ digests: 0 })
  expect(await sent()).toEqual(['2026-11-24: cppcc/2', '2026-11-24: cppcc/2'])
})

test('an audience that SNS refuses does not stop the others', async () => {
  await subscribe('one@example.org', { digest: 'daily' })
  await subscribe('other@example.org', { digest: 'daily', topics: ['脑机接口'] })
  await record('11-24T09:00', edited())
  const refused = audienceKey({ digest: 'daily' })
  sns.refuses = (request) => (request.toString().includes(refused) ? { code: 'AuthorizationError', message: 'no' } : undefined)
  expect(await make('11-25T09:00')).toMatchObject({ digests: 1, problems: [expect.stringContaining(refused)] })
})

test('without a subscriber to a digest no ledger is read', async () => {
  await subscribe('reader@example.org', {})
  const { store } = ports
  const query: Store['query'] = (pk, range) =>
    /^ledger/.test(pk) ? expect.unreachable('a ledger was read') : store.query(pk, range)
  const clock = testClock(() => new Date('2026-11-25T01:00:00Z'))
  expect(await makeDigests({ ...ports, store: { ...store, query }, clock })).toEqual({
    digests: 0,
    asciiSubjects: 0,
    problems: [],
  })
})
