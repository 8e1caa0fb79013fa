import { snapshotId } from '../../shared/snapshot.ts'
import { unpackWhole } from './pack.ts'
import { partKey } from './snapshot-parts.ts'
import type { Store } from '../ports/store/store.ts'

/** Packing with more than this takes long. It may be changed: whatever a snapshot was packed with is what it is read with. */
const MOST_BYTES = 100_000
/** By these bytes zstd knows a dictionary in a form of its own; a page that begins so would not be taken for bytes as they are. */
const MAGIC = Buffer.from([0x37, 0xa4, 0x30, 0xec])

/** Whether other pages may be packed with one of these bytes. */
export function mayBeDictionary(body: Uint8Array): boolean {
  return body.length <= MOST_BYTES && !MAGIC.equals(body.subarray(0, MAGIC.length))
}

/**
 * The snapshots that others are packed with, each read from its row, which is packed alone, and of the hash that its name says. The last one
 * stays in memory.
 */
export function openDictionaries(store: Store) {
  let last: { id: string; body: Buffer } | undefined
  return {
    /** The bytes of the snapshot called `id`, or undefined when none is meant, or it is lost, was altered, or needs another itself. */
    async find(id: string | undefined): Promise<Buffer | undefined> {
      if (id === undefined) return undefined
      if (last?.id === id) return last.body
      const row = await store.get(partKey(id, 0))
      if (row?.parts !== 0 || row.dictionary !== undefined) return undefined
      const body = unpackWhole(row.bytes)
      if (!body || snapshotId(body) !== id) return undefined
      last = { id, body }
      return body
    },
  }
}
