import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { closeFolderTable, openFolderTable } from '../../../functions/archive/folder-table.ts'
import { openArchive } from '../../../functions/archive/open.ts'
import { pack, packJson } from '../../../functions/archive/pack.ts'
import { rowsToKeep } from '../../../functions/archive/rows-to-keep.ts'
import { partKey } from '../../../functions/archive/snapshot-parts.ts'
import { openSnapshots } from '../../../functions/archive/snapshots.ts'
import type { Row, Store } from '../../../functions/ports/store/store.ts'
import { describeVerdict, verifyLedger } from '../../../infra/cli/verify/verify-ledger.ts'
import type { Fact } from '../../../shared/entry.ts'
import { type Served, snapshotId } from '../../../shared/snapshot.ts'
import { madeUpParagraphs } from '../../bench/made-up-text.ts'
import { opened, published } from '../../shared/ledger/made-up-entries.ts'
import { append, type MadeUpTable, openMadeUpTable } from '../publish/made-up-table.ts'

let folder: string
let emulated: MadeUpTable
const tables: Record<string, Store> = {}
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'letterwatch-dictionaries-'))
  emulated = await openMadeUpTable()
  Object.assign(tables, { DynamoDB: emulated.store, 'a folder': await openFolderTable(folder) })
})
afterAll(async () => {
  await emulated.close()
  await closeFolderTable(folder)
  await rm(folder, { recursive: true })
})

const served = (body: Uint8Array): Served => {
  const url = 'http://127.0.0.1/1'
  return { url, finalUrl: url, scheme: 'http', status: 200, headers: {}, body, fetchedAt: '2026-11-23T08:00:00+08:00' }
}
/** A page of the design of that name; what it says beside its menus is `text`. */
const page = (design: number, text: string, menus = 6000) =>
  Buffer.from(`${madeUpParagraphs(design, menus).join('\n')}<p>${text}`)
/** By these bytes zstd knows a dictionary in a form of its own. */
const MAGIC = Buffer.from([0x37, 0xa4, 0x30, 0xec])

/** Keeps `bodies` one after another as a crawl does; the names. */
async function keepAll(store: Store, bodies: Uint8Array[], dictionary?: string): Promise<string[]> {
  const snapshots = openSnapshots(store)
  const ids: string[] = []
  for (const body of bodies) {
    const kept = await snapshots.keep(served(body), dictionary)
    dictionary = kept.dictionary
    ids.push(kept.id)
  }
  return ids
}
const bodyOf = async (store: Store, id = '') => (await openSnapshots(store).find(id))?.body
const dictionaryOf = async (store: Store, id = '') => (await store.get(partKey(id, 0)))?.dictionary as string | undefined
const dictionariesOf = (store: Store, ids: string[]) => Promise.all(ids.map((id) => dictionaryOf(store, id)))

describe.each(['DynamoDB', 'a folder'])('pages in %s', (name) => {
  let store: Store
  let design = name.length * 1000
  beforeEach(() => {
    store = tables[name] as Store
    design += 10
  })

  test('are packed with the first of them, in much less room, and come back byte for byte', async () => {
    const bodies = ['一', '二', '三'].map((text) => page(design, text))
    const ids = await keepAll(store, bodies)
    expect(await dictionariesOf(store, ids)).toEqual([undefined, ids[0], ids[0]])
    const [alone, withIt] = await Promise.all(ids.map(async (id) => (await store.get(partKey(id, 0)))?.bytes as Uint8Array))
    expect(withIt?.length).toBeLessThan((alone?.length ?? 0) / 10)
    for (const [at, id] of ids.entries()) expect(await bodyOf(store, id)).toEqual(bodies[at])
  })

  test('whatever they are and in whatever order they are kept, each comes back, and none needs more than one other', async () => {
    const alike = fc.tuple(fc.nat(2), fc.string(), fc.nat(8000)).map(([at, text, menus]) => page(design + at, text, menus))
    const odd = fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes))
    const hostile = fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.concat([MAGIC, bytes]))
    const long = fc.nat(3).map((seed) => page(design + seed, '长', 60_000))
    const large = fc.constant(null).map(() => randomBytes(360_000))
    const body = fc.oneof(
      { weight: 12, arbitrary: alike },
      { weight: 3, arbitrary: odd },
      { weight: 3, arbitrary: hostile },
      { weight: 2, arbitrary: long },
      { weight: 1, arbitrary: large },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(body, { minLength: 1, maxLength: 12 }), async (bodies) => {
        const ids = await keepAll(store, bodies)
        for (const [at, id] of ids.entries()) expect(await bodyOf(store, id)).toEqual(bodies[at])
        for (const dictionary of await dictionariesOf(store, ids))
          if (dictionary !== undefined) expect(await store.get(partKey(dictionary, 0))).toMatchObject({ parts: 0 })
        const needed = (await dictionariesOf(store, ids)).filter((id) => id !== undefined)
        expect(await dictionariesOf(store, needed)).toEqual(needed.map(() => undefined))
      }),
      { numRuns: 25 },
    )
  })

  test('that were packed alone before there were dictionaries are read as ever, and others are packed with them', async () => {
    const body = page(design, '早')
    const { body: _, ...how } = served(body)
    const id = snapshotId(body)
    await store.insert({ ...partKey(id, 0), how: JSON.stringify(how), parts: 0, bytes: pack(body) })
    expect(await openSnapshots(store).find(id)).toEqual({ ...served(body), id })
    const [later] = await keepAll(store, [page(design, '晚')], id)
    expect(await dictionaryOf(store, later)).toBe(id)
    expect(await bodyOf(store, later)).toEqual(page(design, '晚'))
  })

  test('of a new design are packed with the first of that design', async () => {
    const ids = await keepAll(store, [page(design, '一'), page(design, '二'), page(design + 1, '三'), page(design + 1, '四')])
    expect(await dictionariesOf(store, ids)).toEqual([undefined, ids[0], undefined, ids[2]])
  })

  test.each([
    ['is huge', (at: number) => page(at, '大', 60_000)],
    ['begins as no page does', (at: number) => Buffer.concat([MAGIC, page(at, '怪')])],
  ])('are not packed with one that %s', async (_, odd) => {
    const ids = await keepAll(store, [odd(design), page(design, '一'), page(design, '二')])
    expect(await dictionariesOf(store, ids)).toEqual([undefined, undefined, ids[1]])
    expect(await bodyOf(store, ids[0])).toEqual(odd(design))
    const [other] = await keepAll(store, [page(design, '三')], ids[0])
    expect(await dictionaryOf(store, other)).toBeUndefined()
  })

  test('are packed alone where the one they are to be packed with is not there, is altered, or needs another itself', async () => {
    const [first, second] = await keepAll(store, [page(design, '一'), page(design, '二')])
    await store.put({ ...(await store.get(partKey(first ?? '', 0))), ...partKey(first ?? '', 0), bytes: pack('别的') })
    const never = snapshotId(Buffer.from(String(design)))
    for (const [at, dictionary] of [first, second, never].entries()) {
      const [id] = await keepAll(store, [page(design, `另${at}`)], dictionary)
      expect(await dictionaryOf(store, id)).toBeUndefined()
    }
  })

  test('that two crawls keep at once are each there once, and whole', async () => {
    const bodies = Array.from({ length: 8 }, (_, at) => page(design, `同时${at}`))
    const [ids] = await Promise.all([keepAll(store, bodies), keepAll(store, bodies.toReversed()), keepAll(store, bodies)])
    for (const [at, id] of ids.entries()) expect(await bodyOf(store, id)).toEqual(bodies[at])
  })

  test('whose dictionary was altered or lost are not found, and verify names both in a line', async () => {
    const column = `altered-${name.length}`
    const ids = await keepAll(store, [page(design, '一'), page(design, '二')])
    const [dictionary = '', id = ''] = ids
    const resting = published('1', '函', true)
    const evidence = { ...('evidence' in resting.data && resting.data.evidence), snapshot: id }
    await append(store, column, [opened(), { ...resting, data: { ...resting.data, evidence } } as Fact])
    const verdict = async () => describeVerdict(await verifyLedger(openArchive(store), column))
    const why = `BROKEN at entry 2: its snapshot ${id} is packed with the snapshot ${dictionary}, which is lost or was altered.`
    expect(await verdict()).toContain('whole. 2 entries, 1 snapshots')

    const row = { ...(await store.get(partKey(dictionary, 0))), ...partKey(dictionary, 0) }
    for (const bytes of [pack(page(design, '改')), Buffer.from('no packed bytes')]) {
      await store.put({ ...row, bytes })
      expect(await bodyOf(store, id)).toBeUndefined()
      expect(await verdict()).toContain(why)
    }
    await store.remove(partKey(dictionary, 0))
    expect(await verdict()).toContain(why)
    await store.put(row)
    expect(await bodyOf(store, id)).toEqual(page(design, '二'))
    await store.put({ ...(await store.get(partKey(id, 0))), ...partKey(id, 0), bytes: Buffer.from('no packed bytes') })
    expect(await verdict()).toContain(`its snapshot ${id} was altered: it cannot be unpacked`)
  })
})

test('a back-up made while pages are kept has, for each page in it, the one that it is packed with', async () => {
  const source = tables['a folder'] as Store
  const last = page(77_000, '二')
  let passes = 0
  const growing: Store = {
    ...source,
    scan: async function* () {
      const before = await Array.fromAsync(source.scan())
      // What is kept while rows are read is among them or not: here the first page is not, and the one packed with it is.
      if (++passes === 3) await keepAll(source, [page(77_000, '一'), last])
      const after = await source.get(partKey(snapshotId(last), 0))
      yield* after && passes === 3 ? [...before, after] : await Array.fromAsync(source.scan())
    },
  }
  const kept = new Map<string, Row>()
  for await (const row of rowsToKeep(openArchive(growing))) kept.set(row.pk, row)
  expect(kept.get(`snapshot#${snapshotId(last)}`)).toMatchObject({ dictionary: snapshotId(page(77_000, '一')) })
  const needed = [...kept.values()].flatMap(({ dictionary }) =>
    typeof dictionary === 'string' ? [`snapshot#${dictionary}`] : [],
  )
  expect([...kept.keys()]).toEqual(expect.arrayContaining(needed))
})

test('entries that were written in UTF-8 are read beside those in UTF-16, and have the same hash', async () => {
  const { store } = emulated
  await append(store, 'utf', [opened(), published('1', '关于加大投入的函', true)])
  const ledger = openArchive(store).ledger('utf')
  const entries = await Array.fromAsync(ledger.entries())
  const verdict = await verifyLedger(openArchive(store), 'utf')
  for await (const row of store.query('ledger#utf'))
    await store.put({ ...row, entry: packJson(entries[Number(row.sequence) - 1]) })
  expect(await Array.fromAsync(ledger.entries())).toEqual(entries)
  expect(await verifyLedger(openArchive(store), 'utf')).toEqual(verdict)
})
