import { CreateBucketCommand, DeleteObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { buildApp } from 'fauxqs'
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openOverflow, type Overflow } from '../../../functions/archive/overflow.ts'
import { openSnapshotBucket } from '../../../functions/archive/snapshot-bucket.ts'
import { openParts, partKey } from '../../../functions/archive/snapshot-parts.ts'
import { openSnapshots } from '../../../functions/archive/snapshots.ts'
import { type Served, snapshotId } from '../../../shared/snapshot.ts'
import { type MadeUpTable, openMadeUpTable } from '../publish/made-up-table.ts'

const app = buildApp({ logger: false })
let s3: S3Client
let madeUp: MadeUpTable

beforeAll(async () => {
  const endpoint = await app.listen({ port: 0, host: '127.0.0.1' })
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  s3 = new S3Client({ endpoint, region: 'local-1', credentials, forcePathStyle: true })
  await s3.send(new CreateBucketCommand({ Bucket: 'snapshots' }))
  madeUp = await openMadeUpTable()
})
afterAll(async () => {
  s3.destroy()
  await app.close()
  await madeUp.close()
})

/** What a page of `body` was served as. */
const served = (body: Uint8Array, fetchedAt = '2026-11-23T08:00:00+08:00'): Served => ({
  url: 'http://127.0.0.1/1',
  finalUrl: 'http://127.0.0.1/1',
  scheme: 'http',
  status: 200,
  headers: { 'content-type': 'text/html' },
  body,
  fetchedAt,
})
/** More than fits one row, and no compression makes it smaller. */
const large = () => randomBytes(1_000_000)

const places: Record<string, () => Overflow> = {
  'in parts in the table': () => openParts(madeUp.store),
  'in a bucket': () => openSnapshotBucket('snapshots', s3),
}

describe.each(Object.entries(places))('snapshots that outgrow a row lie %s', (_, place) => {
  test.each([
    ['an empty one', Buffer.alloc(0)],
    ['a small one', Buffer.from('答复')],
    ['a large one', large()],
  ])('%s is found as it was served the first time, whole', async (_, body) => {
    const snapshots = openSnapshots(madeUp.store, place())
    const first = served(body)
    const { id } = await snapshots.keep(first)
    expect(await snapshots.keep(served(body, '2026-11-24T08:00:00+08:00'))).toMatchObject({ id })
    const found = await snapshots.find(id)
    expect({ ...found, body: undefined }).toEqual({ ...first, id, body: undefined })
    expect(found && snapshotId(found.body)).toBe(id)
  })

  test('one that was never kept is not found', async () => {
    const snapshots = openSnapshots(madeUp.store, place())
    expect(await snapshots.find(snapshotId(large()))).toBeUndefined()
  })

  test('one whose keeping was cut off is not found, and is whole once it is kept again', async () => {
    const [body, overflow] = [large(), place()]
    const cutOff = openSnapshots({ ...madeUp.store, insert: () => Promise.reject(new Error('cut off')) }, overflow)
    await expect(cutOff.keep(served(body))).rejects.toThrow('cut off')
    const snapshots = openSnapshots(madeUp.store, overflow)
    expect(await snapshots.find(snapshotId(body))).toBeUndefined()
    expect((await snapshots.find((await snapshots.keep(served(body))).id))?.body).toEqual(body)
  })
})

test('what is kept in parts is still found when larger snapshots have moved to a bucket', async () => {
  const { id } = await openSnapshots(madeUp.store).keep(served(large()))
  const moved = openSnapshots(madeUp.store, openSnapshotBucket('snapshots', s3))
  expect((await moved.find(id))?.id).toBe(id)
})

test('a snapshot that lost a part or its object is not found, instead of found in half', async () => {
  const inParts = openSnapshots(madeUp.store)
  const { id } = await inParts.keep(served(large()))
  await madeUp.store.remove(partKey(id, 1))
  expect(await inParts.find(id)).toBeUndefined()

  const inBucket = openSnapshots(madeUp.store, openSnapshotBucket('snapshots', s3))
  const { id: lost } = await inBucket.keep(served(large()))
  await s3.send(new DeleteObjectCommand({ Bucket: 'snapshots', Key: `sha256/${lost.slice('sha256:'.length)}.zst` }))
  expect(await inBucket.find(lost)).toBeUndefined()
})

test('a bucket keeps large snapshots alone, each as one object under its hash', async () => {
  const snapshots = openSnapshots(madeUp.store, openSnapshotBucket('snapshots', s3))
  const { id: small } = await snapshots.keep(served(Buffer.from('small')))
  const { id } = await snapshots.keep(served(large()))
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'snapshots' }))
  const keys = Contents.map(({ Key }) => Key)
  expect(keys).toContain(`${id.replace(':', '/')}.zst`)
  expect(keys.join()).not.toContain(small.slice('sha256:'.length))
})

test('an address that is neither the table nor a bucket is refused', () => {
  expect(() => openOverflow('file:///tmp', madeUp.store)).toThrow(
    'Cannot keep large snapshots: their address is neither table: nor s3://bucket, but file:///tmp',
  )
})
