import { CreateBucketCommand, GetObjectCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { buildApp } from 'fauxqs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBucket } from '../../functions/record-bucket.ts'
import { openFolder } from '../../functions/record-folder.ts'
import { openRecordStore, type RecordStore } from '../../functions/record-store.ts'

type Opened = { store: RecordStore; read: (path: string) => Promise<string> }

const app = buildApp({ logger: false })
let s3: S3Client
let root: string

beforeAll(async () => {
  const endpoint = await app.listen({ port: 0, host: '127.0.0.1' })
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  s3 = new S3Client({ endpoint, region: 'local-1', credentials, forcePathStyle: true })
  await s3.send(new CreateBucketCommand({ Bucket: 'record' }))
  root = await mkdtemp(join(tmpdir(), 'record-'))
})
afterAll(async () => {
  s3.destroy()
  await app.close()
  await rm(root, { recursive: true })
})

const stores: Record<string, () => Opened> = {
  'a folder': () => ({ store: openFolder(root), read: (path) => readFile(join(root, path), 'utf8') }),
  'a bucket': () => ({
    store: openBucket('record', s3),
    read: async (path) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'record', Key: path }))
      return (await Body?.transformToString()) ?? ''
    },
  }),
}

describe.each(Object.entries(stores))('%s as a store of the record', (_, open) => {
  test('it keeps what is written, in folders that were not there', async () => {
    const { store, read } = open()
    expect(await store.write({ path: 'cppcc/1/index.html', body: '答复' })).toBe('written')
    expect(await read('cppcc/1/index.html')).toBe('答复')
  })

  test('it leaves a file whose bytes are there already, and writes one that differs', async () => {
    const { store, read } = open()
    await store.write({ path: 'same.html', body: '甲' })
    expect(await store.write({ path: 'same.html', body: '甲' })).toBe('unchanged')
    expect(await store.write({ path: 'same.html', body: '乙' })).toBe('written')
    expect(await read('same.html')).toBe('乙')
  })

  test('it knows what it holds', async () => {
    const { store } = open()
    await store.write({ path: 'held.html', body: 'x' })
    expect(await store.holds('held.html')).toBe(true)
    expect(await store.holds('absent/index.html')).toBe(false)
  })
})

test('a folder keeps no drafts, and refuses to write outside itself', async () => {
  const store = openFolder(root)
  await store.write({ path: 'deep/index.html', body: 'x' })
  expect(await readdir(join(root, 'deep'))).toEqual(['index.html'])
  await expect(store.write({ path: '../outside.html', body: '' })).rejects.toThrow('Cannot write ../outside.html')
})

test('a bucket keeps each kind of file under a type that CloudFront compresses, with its own beside it, and settled ones for longer', async () => {
  const store = openBucket('record', s3)
  const kept = async (path: string) => {
    const { ContentType, CacheControl, Metadata } = await s3.send(new HeadObjectCommand({ Bucket: 'record', Key: path }))
    return [ContentType, Metadata?.type, CacheControl].join(' · ')
  }
  await store.write({ path: 'cppcc/feed.xml', body: 'x' })
  await store.write({ path: 'cppcc/feed.atom', body: 'x' })
  await store.write({ path: 'cppcc/feed/000001.json', body: 'x', settled: true })
  await store.write({ path: 'cppcc/ledger/000001.json', body: 'x', settled: true })
  await store.write({ path: 'index.html', body: 'x' })
  expect(await kept('cppcc/feed.xml')).toBe(
    'application/xml; charset=utf-8 · application/rss+xml; charset=utf-8 · public, max-age=60',
  )
  expect(await kept('cppcc/feed.atom')).toBe(
    'application/xml; charset=utf-8 · application/atom+xml; charset=utf-8 · public, max-age=60',
  )
  expect(await kept('cppcc/feed/000001.json')).toBe(
    'application/json; charset=utf-8 · application/feed+json; charset=utf-8 · public, max-age=86400',
  )
  expect(await kept('cppcc/ledger/000001.json')).toBe(
    'application/json; charset=utf-8 · application/json; charset=utf-8 · public, max-age=86400',
  )
  expect(await kept('index.html')).toBe('text/html; charset=utf-8 · text/html; charset=utf-8 · public, max-age=60')
})

test('a bucket says of raw pages that they are to be saved, not shown', async () => {
  await openBucket('record', s3).write({ path: 'snapshots/1.bin', body: Buffer.from('<script>'), settled: true })
  const kept = await s3.send(new HeadObjectCommand({ Bucket: 'record', Key: 'snapshots/1.bin' }))
  expect(kept).toMatchObject({ ContentType: 'application/octet-stream', ContentDisposition: 'attachment' })
})

test('the address of a record says which store it is', async () => {
  const store = await openRecordStore(pathToFileURL(root).href)
  await store.write({ path: 'by-address.html', body: 'x' })
  expect(await readFile(join(root, 'by-address.html'), 'utf8')).toBe('x')
  await expect(openRecordStore('ftp://record')).rejects.toThrow('Cannot open the record: its address is neither file: nor s3:')
})
