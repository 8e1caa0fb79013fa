import { afterAll, beforeAll, expect, test } from 'vitest'
import { openLedger } from '../../../functions/archive/ledger.ts'
import type { Store } from '../../../functions/ports/store/store.ts'
import { readEntries } from '../../../functions/publish/event-reader.ts'
import { append, openTemporaryStore, type TemporaryStore } from '../../temporary-store.ts'

let made: TemporaryStore
beforeAll(async () => {
  made = await openTemporaryStore()
  const fact = { type: 'column.baselined' as const, data: { letters: 0, pending: [] } }
  await append(
    made.store,
    'cppcc',
    Array.from({ length: 40 }, () => fact),
  )
})
afterAll(() => made.close())

const read = async (store: Store, sequences: number[]) =>
  (await Array.fromAsync(readEntries(openLedger(store, 'cppcc'), sequences))).map(({ sequence }) => sequence)

/** The table, whose answers that may lag do not know of some entries yet, and the ranges that were asked for. */
function lagging(store: Store, unknown: number[], asked: string[] = []): Store {
  return {
    ...store,
    async *query(pk, range = {}) {
      asked.push(`${Number(range.from)} to ${Number(range.to)}`)
      for await (const row of store.query(pk, range))
        if (!(range.eventuallyConsistent && unknown.includes(Number(row.sequence)))) yield row
    },
  }
}

test('entries come in the order of the ledger, each once, neighbouring ones by one query', async () => {
  const asked: string[] = []
  expect(await read(lagging(made.store, [], asked), [30, 3, 5, 3, 40, 31])).toEqual([3, 5, 30, 31, 40])
  expect(asked).toEqual(['3 to 5', '30 to 31', '40 to 40'])
})

test('an entry that an eventually consistent read lacks is read singly, in its place', async () => {
  expect(await read(lagging(made.store, [3, 5, 40]), [3, 4, 5, 6, 39, 40])).toEqual([3, 4, 5, 6, 39, 40])
})
