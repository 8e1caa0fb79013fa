import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type LocalBus, openSqliteBus } from '../../../functions/ports/bus/sqlite.ts'
import { wallClock } from '../../../functions/ports/clock.ts'
import { type Database, openDatabase } from '../../../functions/ports/sqlite/database.ts'
import { openProcesses } from '../../../functions/ports/sqlite/processes.ts'
import { openSqliteStore } from '../../../functions/ports/store/sqlite.ts'
import { drain, type QueueHandler } from '../../../infra/local/drain.ts'
import { openLocks } from '../../../infra/local/locks.ts'
import { testClock } from '../../emulated-ports.ts'

let folder: string
let database: Database
let processes: ReturnType<typeof openProcesses>
let now: Date
let bus: LocalBus
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'letterwatch-drain-'))
  database = openDatabase(join(folder, 'letterwatch.db'))
  processes = openProcesses(join(folder, 'processes'))
  now = new Date('2026-11-29T00:00:00Z')
  bus = openSqliteBus(database, processes, clock)
})
afterEach(async () => {
  processes.close()
  database.close()
  await rm(folder, { recursive: true })
})

const clock = testClock(() => now)
const pass = (seconds: number) => (now = new Date(now.getTime() + seconds * 1000))

/** A function that handles all messages except those with the bodies `failing`; `batches` has the bodies of each call. */
function handlerOf(failing: string[] = []): { batches: string[][]; handle: QueueHandler } {
  const batches: string[][] = []
  const handle: QueueHandler = ({ Records }) => {
    batches.push(Records.map(({ body }) => body))
    const failed = Records.filter(({ body }) => failing.includes(body))
    const batchItemFailures = failed.map(({ messageId }) => ({ itemIdentifier: messageId }))
    return Promise.resolve({ batchItemFailures, problems: failed.map(({ body }) => `${body} failed`) })
  }
  return { batches, handle }
}

test('all messages of a queue are handled, ten at a time, and none twice', async () => {
  await bus.send(
    'deliver',
    Array.from({ length: 23 }, (_, index) => String(index)),
  )
  const { batches, handle } = handlerOf()
  await drain(bus, 'deliver', handle, clock)
  expect(batches.map(({ length }) => length)).toEqual([10, 10, 3])
  await drain(bus, 'deliver', handle, clock)
  expect(batches).toHaveLength(3)
})

test('a failed message does not stop the others, is reported, and is retried after 5 s, then with a doubled delay', async () => {
  await bus.send('dispatch', ['a', 'bad', 'c'])
  const { batches, handle } = handlerOf(['bad'])
  const failed = drain(bus, 'dispatch', handle, clock)
  await expect(failed).rejects.toThrow('Cannot handle 1 message of the queue dispatch: bad failed. It is tried again')
  await drain(bus, 'dispatch', handle, clock)
  expect(batches).toEqual([['a', 'bad', 'c']])
  for (const seconds of [5, 10, 20, 40, 80, 160, 320, 640, 900, 900]) {
    pass(seconds - 1)
    await drain(bus, 'dispatch', handle, clock)
    pass(1)
    await expect(drain(bus, 'dispatch', handle, clock)).rejects.toThrow('bad failed')
  }
  expect(batches.slice(1)).toEqual(Array(10).fill(['bad']))
  pass(900)
  await drain(bus, 'dispatch', handlerOf().handle, clock)
  pass(900)
  await drain(bus, 'dispatch', handle, clock)
  expect(batches).toHaveLength(11)
})

test('when a function throws, all messages of its batch are retried', async () => {
  await bus.send('dispatch', ['a', 'b'])
  const broken = () => Promise.reject(new Error('no disk'))
  await expect(drain(bus, 'dispatch', broken, clock)).rejects.toThrow(
    'Cannot handle 2 messages of the queue dispatch: no disk. It is tried again',
  )
  pass(5)
  const { batches, handle } = handlerOf()
  await drain(bus, 'dispatch', handle, clock)
  expect(batches).toEqual([['a', 'b']])
})

test('publishing waits while another process publishes, and then handles what is left', async () => {
  const others = openProcesses(join(folder, 'processes'))
  const theirs = openSqliteBus(database, others, clock)
  await bus.publishEvents([{ body: '1', attributes: {} }])
  const batch = theirs.receive('publish', 1)
  if (batch === 'busy') expect.unreachable()
  await bus.publishEvents([{ body: '2', attributes: {} }])
  let pauses = 0
  const pause = () => {
    if (++pauses === 3) theirs.remove(batch)
    return Promise.resolve()
  }
  const waiting = { ...wallClock, pause }
  const { batches, handle } = handlerOf()
  await drain(bus, 'publish', handle, waiting)
  expect(pauses).toBe(3)
  expect(batches).toEqual([[expect.stringContaining('"Message":"2"')]])
  others.close()
})

test('a lock is held by one process until it releases it or ends', async () => {
  const others = openProcesses(join(folder, 'processes'))
  const store = openSqliteStore(database)
  const [mine, theirs] = [openLocks(store, processes), openLocks(store, others)]
  expect(await mine.take('outbox')).toBeUndefined()
  expect(await mine.take('outbox')).toBeUndefined()
  expect(await theirs.take('outbox')).toBe(processes.self())
  expect(await theirs.take('start')).toBeUndefined()
  await mine.release('outbox')
  expect(await theirs.take('outbox')).toBeUndefined()
  others.close()
  expect(await mine.take('outbox')).toBeUndefined()
})
