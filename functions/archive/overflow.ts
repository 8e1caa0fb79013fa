import { openSnapshotBucket } from '#snapshot-bucket'
import type { SnapshotBucket } from './snapshots.ts'

/** The bucket at `s3://bucket`, opened with the first snapshot that needs it; undefined for `table:`, where large snapshots are rows. */
export function snapshotBucketAt(address: string): SnapshotBucket | undefined {
  if (address === 'table:') return undefined
  const bucket = /^s3:\/\/([^/]+)$/.exec(address)?.[1]
  if (bucket === undefined)
    throw new Error(`Cannot keep large snapshots: their address is neither table: nor s3://bucket, but ${address}`)
  let opened: Promise<SnapshotBucket> | undefined
  const open = () => (opened ??= Promise.resolve(openSnapshotBucket(bucket)))
  return {
    put: async (id, compressed) => (await open()).put(id, compressed),
    get: async (id) => (await open()).get(id),
  }
}
