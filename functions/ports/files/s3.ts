import { createHash } from 'node:crypto'
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3'
import { cacheControlOf, contentTypeOf, dispositionOf } from '../../../shared/record.ts'
import type { Files } from './files.ts'

/** The metadata in which an object has the SHA-256 of its bytes. An ETag is not a hash of them under every kind of encryption. */
const DIGEST = 'sha256'

/** CloudFront compresses only some types. An object is stored with one of those and with its own type as metadata; the edge function sets that. */
const COMPRESSIBLE: [type: RegExp, stored: string][] = [
  [/\+xml|x-opml/, 'application/xml; charset=utf-8'],
  [/\+json/, 'application/json; charset=utf-8'],
]

/** Files as objects in the bucket called `Bucket`. Throws what S3 throws. */
export function openBucket(Bucket: string, client = new S3Client({})): Files {
  const head = (Key: string) => unlessMissing(client.send(new HeadObjectCommand({ Bucket, Key })))
  return {
    address: `s3://${Bucket}`,
    concurrency: 16,
    holds: async (path) => (await head(path)) !== undefined,
    read: async (Key) => (await unlessMissing(client.send(new GetObjectCommand({ Bucket, Key }))))?.Body?.transformToString(),
    write: async (file) => {
      const digest = createHash('sha256').update(file.body).digest('hex')
      if ((await head(file.path))?.Metadata?.[DIGEST] === digest) return 'unchanged'
      const type = contentTypeOf(file.path)
      const object = { Bucket, Key: file.path, Body: file.body, Metadata: { [DIGEST]: digest, type } }
      const stored = COMPRESSIBLE.find(([like]) => like.test(type))?.[1] ?? type
      const served = { ContentType: stored, CacheControl: cacheControlOf(file), ContentDisposition: dispositionOf(file.path) }
      await client.send(new PutObjectCommand({ ...object, ...served }))
      return 'written'
    },
  }
}

/** The answer of S3, or undefined when it has no such object. */
async function unlessMissing<T>(answered: Promise<T>): Promise<T | undefined> {
  try {
    return await answered
  } catch (error) {
    if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) return undefined
    throw error
  }
}
