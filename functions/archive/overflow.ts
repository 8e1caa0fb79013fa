import { openSnapshotBucket } from '#snapshot-bucket'
import { openParts } from './snapshot-parts.ts'
import type { Row, Store } from '../ports/store/store.ts'

/** Where the packed bytes of snapshots lie that outgrow a row. */
export type Overflow = {
  /** Keeps the bytes of the snapshot called `id`, and returns what its row says of them. */
  keep: (id: string, packed: Uint8Array) => Promise<Partial<Row>>
  /** The bytes of the snapshot called `id`, or undefined when they are not all there. */
  find: (id: string) => Promise<Uint8Array | undefined>
}

/** The place at `address`: `s3://bucket`, opened with the first snapshot that needs it, or `table:`, rows of `table` itself. */
export function openOverflow(address: string, store: Store): Overflow {
  if (address === 'table:') return openParts(store)
  const bucket = /^s3:\/\/([^/]+)$/.exec(address)?.[1]
  if (bucket === undefined)
    throw new Error(`Cannot keep large snapshots: their address is neither table: nor s3://bucket, but ${address}`)
  let opened: Promise<Overflow> | undefined
  const open = () => (opened ??= Promise.resolve(openSnapshotBucket(bucket)))
  return {
    keep: async (id, packed) => (await open()).keep(id, packed),
    find: async (id) => (await open()).find(id),
  }
}
