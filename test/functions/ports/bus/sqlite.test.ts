import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Queue } from '../../../../functions/ports/bus/bus.ts'
import { type LocalBus, openSqliteBus, type Received } from '../../../../functions/ports/bus/sqlite.ts'
import { type Database, openDatabase } from '../../../../functions/ports/sqlite/database.ts'
import { openProcesses } from '../../../../functions/ports/sqlite/processes.ts'
import { busContract } from './contract.ts'

const HOUR_MS = 3_600_000

let folder: string
let now: Date
let opened: { database: Database; processes: ReturnType<typeof openProcesses> }[]
let bus: LocalBus
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'letterwatch-bus-'))
  now = new Date('2026-11-29T00:00:00Z')
  opened = []
  bus = open()
})
afterEach(async () => {
  for (const { database, processes } of opened) {
    processes.close()
    database.close()
  }
  await rm(folder, { recursive: true })
})

/** The bus as one of several processes has it. */
function open(): LocalBus {
  const database = openDatabase(join(folder, 'letterwatch.db'))
  const processes = openProcesses(join(folder, 'processes'))
  opened.push({ database, processes })
  return openSqliteBus(database, processes, { now: () => now })
}
const received = (queue: Queue, from = bus, max = 10): Received[] => {
  const batch = from.receive(queue, max)
  return batch === 'busy' ? expect.unreachable('another process has the queue') : batch
}
const bodiesOf = (batch: Received[]) => batch.map(({ body }) => body)
const take = (queue: Queue): Promise<string[]> => {
  const batch = received(queue, bus, 1000)
  bus.remove(batch)
  return Promise.resolve(bodiesOf(batch))
}

describe('the bus on SQLite', () => busContract(() => ({ bus, take })))

test('a message that a topic or queue accepts is on the disk before the call resolves', async () => {
  const { database, processes } = opened[0] ?? expect.unreachable()
  const durable: unknown[] = []
  const transaction: Database['transaction'] = (work, options) => (
    durable.push(options?.durable),
    database.transaction(work, options)
  )
  const watched = openSqliteBus({ ...database, transaction }, processes, { now: () => now })
  await watched.publishEvents([{ body: '{}', attributes: {} }])
  await watched.publishMail('mail', { id: '1', subject: 's', asciiSubject: 's', text: 't' })
  await watched.send('deliver', ['a'])
  expect(durable).toEqual([true, true, true])
})

test('an attribute with several values matches a filter when one of them does', async () => {
  await bus.publishEvents([{ body: '{}', attributes: { type: ['column.crawled', 'letter.edited'] } }])
  expect(await take('dispatch')).toHaveLength(1)
})

test('messages are received in the order in which they were sent, a batch at a time', async () => {
  await bus.send('deliver', ['a', 'b', 'c', 'd', 'e'])
  expect(bodiesOf(received('deliver', bus, 3))).toEqual(['a', 'b', 'c'])
  expect(bodiesOf(received('deliver', bus, 3))).toEqual(['d', 'e'])
  expect(received('deliver')).toEqual([])
})

test('a delayed message becomes visible after its delay', async () => {
  await bus.send('deliver', ['later'], { delaySeconds: 60 })
  now = new Date(now.getTime() + 59_000)
  expect(received('deliver')).toEqual([])
  now = new Date(now.getTime() + 1_000)
  expect(bodiesOf(received('deliver'))).toEqual(['later'])
})

test('a message that is given back is visible again after its delay, with the number of its receives', async () => {
  await bus.send('deliver', ['a', 'b'])
  const [a, b] = received('deliver')
  expect([a?.receiveCount, a?.sentAt]).toEqual([1, now.getTime()])
  bus.remove(b ? [b] : [])
  bus.giveBack(a ? [a] : [], ({ receiveCount }) => receiveCount * 5_000)
  expect(received('deliver')).toEqual([])
  now = new Date(now.getTime() + 5_000)
  expect(received('deliver')).toMatchObject([{ body: 'a', receiveCount: 2 }])
})

test('a message that was received again is not removed by its earlier receiver', async () => {
  await bus.send('deliver', ['a'])
  const first = received('deliver')
  now = new Date(now.getTime() + HOUR_MS)
  const second = received('deliver')
  expect(bodiesOf(second)).toEqual(['a'])
  bus.remove(first)
  bus.giveBack(first, () => 0)
  expect(received('deliver')).toEqual([])
  bus.giveBack(second, () => 0)
  expect(received('deliver')).toHaveLength(1)
})

test('of two processes each message reaches one', async () => {
  const other = open()
  await bus.send(
    'deliver',
    Array.from({ length: 8 }, (_, index) => String(index)),
  )
  const [mine, theirs] = [received('deliver', bus, 5), received('deliver', other, 5)]
  expect([...bodiesOf(mine), ...bodiesOf(theirs)].sort()).toEqual(['0', '1', '2', '3', '4', '5', '6', '7'])
})

test('messages of a process that has ended are visible at once', async () => {
  const other = open()
  await bus.send('deliver', ['a'])
  expect(received('deliver', other)).toHaveLength(1)
  expect(received('deliver')).toEqual([])
  opened[1]?.processes.close()
  expect(received('deliver')).toMatchObject([{ body: 'a', receiveCount: 2 }])
})

test('one process at a time handles the queue of publishing; messages that were given back do not block it', async () => {
  const other = open()
  await bus.publishEvents([{ body: '1', attributes: {} }])
  const [first] = received('publish')
  await bus.publishEvents([{ body: '2', attributes: {} }])
  expect(other.receive('publish', 10)).toBe('busy')
  bus.giveBack(first ? [first] : [], () => 5_000)
  const second = received('publish', other)
  expect(bodiesOf(second)).toEqual([expect.stringContaining('"Message":"2"')])
  expect(bus.receive('publish', 10)).toBe('busy')
  other.remove(second)
  expect(received('publish')).toEqual([])
})

test('processes that send, receive and are killed at the same time lose no message', { timeout: 60_000 }, async () => {
  const program = join(import.meta.dirname, 'consume-program.ts')
  const start = (...args: string[]) =>
    spawn(process.execPath, [program, folder, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const senders = ['a', 'b'].map((name) => start('send', name, '150'))
  await Promise.all(senders.map((sender) => once(sender, 'close')))
  // It receives some of the messages and never removes them.
  const hoarder = start('hoard', '40')
  await once(hoarder.stdout, 'data')
  hoarder.kill('SIGKILL')
  await once(hoarder, 'close')
  const handled = await Promise.all(['1', '2', '3'].map((name) => text(start('consume', name).stdout)))
  const bodies = handled.flatMap((lines) => lines.trim().split('\n').filter(Boolean))
  const sent = ['a', 'b'].flatMap((name) => Array.from({ length: 150 }, (_, index) => `${name}${index}`))
  expect(bodies.toSorted()).toEqual(sent.toSorted())
})
