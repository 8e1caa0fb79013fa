import { resolve } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import type { Level } from 'level'
import type { Key, Row, Store } from '../ports/store/store.ts'

/** A database of rows and, beside them, the keys of those that are due, in the order in which they are. */
type Opened = { level: Level<string, Buffer>; inTurn: <T>(work: () => Promise<T>) => Promise<T> }

/** By whole path: LevelDB does not see that one process opens a folder twice under two names, and writes are lost. */
const stores = new Map<string, Promise<Opened>>()

/**
 * The table in `folder`, in LevelDB: a write is on disk whole or not at all when its promise resolves, whatever then becomes of this
 * process. One process at a time has it open, so that a condition is looked at and its row written with nobody between.
 */
export async function openFolderTable(folder: string): Promise<Store> {
  const { level, inTurn } = await storeIn(folder)

  const rowAt = (key: string): Row | undefined => {
    const bytes = level.getSync(key)
    return bytes && (deserialize(bytes) as Row)
  }

  const write = (row: Row, isAllowed: (before: Row | undefined) => boolean) =>
    inTurn(async () => {
      const key = keyOf(row)
      const before = rowAt(key)
      if (!isAllowed(before)) return false
      const batch = level.batch()
      if (before?.due !== undefined) batch.del(dueKey(before))
      if (row.due !== undefined) batch.put(dueKey(row), Buffer.from(key))
      await batch.put(key, serialize(withoutAbsent(row))).write()
      return true
    })

  return {
    get: (key) => Promise.resolve(rowAt(keyOf(key))),
    async put(row) {
      await write(row, () => true)
    },
    insert: (row) => write(row, (before) => before === undefined),
    replace: (row, field, value) =>
      write(row, (before) => (value === undefined ? before === undefined : before?.[field] === value)),

    remove: (key) =>
      inTurn(async () => {
        const before = rowAt(keyOf(key))
        const batch = level.batch().del(keyOf(key))
        if (before?.due !== undefined) batch.del(dueKey(before))
        await batch.write()
      }),

    async *query(pk, { from = ' ', to = '~', descending = false, limit = -1 } = {}) {
      const range = { gte: keyOf({ pk, sk: from }), lte: keyOf({ pk, sk: to }), reverse: descending, limit }
      for await (const bytes of level.values(range)) yield deserialize(bytes) as Row
    },

    async *scan() {
      for await (const bytes of level.values({ gte: 'row\u0000', lt: 'row\u0001' })) yield deserialize(bytes) as Row
    },

    async *due(by, limit = -1) {
      for await (const key of level.values({ gte: DUE, lt: `${DUE}${by}\u0001`, limit })) {
        const row = rowAt(key.toString())
        if (row) yield row
      }
    },
  }
}

/** Resolves when all that was written into the table in `folder` outlives a power cut too: the disk has it, and not only the system. */
export async function settleFolderTable(folder: string): Promise<void> {
  const { level } = await storeIn(folder)
  // LevelDB's log is one file: what is written before reaches the disk with it.
  await level.put('settled', Buffer.alloc(0), { sync: true })
}

/** Closes the table in `folder`, for another process to open. */
export async function closeFolderTable(folder: string): Promise<void> {
  const store = await stores.get(resolve(folder))
  stores.delete(resolve(folder))
  await store?.level.close()
}

function storeIn(folder: string): Promise<Opened> {
  const path = resolve(folder)
  return stores.get(path) ?? openStore(path)
}

/** Loaded here and not above: where the table is DynamoDB's there is no such package. */
function openStore(folder: string): Promise<Opened> {
  const opening = import('level').then(async ({ Level }): Promise<Opened> => {
    const level = new Level<string, Buffer>(folder, { valueEncoding: 'buffer' })
    await level.open()
    let last: Promise<unknown> = Promise.resolve()
    const inTurn: Opened['inTurn'] = (work) => {
      const turn = last.then(work, work)
      last = turn
      return turn
    }
    return { level, inTurn }
  })
  stores.set(folder, opening)
  opening.catch(() => stores.delete(folder))
  return opening
}

/** A field that is undefined is not there. */
const withoutAbsent = (row: Row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined))

/** Partition and sort keys hold no control characters, so that these part them, and keys sort as their parts do. */
const DUE = 'due\u0000'
const keyOf = ({ pk, sk }: Key) => `row\u0000${pk}\u0000${sk}`
const dueKey = ({ due = '', pk, sk }: Row) => `${DUE}${due}\u0000${pk}\u0000${sk}`
