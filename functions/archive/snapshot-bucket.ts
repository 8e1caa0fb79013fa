import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import type { Overflow } from './overflow.ts'

/** Snapshots that outgrow a row lie in the bucket called `Bucket`, packed, under their SHA-256. Throws what S3 throws. */
export function openSnapshotBucket(Bucket: string, client = new S3Client({})): Overflow {
  return {
    async keep(id, packed) {
      await client.send(new PutObjectCommand({ Bucket, Key: objectOf(id), Body: packed, ContentType: 'application/zstd' }))
      return {}
    },
    async find(id) {
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: objectOf(id) }))
        return await Body?.transformToByteArray()
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined
        throw error
      }
    },
  }
}

const objectOf = (id: string) => `${id.replace(':', '/')}.zst`
