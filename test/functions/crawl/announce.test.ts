import { SNSClient } from '@aws-sdk/client-sns'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { type Archive, openArchive } from '../../../functions/archive/archive.ts'
import { announce } from '../../../functions/crawl/announce.ts'
import { openSns } from '../../../functions/ports/bus/sns-sqs.ts'
import type { Topics } from '../../../functions/ports/ports.ts'
import { addressId, audienceKey, type Choice } from '../../../shared/mail/audience.ts'
import { Settings } from '../../../shared/settings.ts'
import type { Fact } from '../../../shared/entry.ts'
import { edited, published, withdrawn } from '../deliver/facts.ts'
import { type Machine, startMachine } from '../deliver/machine.ts'
import { openLagging } from '../lagging-table.ts'
import { startRefusingSns } from '../refusing-sns.ts'

let machine: Machine
let archive: Archive
let sns: Awaited<ReturnType<typeof startRefusingSns>>
let bus: Topics
let columns = 0
let column: { id: string; name: string }
beforeAll(async () => {
  machine = await startMachine()
  archive = openArchive(machine.store)
  sns = await startRefusingSns(machine.messaging.endpoint)
  bus = openSns(machine.messaging.topics, new SNSClient({ ...machine.messaging.client, endpoint: sns.url }))
})
afterAll(() => Promise.all([machine.close(), sns.close()]))
beforeEach(() => void (column = { id: `c${++columns}`, name: '虚构栏目' }))
afterEach(async () => {
  sns.refuses = () => undefined
  for (const { id } of await archive.subscribers.list()) await archive.subscribers.remove(id)
  await machine.waiting('mail')
  await machine.waiting('dispatch')
})

/** Appends `facts` to the column's ledger as found by one crawl. */
async function record(...facts: Fact[]): Promise<void> {
  const ledger = archive.ledger(column.id)
  let head = await ledger.head()
  for (const fact of facts) {
    const entry = await ledger.append(fact, head, '2026-11-23T08:00:00+08:00')
    if (!entry) throw new Error('Cannot append in a test: another writer was first')
    head = { column: column.id, sequence: entry.sequence, hash: entry.hash }
  }
}
const announceAll = () => announce(column, Settings.parse({}), archive, bus)
const subscribe = (address: string, choice: Choice) =>
  archive.subscribers.add({ ...choice, address, id: addressId(address), addedAt: '2026-11-01T00:00:00+08:00' })

const Value = z.object({ Value: z.string() })
const Mail = z.object({
  Subject: z.string(),
  Message: z.string(),
  MessageAttributes: z.object({ id: Value, audience: z.optional(Value) }),
})

/** The mails sent since the last call, with the audience, if there is one, and the id of each. */
async function mailed() {
  const { Records } = await machine.waiting('mail')
  return Records.map(({ body }) => {
    const { Subject, Message, MessageAttributes } = Mail.parse(JSON.parse(body))
    return { subject: Subject, text: Message, id: MessageAttributes.id.Value, audience: MessageAttributes.audience?.Value }
  })
}
const idsOf = (mails: { id: string }[]) => mails.map(({ id }) => id).sort()
const eventsReceived = async () => {
  const { Records } = await machine.waiting('dispatch')
  const messages = Records.map(
    ({ body }) => JSON.parse((JSON.parse(body) as { Message: string }).Message) as { data: { id: string } },
  )
  return messages.map(({ data }) => data.id)
}

test('each audience gets one message a crawl, with the events that it wants, and none if it wants none of them', async () => {
  const choices: Choice[] = [
    {},
    { types: ['letter.withdrawn'] },
    { significance: 'cosmetic' },
    { topics: ['脑机接口'] },
    { topics: ['无关'] },
    { columns: [column.id] },
    { columns: ['other'] },
    { digest: 'daily' },
  ]
  for (const [index, choice] of choices.entries()) await subscribe(`reader${index}@example.org`, choice)
  await subscribe('another@example.org', { types: ['letter.withdrawn'] })
  await record(published, edited(undefined, 'cosmetic'), withdrawn)
  expect(await announceAll()).toEqual({ announced: 3, asciiSubjects: 0 })

  const mails = await mailed()
  const events = new Map(mails.map(({ audience, text }) => [audience, text.match(/· \S+$/gm)?.map((line) => line.slice(2))]))
  const ids = [1, 2, 3].map((sequence) => `${column.id}/${sequence}`)
  const [everything = {}, losses = {}, typos = {}, topic = {}, , own = {}] = choices
  expect(mails).toHaveLength(6)
  expect(events).toEqual(
    new Map([
      [undefined, ids],
      [audienceKey(everything), ids],
      [audienceKey(losses), ids.slice(2)],
      [audienceKey(typos), ids.slice(1, 2)],
      [audienceKey(topic), ids],
      [audienceKey(own), ids],
    ]),
  )
})

test('what was announced is not announced again', async () => {
  await subscribe('reader@example.org', {})
  await record(published)
  await announceAll()
  expect(await mailed()).toHaveLength(2)
  expect(await announceAll()).toEqual({ announced: 0, asciiSubjects: 0 })
  expect(await mailed()).toEqual([])
})

test('a subject that SNS refuses is replaced by one in ASCII, once, and counted', async () => {
  sns.refuses = (request) =>
    /[^\0-\x7f]/.test(request.get('Subject') ?? '')
      ? { code: 'InvalidParameter', message: 'Invalid parameter: Subject' }
      : undefined
  await subscribe('reader@example.org', {})
  await record(published, withdrawn)
  expect(await announceAll()).toEqual({ announced: 2, asciiSubjects: 2 })
  expect((await mailed()).map(({ subject }) => subject)).toEqual(Array(2).fill(`letterwatch: 2 changes (${column.id}/1-2)`))
})

describe('when SNS refuses', () => {
  const publishesTo = (topic: string) => (request: URLSearchParams) =>
    request.get('TopicArn') === topic && /^Publish/.test(request.get('Action') ?? '')
  const DENIED = { code: 'AuthorizationError', message: 'not authorized' }

  test('some of a batch of events, mail is sent all the same, and the events again until all are accepted', async () => {
    await record(...Array.from({ length: 12 }, () => edited()))
    sns.refuses = (request) => (request.get('Action') === 'PublishBatch' ? { failed: [1, 9] } : undefined)
    await expect(announceAll()).rejects.toThrow('Cannot announce 2 of 10 events: InternalError not now')
    expect(await mailed()).toHaveLength(1)
    expect(await eventsReceived()).toHaveLength(8)

    sns.refuses = () => undefined
    expect(await announceAll()).toEqual({ announced: 12, asciiSubjects: 0 })
    expect((await eventsReceived()).sort()).toEqual(Array.from({ length: 12 }, (_, n) => `${column.id}/${n + 1}`).sort())
    expect(await mailed()).toEqual([])
  })

  test('all mail, every event is published once, and each mail is sent once SNS accepts it', async () => {
    await subscribe('reader@example.org', {})
    const denied = [machine.messaging.topics.mail, machine.messaging.topics.audiences].map(publishesTo)
    sns.refuses = (request) => (denied.some((each) => each(request)) ? DENIED : undefined)
    await record(published)
    await expect(announceAll()).rejects.toThrow('not authorized')
    await record(withdrawn)
    await expect(announceAll()).rejects.toThrow('not authorized')
    expect(await eventsReceived()).toEqual([`${column.id}/1`, `${column.id}/2`])
    expect(await mailed()).toEqual([])

    sns.refuses = () => undefined
    await announceAll()
    expect(await eventsReceived()).toEqual([])
    expect(idsOf(await mailed())).toEqual([`${column.id}/1-2`, `${column.id}/1-2/${audienceKey({})}`])
  })

  test('the mail of one audience, the others get theirs once, and only that audience is sent to again', async () => {
    for (const choice of [{}, { types: ['letter.published' as const] }, { topics: ['脑机接口'] }])
      await subscribe(`${audienceKey(choice)}@example.org`, choice)
    const poisoned = audienceKey({ types: ['letter.published'] })
    sns.refuses = (request) => (request.toString().includes(poisoned) ? DENIED : undefined)
    await record(published)
    for (let crawl = 0; crawl < 3; crawl++) await expect(announceAll()).rejects.toThrow('not authorized')
    expect(idsOf(await mailed())).toEqual(
      [`${column.id}/1`, `${column.id}/1/${audienceKey({})}`, `${column.id}/1/${audienceKey({ topics: ['脑机接口'] })}`].sort(),
    )
    sns.refuses = () => undefined
    await announceAll()
    expect(idsOf(await mailed())).toEqual([`${column.id}/1/${poisoned}`])
  })
})

/** How often the events, the mail to the topic and that to the audience are sent in all, when writing the cursor fails at that call. */
test.each([
  { call: 1, events: 2, topic: 2, audience: 2 },
  { call: 2, events: 1, topic: 2, audience: 2 },
  { call: 3, events: 1, topic: 1, audience: 2 },
  { call: 4, events: 1, topic: 1, audience: 1 },
])('a crash at write $call of the cursor loses nothing, and repeats only what the cursor does not have', async (when) => {
  await subscribe('reader@example.org', {})
  await record(published, withdrawn)
  let calls = 0
  const dead = () => Promise.reject(new Error('killed'))
  const write: Archive['cursors']['write'] = (...args) => (++calls >= when.call ? dead() : archive.cursors.write(...args))
  const mortal = { ...archive, cursors: { ...archive.cursors, write } }
  await expect(announce(column, Settings.parse({}), mortal, bus)).rejects.toThrow('killed')
  await announceAll()
  const times = (sent: string[], id: string) => sent.filter((each) => each === id).length
  const [mails, events] = [idsOf(await mailed()), await eventsReceived()]
  expect([1, 2].map((sequence) => times(events, `${column.id}/${sequence}`))).toEqual([when.events, when.events])
  expect(times(mails, `${column.id}/1-2`)).toBe(when.topic)
  expect(times(mails, `${column.id}/1-2/${audienceKey({})}`)).toBe(when.audience)
  expect(mails.length).toBe(when.topic + when.audience)
})

test('a cursor at the last entry shows that nothing is due; a stale one is read again', async () => {
  const lagging = openLagging(machine.store)
  const behind = openArchive(lagging.store)
  const announceUpTo = (sequence: number) => announce(column, Settings.parse({}), behind, bus, sequence)
  await record(published)
  expect(await announceUpTo(1)).toMatchObject({ announced: 1 })
  await lagging.stop()
  await record(withdrawn)
  expect(await announceUpTo(1)).toMatchObject({ announced: 0 })
  expect(await announceUpTo(2)).toMatchObject({ announced: 1 })
  expect(await announceUpTo(2)).toMatchObject({ announced: 0 })
  expect(idsOf(await mailed())).toEqual([`${column.id}/1`, `${column.id}/2`])
})

test('a crawl of a thousand events is one message for each audience, within the limit of SNS', async () => {
  await subscribe('reader@example.org', { topics: ['脑机接口'] })
  await record(...Array.from({ length: 1000 }, () => edited()))
  expect(await announceAll()).toEqual({ announced: 1000, asciiSubjects: 0 })
  const mails = await mailed()
  expect(mails).toHaveLength(2)
  for (const { text } of mails) expect(Buffer.byteLength(text)).toBeLessThan(262_144)
}, 60_000)
