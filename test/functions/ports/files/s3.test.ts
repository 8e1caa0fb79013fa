import { CreateBucketCommand, GetObjectCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { buildApp } from 'fauxqs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBucket } from '../../../../functions/ports/files/s3.ts'
import { filesContract } from './contract.ts'

const app = buildApp({ logger: false })
let s3: S3Client
beforeAll(async () => {
  const endpoint = await app.listen({ port: 0, host: '127.0.0.1' })
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  s3 = new S3Client({ endpoint, region: 'local-1', credentials, forcePathStyle: true })
  await s3.send(new CreateBucketCommand({ Bucket: 'record' }))
})
afterAll(async () => {
  s3.destroy()
  await app.close()
})

const stored = async (path: string) => {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'record', Key: path }))
  return (await Body?.transformToString()) ?? ''
}

describe('files in a bucket', () => filesContract(() => ({ files: openBucket('record', s3), stored })))

test('an object has a type that CloudFront compresses, its own type as metadata, and a longer cache time when it is settled', async () => {
  const files = openBucket('record', s3)
  const headOf = async (path: string) => {
    const { ContentType, CacheControl, Metadata } = await s3.send(new HeadObjectCommand({ Bucket: 'record', Key: path }))
    return [ContentType, Metadata?.type, CacheControl].join(' · ')
  }
  await files.write({ path: 'cppcc/feed.xml', body: 'x' })
  await files.write({ path: 'cppcc/feed.atom', body: 'x' })
  await files.write({ path: 'cppcc/feed/000001.json', body: 'x', settled: true })
  await files.write({ path: 'cppcc/ledger/000001.json', body: 'x', settled: true })
  await files.write({ path: 'index.html', body: 'x' })
  expect(await headOf('cppcc/feed.xml')).toBe(
    'application/xml; charset=utf-8 · application/rss+xml; charset=utf-8 · public, max-age=60',
  )
  expect(await headOf('cppcc/feed.atom')).toBe(
    'application/xml; charset=utf-8 · application/atom+xml; charset=utf-8 · public, max-age=60',
  )
  expect(await headOf('cppcc/feed/000001.json')).toBe(
    'application/json; charset=utf-8 · application/feed+json; charset=utf-8 · public, max-age=86400',
  )
  expect(await headOf('cppcc/ledger/000001.json')).toBe(
    'application/json; charset=utf-8 · application/json; charset=utf-8 · public, max-age=86400',
  )
  expect(await headOf('index.html')).toBe('text/html; charset=utf-8 · text/html; charset=utf-8 · public, max-age=60')
})

test('raw pages are served as downloads', async () => {
  await openBucket('record', s3).write({ path: 'snapshots/1.bin', body: Buffer.from('<script>'), settled: true })
  const head = await s3.send(new HeadObjectCommand({ Bucket: 'record', Key: 'snapshots/1.bin' }))
  expect(head).toMatchObject({ ContentType: 'application/octet-stream', ContentDisposition: 'attachment' })
})
