import { Entry, type Fact } from '../../shared/entry.ts'
import { nextEntry, NOTHING_BEFORE } from '../../shared/ledger/chain.ts'
import type { Row, Store } from '../ports/store/store.ts'
import { compress, decompress } from './compress.ts'
import { PARTITIONS, partitionOf } from './keys.ts'

/** The end of a ledger: the sequence and hash of its last entry; sequence 0 for a ledger without entries. */
export type Head = { column: string; sequence: number; hash: string }

export type Ledger = ReturnType<typeof openLedger>

/** The ledger of one column: append-only, hash-chained, one row an entry. */
export function openLedger(store: Store, column: string) {
  const pk = partitionOf('ledger', column)
  return {
    async head(): Promise<Head> {
      for await (const row of store.query(pk, { descending: true, limit: 1, fields: ['sequence', 'hash'] }))
        return { column, sequence: Number(row.sequence), hash: String(row.hash) }
      return { column, sequence: 0, hash: NOTHING_BEFORE }
    },

    /** Writes `fact` as the entry after `head`, recorded at the instant `timestamp`; undefined when another writer took that sequence. */
    async append(fact: Fact, head: Head, timestamp: string): Promise<Entry | undefined> {
      const entry = nextEntry(fact, head, timestamp)
      const { sequence, type, hash } = entry
      return (await store.insert({ pk, sk: sortKey(sequence), sequence, type, hash, entry: encodeEntry(entry) }))
        ? entry
        : undefined
    },

    /** The entries from sequence `from` to `to`, both included, in order. With `eventuallyConsistent` the newest may be missing. */
    async *entries(from = 1, to = MAX_SEQUENCE, { eventuallyConsistent = false } = {}): AsyncGenerator<Entry> {
      for await (const row of store.query(pk, { from: sortKey(from), to: sortKey(to), eventuallyConsistent }))
        yield entryIn(row)
    },

    /** The entries as they were written, with fields that this version does not know. Throws for a row that cannot be read. */
    async *written(from?: number, to?: number): AsyncGenerator<{ sequence: number; entry: object }> {
      for await (const { sequence, entry } of this.stored(from, to)) {
        if (typeof entry !== 'object' || entry === null)
          throw new Error(`Cannot read entry ${sequence} of ${column}: its row was altered`)
        yield { sequence, entry }
      }
    },

    /** What the rows hold, for checking: `entry` is undefined where nothing can be read. */
    async *stored(from = 1, to = MAX_SEQUENCE): AsyncGenerator<{ sequence: number; entry: unknown }> {
      for await (const row of store.query(pk, { from: sortKey(from), to: sortKey(to) }))
        yield { sequence: Number(row.sk), entry: decodeEntry(row.entry) }
    },

    /** The entries recorded at or after the instant `since`, the newest first. */
    async *backTo(since: string): AsyncGenerator<Entry> {
      for await (const row of store.query(pk, { descending: true })) {
        const entry = entryIn(row)
        if (entry.timestamp < since) return
        yield entry
      }
    },

    /** The entry with that sequence, or undefined when there is none. */
    async entry(sequence: number): Promise<Entry | undefined> {
      const row = await store.get({ pk, sk: sortKey(sequence) })
      return row && entryIn(row)
    },
  }
}

export type Ledgers = ReturnType<typeof openLedgers>

/** The ledgers of all columns. */
export function openLedgers(store: Store) {
  return {
    ledger: (column: string) => openLedger(store, column),

    /** The ids of all columns that were ever crawled, in order. */
    async columns(): Promise<string[]> {
      const ids: string[] = []
      for await (const { sk } of store.query(PARTITIONS.crawlReports, { fields: ['sk'] })) ids.push(sk)
      return ids
    },
  }
}

const MAX_SEQUENCE = 999_999_999_999
const sortKey = (sequence: number) => String(sequence).padStart(12, '0')
const entryIn = (row: Row): Entry => Entry.parse(decodeEntry(row.entry))

/** The bytes of an entry's row: JSON in UTF-16, where a Chinese character has two bytes instead of three: compressed, a letter takes 8 % less than from UTF-8. */
export const encodeEntry = (entry: object) => compress(Buffer.from(JSON.stringify(entry), 'utf16le'))

/** What `encodeEntry` was given, before a schema has parsed it; undefined when nothing can be read. */
export function decodeEntry(stored: unknown): unknown {
  try {
    return JSON.parse(decompress(stored)?.toString('utf16le') ?? '')
  } catch {
    return undefined
  }
}
