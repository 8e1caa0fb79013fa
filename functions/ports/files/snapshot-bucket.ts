import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { snapshotKey } from '../../../shared/snapshot.ts'

/** Where large snapshots are stored instead of in several rows: one object each, under its `snapshotKey`, compressed with zstd. */
export type SnapshotBucket = {
  put: (id: string, compressed: Uint8Array) => Promise<void>
  /** Undefined when there is no such object. */
  get: (id: string) => Promise<Uint8Array | undefined>
}

/** Large snapshots as objects of the bucket called `Bucket`. Throws what S3 throws. */
export function openSnapshotBucket(Bucket: string, client = new S3Client({})): SnapshotBucket {
  return {
    async put(id, compressed) {
      const object = { Bucket, Key: snapshotKey(id), Body: compressed, ContentType: 'application/zstd' }
      await client.send(new PutObjectCommand(object))
    },

    async get(id) {
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: snapshotKey(id) }))
        return await Body?.transformToByteArray()
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined
        throw error
      }
    },
  }
}
