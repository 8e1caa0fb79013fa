import type { SnapshotBucket } from '../ports/files/snapshot-bucket.ts'
import { type Served, snapshotId } from '../../shared/snapshot.ts'
import type { Row, Store } from '../ports/store/store.ts'
import { compress, decompress } from './compress.ts'
import { partitionOf } from './keys.ts'

/** A page as it was served when it was first stored. `id` is the SHA-256 of its bytes. */
export type Snapshot = Served & { id: string }

export type Snapshots = ReturnType<typeof openSnapshots>

/** DynamoDB limits a row to 400 KB. */
const MAX_ROW_BYTES = 350_000

/**
 * The raw pages: each is stored once, under the SHA-256 of its bytes, compressed by itself, and never changed. One that is too large for a
 * row is an object in `bucket`, or, without a bucket, several rows. The first row is written last: without it, a snapshot that was written
 * in part is not found.
 */
export function openSnapshots(store: Store, bucket?: SnapshotBucket) {
  const lost = (why: string) => ({ lost: why })
  return {
    /** Stores the bytes of `served` and how they were served, unless they are stored already. Returns the snapshot's id. */
    async keep({ body, parts: _, ...served }: Served): Promise<string> {
      const id = snapshotId(body)
      const bytes = compress(body)
      const isLarge = bytes.length > MAX_ROW_BYTES
      if (isLarge && (await store.get(rowKey(id, 0)))) return id
      if (isLarge && bucket) {
        await bucket.put(id, bytes)
        await store.insert({ ...rowKey(id, 0), served: JSON.stringify(served), rows: 0 })
      } else for (const row of snapshotRows(id, served, bytes).reverse()) await store.insert(row)
      return id
    },

    /** The snapshot `id`, or undefined when it was never stored, or is damaged. */
    async find(id: string): Promise<Snapshot | undefined> {
      const found = await this.read(id)
      return 'lost' in found ? undefined : found
    },

    /** The snapshot `id`, or why it cannot be read. */
    async read(id: string): Promise<Snapshot | { lost: string }> {
      const first = await store.get(rowKey(id, 0))
      if (!first) return lost('is not kept')
      const compressed = first.rows === 0 ? await bucket?.get(id) : await joinRows(id, first)
      if (!compressed) return lost('lost a part of its bytes')
      const body = decompress(compressed)
      if (!body) return lost('was altered: it cannot be unpacked')
      return { ...(JSON.parse(String(first.served)) as Omit<Served, 'body'>), id, body }
    },
  }

  async function joinRows(id: string, first: Row): Promise<Uint8Array | undefined> {
    const parts = [first.bytes]
    for (let row = 1; row < Number(first.rows); row++) parts.push((await store.get(rowKey(id, row)))?.bytes)
    return parts.every((part) => part instanceof Uint8Array) ? Buffer.concat(parts) : undefined
  }
}

/** The rows of a snapshot whose compressed bytes are in no bucket, the first row first. */
export function snapshotRows(id: string, served: Omit<Served, 'body'>, compressed: Uint8Array): Row[] {
  const rows = Math.max(1, Math.ceil(compressed.length / MAX_ROW_BYTES))
  return Array.from({ length: rows }, (_, row) => ({
    ...rowKey(id, row),
    ...(row === 0 && { served: JSON.stringify(served), rows }),
    bytes: compressed.subarray(row * MAX_ROW_BYTES, (row + 1) * MAX_ROW_BYTES),
  }))
}

const rowKey = (id: string, row: number) => ({ pk: partitionOf('snapshot', id), sk: String(row).padStart(4, '0') })
