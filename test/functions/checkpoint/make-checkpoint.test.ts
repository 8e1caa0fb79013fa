import { afterEach, beforeEach, expect, test } from 'vitest'
import { openCheckpoints } from '../../../functions/archive/checkpoints.ts'
import { openArchive } from '../../../functions/archive/archive.ts'
import type { Store } from '../../../functions/ports/store/store.ts'
import { makeCheckpoint } from '../../../functions/checkpoint/make-checkpoint.ts'
import { brokenSignature, checkpointHash } from '../../../shared/ledger/checkpoint.ts'
import { opened, published } from '../../shared/ledger/made-up-entries.ts'
import { testClock } from '../../emulated-ports.ts'
import { append, openTemporaryStore, type TemporaryStore } from '../../temporary-store.ts'
import { madeUpReport } from '../../made-up-report.ts'

let made: TemporaryStore
beforeEach(async () => {
  made = await openTemporaryStore()
  await append(made.store, 'cppcc', [opened(), published('101')])
  await openArchive(made.store).reports.keep('cppcc', madeUpReport(), 0)
})
afterEach(() => made.close())

const makeOn = (store: Store, now: Date, secret = Buffer.alloc(32, 1)) =>
  makeCheckpoint({ store, secrets: { key: () => Promise.resolve(secret) }, clock: testClock(() => now) })
const stored = () => Array.fromAsync(openCheckpoints(made.store).newestFirst()).then((all) => all.reverse())
/** 23:59:59 in Beijing, and a second later. */
const lateOnDay = new Date('2026-11-25T15:59:59Z')
const earlyOnNext = new Date('2026-11-25T16:00:00Z')

test('a day in Beijing time has one checkpoint, with the heads of all ledgers, signed with a stored key', async () => {
  expect(await makeOn(made.store, lateOnDay)).toEqual({ made: true, date: '2026-11-25', columns: 1 })
  expect(await makeOn(made.store, lateOnDay)).toEqual({ made: false })
  const [signed] = await stored()
  const { sequence, hash } = await openArchive(made.store).ledger('cppcc').head()
  expect(signed?.checkpoint).toMatchObject({ number: 1, previous: null, columns: [{ column: 'cppcc', sequence, hash }] })
  expect(signed && brokenSignature(signed, await openCheckpoints(made.store).keys())).toBeUndefined()
})

test('the checkpoint of the next day has the hash of the previous one; a clock that goes back makes none', async () => {
  await makeOn(made.store, lateOnDay)
  await append(made.store, 'cppcc', [published('102')])
  expect(await makeOn(made.store, earlyOnNext)).toMatchObject({ made: true, date: '2026-11-26' })
  expect(await makeOn(made.store, lateOnDay)).toEqual({ made: false })
  const [first, second] = await stored()
  expect(second?.checkpoint).toMatchObject({
    number: 2,
    columns: [{ sequence: 3 }],
    previous: { date: '2026-11-25', hash: first && checkpointHash(first.checkpoint) },
  })
})

test('without a ledger no checkpoint is made', async () => {
  const { store, close } = await openTemporaryStore()
  expect(await makeOn(store, lateOnDay)).toEqual({ made: false })
  await close()
})

test('of many concurrent runs one makes the checkpoint', async () => {
  const reports = await Promise.all(Array.from({ length: 6 }, () => makeOn(made.store, lateOnDay)))
  expect(reports.filter((report) => report.made)).toHaveLength(1)
  expect(await stored()).toHaveLength(1)
})

test('after a crash at any write the next run leaves one complete checkpoint of the day, with its key', async () => {
  class Died extends Error {}
  for (let call = 1; call <= 8; call++)
    for (const when of ['before', 'after'] as const) {
      const { store, close } = await openTemporaryStore()
      await append(store, 'cppcc', [opened()])
      await openArchive(store).reports.keep('cppcc', madeUpReport(), 0)
      let calls = 0
      const dying = async <T>(work: () => Promise<T>): Promise<T> => {
        const isLast = ++calls === call
        if (isLast && when === 'before') throw new Died()
        const done = await work()
        if (isLast) throw new Died()
        return done
      }
      const mortal: Store = {
        ...store,
        insert: (row) => dying(() => store.insert(row)),
        query: async function* (...asked: Parameters<Store['query']>) {
          yield* await dying(() => Array.fromAsync(store.query(...asked)))
        },
      }
      await makeOn(mortal, lateOnDay).catch((error: unknown) => {
        if (!(error instanceof Died)) throw error
      })
      await makeOn(store, lateOnDay)
      const all = await Array.fromAsync(openCheckpoints(store).newestFirst())
      expect(all, `${when} call ${call}`).toHaveLength(1)
      expect(all[0] && brokenSignature(all[0], await openCheckpoints(store).keys())).toBeUndefined()
      await close()
    }
})

test('a key that is replaced leaves the checkpoints of the old one verifiable; another key verifies none', async () => {
  await makeOn(made.store, lateOnDay)
  await makeOn(made.store, earlyOnNext, Buffer.alloc(32, 2))
  const keys = await openCheckpoints(made.store).keys()
  expect(keys.map(({ since }) => since.slice(0, 10))).toEqual(['2026-11-25', '2026-11-26'])
  const [first, second] = await stored()
  if (!first || !second) throw new Error('Cannot find the checkpoints')
  for (const signed of [first, second]) expect(brokenSignature(signed, keys)).toBeUndefined()
  expect(brokenSignature(first, keys.slice(1))).toContain('a key that is not known')
  const forged = { ...first, checkpoint: { ...first.checkpoint, madeAt: '2026-11-24T00:00:00+08:00' } }
  expect(brokenSignature(forged, keys)).toBe('its signature is wrong')
})
