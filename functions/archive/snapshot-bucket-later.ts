import type { SnapshotBucket } from './snapshots.ts'

/** The bucket of snapshots where it may never be opened: S3's client is loaded with the first. Bundles hold `snapshot-bucket.ts` itself. */
export async function openSnapshotBucket(bucket: string): Promise<SnapshotBucket> {
  return (await import('./snapshot-bucket.ts')).openSnapshotBucket(bucket)
}
