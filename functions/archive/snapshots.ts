import { type Served, snapshotId } from '../../shared/served.ts'
import { pack, unpack } from './pack.ts'
import type { Table } from './table.ts'

/** A row of the table holds 400 KB; a larger snapshot lies in parts of this many packed bytes. */
const PART_BYTES = 350_000

/** What is kept of a snapshot beside its bytes: how they were served the first time. */
export type Snapshot = Served & { id: string }

export type Snapshots = ReturnType<typeof openSnapshots>

/** The raw pages, each kept once under the SHA-256 of its bytes and never changed. */
export function openSnapshots(table: Table) {
  return {
    /** Keeps the bytes of `served` and how they were served, unless they are kept already. Returns the snapshot's name. */
    async keep(served: Served): Promise<string> {
      const id = snapshotId(served.body)
      const { body, ...how } = served
      const packed = pack(body)
      const parts = Math.ceil(packed.length / PART_BYTES) - 1
      for (let part = parts; part > 0; part--) await table.insert({ ...partKey(id, part), bytes: slice(packed, part) })
      await table.insert({ ...partKey(id, 0), how: JSON.stringify(how), parts, bytes: slice(packed, 0) })
      return id
    },

    /** The snapshot called `id`, or undefined when it was never kept. */
    async find(id: string): Promise<Snapshot | undefined> {
      const first = await table.get(partKey(id, 0))
      if (!first) return undefined
      const packed = [first.bytes as Uint8Array]
      for (let part = 1; part <= Number(first.parts); part++) {
        const row = await table.get(partKey(id, part))
        packed.push(row?.bytes as Uint8Array)
      }
      return { ...(JSON.parse(String(first.how)) as Omit<Served, 'body'>), id, body: unpack(Buffer.concat(packed)) }
    },
  }
}

const partKey = (id: string, part: number) => ({ pk: `snapshot#${id}`, sk: String(part).padStart(4, '0') })

const slice = (packed: Uint8Array, part: number) => packed.subarray(part * PART_BYTES, (part + 1) * PART_BYTES)
