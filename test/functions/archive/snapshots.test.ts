import { CreateBucketCommand, DeleteObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import fc from 'fast-check'
import { buildApp } from 'fauxqs'
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openArchive } from '../../../functions/archive/archive.ts'
import { rowsToBackUp } from '../../../functions/archive/back-up.ts'
import { compress } from '../../../functions/archive/compress.ts'
import { openSnapshotBucket } from '../../../functions/ports/files/snapshot-bucket.ts'
import { openSnapshots } from '../../../functions/archive/snapshots.ts'
import type { SnapshotBucket } from '../../../functions/ports/files/snapshot-bucket.ts'
import type { Row, Store } from '../../../functions/ports/store/store.ts'
import { describeVerdict, verifyLedger } from '../../../infra/cli/verify/verify-ledger.ts'
import { type Fact, snapshotsOf } from '../../../shared/entry.ts'
import { type Served, snapshotId, snapshotKey } from '../../../shared/snapshot.ts'
import { madeUpParagraphs } from '../../bench/made-up-text.ts'
import { opened, published } from '../../shared/ledger/made-up-entries.ts'
import { append } from '../../temporary-store.ts'
import { type EmulatedTable, startTable } from '../../emulated-table.ts'

const app = buildApp({ logger: false })
let s3: S3Client
let madeUp: EmulatedTable

beforeAll(async () => {
  const endpoint = await app.listen({ port: 0, host: '127.0.0.1' })
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  s3 = new S3Client({ endpoint, region: 'local-1', credentials, forcePathStyle: true })
  await s3.send(new CreateBucketCommand({ Bucket: 'snapshots' }))
  madeUp = await startTable()
})
afterAll(async () => {
  s3.destroy()
  await app.close()
  await madeUp.close()
})

/** A page with `body` as it was served. */
const served = (body: Uint8Array, fetchedAt = '2026-11-23T08:00:00+08:00'): Served => ({
  url: 'http://127.0.0.1/1',
  finalUrl: 'http://127.0.0.1/1',
  scheme: 'http',
  status: 200,
  headers: { 'content-type': 'text/html' },
  body,
  fetchedAt,
})
/** Too large for one row; random bytes do not compress. */
const large = () => randomBytes(1_000_000)
const keyOf = (id: string, row = 0) => ({ pk: `snapshot#${id}`, sk: String(row).padStart(4, '0') })

const places: Record<string, () => SnapshotBucket | undefined> = {
  'several rows': () => undefined,
  'an object in a bucket': () => openSnapshotBucket('snapshots', s3),
}

describe.each(Object.entries(places))('a snapshot that is too large for a row is %s', (_, place) => {
  test.each([
    ['an empty one', Buffer.alloc(0)],
    ['a small one', Buffer.from('答复')],
    ['a large one', large()],
  ])('%s is found complete, as it was served the first time', async (_, body) => {
    const snapshots = openSnapshots(madeUp.store, place())
    const first = served(body)
    const id = await snapshots.keep(first)
    expect(await snapshots.keep(served(body, '2026-11-24T08:00:00+08:00'))).toBe(id)
    const found = await snapshots.find(id)
    expect({ ...found, body: undefined }).toEqual({ ...first, id, body: undefined })
    expect(found && snapshotId(found.body)).toBe(id)
  })

  test('one that was never stored is not found', async () => {
    const snapshots = openSnapshots(madeUp.store, place())
    expect(await snapshots.find(snapshotId(large()))).toBeUndefined()
  })

  test('one whose writing was interrupted is not found, and is complete after it is stored again', async () => {
    const [body, bucket] = [large(), place()]
    const interrupted = openSnapshots({ ...madeUp.store, insert: () => Promise.reject(new Error('interrupted')) }, bucket)
    await expect(interrupted.keep(served(body))).rejects.toThrow('interrupted')
    const snapshots = openSnapshots(madeUp.store, bucket)
    expect(await snapshots.find(snapshotId(body))).toBeUndefined()
    expect((await snapshots.find(await snapshots.keep(served(body))))?.body).toEqual(body)
  })

  test('one of which the writer wrote some rows before it died is not found, and is complete after it is stored again', async () => {
    const [body, bucket] = [large(), place()]
    let writes = 0
    const insert: Store['insert'] = (row) =>
      ++writes > 1 || bucket ? Promise.reject(new Error('killed')) : madeUp.store.insert(row)
    await expect(openSnapshots({ ...madeUp.store, insert }, bucket).keep(served(body))).rejects.toThrow('killed')
    const snapshots = openSnapshots(madeUp.store, bucket)
    expect(await snapshots.find(snapshotId(body))).toBeUndefined()
    expect((await snapshots.find(await snapshots.keep(served(body))))?.body).toEqual(body)
  })

  test('snapshots that several crawls store at once are each stored once, complete', async () => {
    const bodies = [...Array.from({ length: 8 }, (_, at) => Buffer.from(`同时${at} ${String(Math.random())}`)), large()]
    const keepAll = (some: Uint8Array[]) =>
      Promise.all(some.map((body) => openSnapshots(madeUp.store, place()).keep(served(body))))
    const [ids] = await Promise.all([keepAll(bodies), keepAll(bodies.toReversed()), keepAll(bodies)])
    for (const [at, id] of ids.entries())
      expect((await openSnapshots(madeUp.store, place()).find(id))?.body).toEqual(bodies[at])
  })

  test('a back-up has it as rows, and it is found in them without a bucket', async () => {
    const body = large()
    const id = await openSnapshots(madeUp.store, place()).keep(served(body))
    const rows = new Map<string, Row>()
    for await (const row of rowsToBackUp(openArchive(madeUp.store, openSnapshotBucket('snapshots', s3))))
      rows.set(`${row.pk} ${row.sk}`, row)
    const restored = { ...madeUp.store, get: ({ pk, sk }: Row) => Promise.resolve(rows.get(`${pk} ${sk}`)) }
    expect((await openSnapshots(restored).find(id))?.body).toEqual(body)
  })
})

test('any bytes are found as they were served', async () => {
  const snapshots = openSnapshots(madeUp.store)
  const page = fc
    .tuple(fc.nat(9), fc.string(), fc.nat(8000))
    .map(([at, text, length]) => Buffer.from(`${madeUpParagraphs(at, length).join('\n')}<p>${text}`))
  // These bytes are the magic number of a zstd dictionary.
  const hostile = fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.concat([Buffer.from('37a430ec', 'hex'), bytes]))
  const any = fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes))
  await fc.assert(
    fc.asyncProperty(fc.oneof(page, hostile, any), async (body) => {
      expect((await snapshots.find(await snapshots.keep(served(body))))?.body).toEqual(body)
    }),
    { numRuns: 100 },
  )
})

test('a large snapshot in rows is still found after a bucket was added', async () => {
  const id = await openSnapshots(madeUp.store).keep(served(large()))
  const moved = openSnapshots(madeUp.store, openSnapshotBucket('snapshots', s3))
  expect((await moved.find(id))?.id).toBe(id)
})

test('a snapshot that lost a row or its object is not found', async () => {
  const inRows = openSnapshots(madeUp.store)
  const id = await inRows.keep(served(large()))
  await madeUp.store.remove(keyOf(id, 1))
  expect(await inRows.find(id)).toBeUndefined()

  const inBucket = openSnapshots(madeUp.store, openSnapshotBucket('snapshots', s3))
  const lost = await inBucket.keep(served(large()))
  await s3.send(new DeleteObjectCommand({ Bucket: 'snapshots', Key: snapshotKey(lost) }))
  expect(await inBucket.find(lost)).toBeUndefined()
})

test('verify reports in one line whether a snapshot is lost, incomplete or altered', async () => {
  const [column, body] = ['altered', large()]
  const id = await openSnapshots(madeUp.store).keep(served(body))
  const fact = published('1', '函', true)
  const evidence = { ...('evidence' in fact.data && fact.data.evidence), snapshot: id }
  await append(madeUp.store, column, [opened(), { ...fact, data: { ...fact.data, evidence } } as Fact])
  const verdict = async () => describeVerdict(await verifyLedger(openArchive(madeUp.store), column))
  expect(await verdict()).toContain('whole. 2 entries, 1 snapshot;')

  const [first, second] = [(await madeUp.store.get(keyOf(id))) as Row, (await madeUp.store.get(keyOf(id, 1))) as Row]
  await madeUp.store.put({ ...first, rows: 1, bytes: Buffer.from('no compressed bytes') })
  expect(await verdict()).toContain(`BROKEN at entry 2: its snapshot ${id} was altered: it cannot be unpacked`)
  await madeUp.store.put({ ...first, rows: 1, bytes: compress('别的') })
  expect(await verdict()).toContain(`BROKEN at entry 2: the bytes of its snapshot ${id} have another hash`)
  await madeUp.store.put(first)
  await madeUp.store.remove(keyOf(id, 1))
  expect(await verdict()).toContain(`BROKEN at entry 2: its snapshot ${id} lost a part of its bytes`)
  await madeUp.store.put(second)
  expect(await verdict()).toContain('whole. 2 entries, 1 snapshot;')
  await madeUp.store.remove(keyOf(id))
  expect(await verdict()).toContain(`BROKEN at entry 2: its snapshot ${id} is not kept`)
})

test('a back-up that is made during a crawl has, for each of its entries, the snapshots that are the evidence of the entry', async () => {
  const column = 'growing'
  const { store, close } = await startTable()
  await append(store, column, [opened()])
  const body = Buffer.from('在备份之时')
  let passes = 0
  const growing: Store = {
    ...store,
    scan: async function* () {
      // Rows that are written during a scan may be in its answer: here the entry is, in the scan for ledgers.
      const before = await Array.fromAsync(store.scan())
      if (++passes === 2) {
        const snapshot = await openSnapshots(store).keep(served(body))
        const fact = published('1', '函', true)
        const evidence = { ...('evidence' in fact.data && fact.data.evidence), snapshot }
        await append(store, column, [{ ...fact, data: { ...fact.data, evidence } } as Fact])
        yield* store.query(`ledger#${column}`)
      } else yield* before
    },
  }
  const backedUp = await Array.fromAsync(rowsToBackUp(openArchive(growing)))
  const keys = backedUp.map(({ pk }) => pk)
  const needed = (await Array.fromAsync(openArchive(store).ledger(column).entries())).flatMap(snapshotsOf)
  expect(keys.filter((pk) => pk === `ledger#${column}`)).toHaveLength(2)
  expect(keys).toEqual(expect.arrayContaining(needed.map((id) => `snapshot#${id}`)))
  await close()
})

test('a bucket has large snapshots only, each as one object under its hash', async () => {
  const snapshots = openSnapshots(madeUp.store, openSnapshotBucket('snapshots', s3))
  const small = await snapshots.keep(served(Buffer.from('small')))
  const id = await snapshots.keep(served(large()))
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'snapshots' }))
  const keys = Contents.map(({ Key }) => Key)
  expect(keys).toContain(`sha256/${id.slice('sha256:'.length)}.zst`)
  expect(keys.join()).not.toContain(small.slice('sha256:'.length))
})
