import type { RecordStore } from './record-store.ts'

/** The record's bucket where it may never be opened: S3's client is loaded with the first. Bundles hold `record-bucket.ts` itself. */
export async function openBucket(bucket: string): Promise<RecordStore> {
  return (await import('./record-bucket.ts')).openBucket(bucket)
}
