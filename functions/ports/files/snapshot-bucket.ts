import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'

/** Where large snapshots are stored instead of in several rows: one object each, under its id, compressed with zstd. */
export type SnapshotBucket = {
  put: (id: string, compressed: Uint8Array) => Promise<void>
  /** Undefined when there is no such object. */
  get: (id: string) => Promise<Uint8Array | undefined>
}

/** Large snapshots as objects of the bucket called `Bucket`. Throws what S3 throws. */
export function openSnapshotBucket(Bucket: string, client = new S3Client({})): SnapshotBucket {
  return {
    async put(id, compressed) {
      const object = { Bucket, Key: keyOf(id), Body: compressed, ContentType: 'application/zstd' }
      await client.send(new PutObjectCommand(object))
    },

    async get(id) {
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: keyOf(id) }))
        return await Body?.transformToByteArray()
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined
        throw error
      }
    },
  }
}

/** `sha256/0123….zst` for the snapshot `sha256:0123…`. */
const keyOf = (id: string) => `${id.replace(':', '/')}.zst`
