import { nextEntry, NOTHING_BEFORE } from '../../shared/ledger/chain.ts'
import { Entry, type Fact } from '../../shared/entry.ts'
import { packJson, unpackJson } from './pack.ts'
import type { Row, Store } from '../ports/store/store.ts'

/** Where a ledger ends: the sequence and hash of its last entry; sequence 0 before the first. */
export type Head = { column: string; sequence: number; hash: string }

export type Ledger = ReturnType<typeof openLedger>

/** The ledger of one column: append-only, hash-chained, one row an entry. */
export function openLedger(store: Store, column: string) {
  const partition = `ledger#${column}`
  return {
    /** The head. */
    async head(): Promise<Head> {
      for await (const row of store.query(partition, { descending: true, limit: 1, fields: ['sequence', 'hash'] }))
        return { column, sequence: Number(row.sequence), hash: String(row.hash) }
      return { column, sequence: 0, hash: NOTHING_BEFORE }
    },

    /** Writes `fact` as the entry after `head`, recorded at the instant `timestamp`: undefined when another writer took that place. */
    async append(fact: Fact, head: Head, timestamp: string): Promise<Entry | undefined> {
      const entry = nextEntry(fact, head, timestamp)
      const { sequence, type, hash } = entry
      const row = { pk: partition, sk: sortKey(sequence), sequence, type, hash, entry: packJson(entry, 'utf16le') }
      return (await store.insert(row)) ? entry : undefined
    },

    /** The entries from sequence `from` to `to`, both included, in order. An `eventuallyConsistent` answer may lack the newest, at half the price. */
    async *entries(from = 1, to = 999_999_999_999, { eventuallyConsistent = false } = {}): AsyncGenerator<Entry> {
      for await (const row of store.query(partition, { from: sortKey(from), to: sortKey(to), eventuallyConsistent }))
        yield entryIn(row)
    },

    /** What stands in those places as it was written, whatever this letterwatch knows of it. Throws where nothing can be read. */
    async *written(from?: number, to?: number): AsyncGenerator<{ sequence: number; entry: object }> {
      for await (const { sequence, entry } of this.stored(from, to)) {
        if (typeof entry !== 'object' || entry === null) throw new Error(`Cannot read entry ${sequence} of ${column}`)
        yield { sequence, entry }
      }
    },

    /** The same for those who check it: `entry` is undefined where nothing can be read. */
    async *stored(from = 1, to = 999_999_999_999): AsyncGenerator<{ sequence: number; entry: unknown }> {
      for await (const row of store.query(partition, { from: sortKey(from), to: sortKey(to) }))
        yield { sequence: Number(row.sk), entry: storedIn(row) }
    },

    /** The entries recorded at or after the instant `since`, the newest first. */
    async *backTo(since: string): AsyncGenerator<Entry> {
      for await (const row of store.query(partition, { descending: true })) {
        const entry = entryIn(row)
        if (entry.timestamp < since) return
        yield entry
      }
    },

    /** One entry, or undefined when there is none of that sequence. */
    async entry(sequence: number): Promise<Entry | undefined> {
      const row = await store.get({ pk: partition, sk: sortKey(sequence) })
      return row && entryIn(row)
    },
  }
}

const sortKey = (sequence: number) => String(sequence).padStart(12, '0')

const entryIn = (row: Row): Entry => Entry.parse(unpackJson(row.entry))

/** Bytes that somebody altered are no packed JSON. */
function storedIn({ entry }: Row): unknown {
  try {
    return unpackJson(entry)
  } catch {
    return undefined
  }
}
