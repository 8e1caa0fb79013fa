import { type Served, snapshotId } from '../../shared/served.ts'
import type { Overflow } from './overflow.ts'
import { pack, unpack } from './pack.ts'
import { openParts, partKey, ROW_BYTES } from './snapshot-parts.ts'
import type { Row, Table } from './table.ts'

/** What is kept of a snapshot beside its bytes: how they were served the first time. */
export type Snapshot = Served & { id: string }

export type Snapshots = ReturnType<typeof openSnapshots>

/**
 * The raw pages, each kept once under the SHA-256 of its bytes and never changed. The row of a snapshot is written last, so that it is
 * there whole or not at all; the bytes of one that outgrows a row lie in `overflow`.
 */
export function openSnapshots(table: Table, overflow: Overflow = openParts(table)) {
  const parts = openParts(table)
  return {
    /** Keeps the bytes of `served` and how they were served, unless they are kept already. Returns the snapshot's name. */
    async keep(served: Served): Promise<string> {
      const id = snapshotId(served.body)
      const { body, ...how } = served
      const packed = pack(body)
      const row = { ...partKey(id, 0), how: JSON.stringify(how) }
      if (packed.length <= ROW_BYTES) await table.insert({ ...row, parts: 0, bytes: packed })
      else if (!(await table.get(row))) await table.insert({ ...row, ...(await overflow.keep(id, packed)) })
      return id
    },

    /** The snapshot called `id`, or undefined when it was never kept, or is no longer whole. */
    async find(id: string): Promise<Snapshot | undefined> {
      const row = await table.get(partKey(id, 0))
      if (!row) return undefined
      const packed = await bytesOf(id, row)
      return packed && { ...(JSON.parse(String(row.how)) as Omit<Served, 'body'>), id, body: unpack(packed) }
    },
  }

  /** A row with bytes lies in the table as a whole, wherever larger snapshots are kept by now. */
  async function bytesOf(id: string, { bytes, parts: more }: Row): Promise<Uint8Array | undefined> {
    if (bytes === undefined) return overflow.find(id)
    return more === 0 ? (bytes as Uint8Array) : parts.find(id)
  }
}
