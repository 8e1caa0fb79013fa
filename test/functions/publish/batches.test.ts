import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openLedger } from '../../../functions/archive/ledger.ts'
import { openSnapshots } from '../../../functions/archive/snapshots.ts'
import type { Store } from '../../../functions/ports/store/store.ts'
import { siteStatesOf, type PublishDeps } from '../../../functions/publish/deps.ts'
import { openFolder } from '../../../functions/ports/files/folder.ts'
import type { Files } from '../../../functions/ports/files/files.ts'
import { decided, edited, held, holding, opened, published, withdrawn } from '../../shared/ledger/made-up-entries.ts'
import { append, openTemporaryStore } from '../../temporary-store.ts'
import { everything } from './everything.ts'
import { hurried, publish, rebuild } from './publish.ts'

let folder: string
let store: Store
let close: () => Promise<void>
let deps: PublishDeps
let records = 0

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'batches-'))
  ;({ store, close } = await openTemporaryStore())
  deps = {
    store,
    snapshots: openSnapshots(store),
    record: recordNow(),
    publicUrl: 'https://record.example/',
    topics: ['脑机接口'],
  }
})
afterEach(async () => {
  await close()
  await rm(folder, { recursive: true })
})

const recordPath = () => join(folder, `record-${records}`)
/** Wherever it is, publishing takes it for the same record. */
const recordNow = () => ({ ...openFolder(recordPath()), address: 'the same' })

/** The same ledger, of which nothing has been published, and an empty folder. */
async function unpublished(): Promise<PublishDeps> {
  for (const pk of ['site-manifests', 'site-parts#cppcc']) await forget(pk)
  records++
  return { ...deps, record: recordNow() }
}

async function forget(pk: string): Promise<void> {
  for await (const { sk } of store.query(pk)) await store.remove({ pk, sk })
}

const letters = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => published(String(from + index), undefined, true))

/** Letters that are published in one batch and edited, held, released or withdrawn in another, and one that was held long before. */
const LEDGER = [
  ...[opened(), ...letters(101, 4), holding(1), held(edited('101')), edited('102')],
  ...[...letters(201, 3), withdrawn('103'), decided('column.released', 6, 7), edited('102', 3), held(edited('104'))],
]

/** Publishes until nothing is left, with time for `batches` batches each time. Returns the number of runs and of written files. */
async function publishInTurns(these: PublishDeps, entriesAtOnce: number, batches: number) {
  for (let [turns, written] = [1, 0]; ; turns++) {
    const one = await publish('cppcc', these, hurried(entriesAtOnce, batches))
    written += one.written
    if (!one.left) return { turns, written }
  }
}

test('in batches of 1, of 7 or in one, with time for all or for one per run, the same files are written', async () => {
  await append(store, 'cppcc', [...LEDGER, ...letters(1000, 60)])
  await publish('cppcc', deps)
  const whole = await everything(recordPath())
  expect(Object.keys(whole)).toContain('cppcc/feed/000001.xml')
  for (const [entriesAtOnce, batches] of [[1, 99], [7, 1]] as const) {
    await publishInTurns(await unpublished(), entriesAtOnce, batches)
    expect(await everything(recordPath())).toEqual(whole)
  }
}) // prettier-ignore

test('many letters published in several runs give the same files as in one', async () => {
  await append(store, 'cppcc', [...LEDGER, ...letters(1000, 520)])
  await publish('cppcc', deps)
  const whole = await everything(recordPath())
  expect(whole).toHaveProperty('cppcc/search/2/31.bin')
  expect(await publishInTurns(await unpublished(), 256, 1)).toMatchObject({ turns: 3 })
  expect(await everything(recordPath())).toEqual(whole)
})

test('between two batches of a new record the files about all letters are unchanged, and no letter goes back', async () => {
  await append(store, 'cppcc', LEDGER)
  await publish('cppcc', deps)
  const before = await everything(recordPath())
  await append(store, 'cppcc', [edited('201'), edited('101', 3)])
  const moved = { ...deps, publicUrl: 'https://elsewhere.example/' }
  for (let turns = 1; ; turns++) {
    const { left } = await publish('cppcc', moved, hurried(3, 1))
    const now = await everything(recordPath())
    if (!left) break
    for (const path of ['cppcc/index.html', 'cppcc/feed.xml', 'cppcc/substantive.atom', 'cppcc/ledger/latest.json'])
      expect(now[path]).toBe(before[path])
    expect(now['status.json']).toContain(`"sequence": ${LEDGER.length},`)
    // The letter has a second version since long ago, and a third after the batches that are written first.
    expect(now['cppcc/101/index.html']).toContain('第 2 版')
    expect(turns).toBeLessThan(9)
  }
  const grown = await everything(recordPath())
  records++
  await rebuild('cppcc', { ...moved, record: recordNow() })
  expect(grown).toEqual(await everything(recordPath()))
})

test('rebuilding an intact record in batches writes no file', async () => {
  await append(store, 'cppcc', LEDGER)
  await publish('cppcc', deps)
  expect(await rebuild('cppcc', deps, hurried(1, 99))).toMatchObject({ written: 0, isGrown: true })
})

/** `these`, of which the record dies at the write number `death`, and the number of writes so far. */
function mortal(these: PublishDeps, death: number): { deps: PublishDeps; count: () => number } {
  let writes = 0
  const write: Files['write'] = (file) => (++writes >= death ? Promise.reject(new Error('killed')) : these.record.write(file))
  return { deps: { ...these, record: { ...these.record, concurrency: 1, write } }, count: () => writes }
}

test('after a publication that dies at any write, the next ones complete the record', { timeout: 180_000 }, async () => {
  await append(store, 'cppcc', LEDGER)
  const counted = mortal(deps, Infinity)
  await publish('cppcc', counted.deps, hurried(4, 99))
  const whole = await everything(recordPath())
  for (let death = 1; death <= counted.count(); death += 17) {
    const these = await unpublished()
    await expect(publish('cppcc', mortal(these, death).deps, hurried(4, 99)), String(death)).rejects.toThrow('killed')
    await publish('cppcc', these, hurried(4, 1 + (death % 3)))
    await publish('cppcc', these)
    expect(await everything(recordPath()), String(death)).toEqual(whole)
  }
})

test('files of a lost record, of another layout or without a site state are written again', async () => {
  await append(store, 'cppcc', LEDGER)
  await publish('cppcc', deps)
  const whole = await everything(recordPath())

  const lost = await unpublished()
  expect(await publish('cppcc', lost, hurried(4, 2))).toMatchObject({ left: LEDGER.length - 8 })
  await rm(recordPath(), { recursive: true })
  await publishInTurns(lost, 4, 1)
  expect(await everything(recordPath())).toEqual(whole)

  const elsewhere = { ...(await unpublished()), publicUrl: 'https://elsewhere.example/' }
  await publish('cppcc', elsewhere, hurried(4, 2))
  await publishInTurns({ ...elsewhere, publicUrl: deps.publicUrl }, 4, 1)
  expect(await everything(recordPath())).toEqual(whole)

  await append(store, 'cppcc', [edited('201'), edited('202'), edited('203')])
  await publish('cppcc', { ...elsewhere, publicUrl: deps.publicUrl }, hurried(1, 1))
  await forget('site-parts#cppcc')
  await publishInTurns({ ...elsewhere, publicUrl: deps.publicUrl }, 4, 1)
  expect(await rebuild('cppcc', { ...elsewhere, publicUrl: deps.publicUrl })).toMatchObject({ written: 0 })
})

/** `these`, with `meanwhile` happening once, before the write number `at`. */
function overtaken(these: PublishDeps, at: number, meanwhile: () => Promise<unknown>): PublishDeps {
  let writes = 0
  const write: Files['write'] = async (file) => {
    if (++writes === at) await meanwhile()
    return these.record.write(file)
  }
  return { ...these, record: { ...these.record, concurrency: 1, write } }
}

test('of two concurrent publications of a column in batches the newest record stays, at whichever batch they meet', async () => {
  await append(store, 'cppcc', LEDGER)
  const counted = mortal(deps, Infinity)
  await publish('cppcc', counted.deps, hurried(4, 99))
  for (let at = 1; at <= counted.count(); at += 101)
    for (const [slow, fast] of [[1, 99], [99, 2]] as const) {
      const these = await unpublished()
      const version = (await ledgerEnd()) + 1
      const meanwhile = async () => {
        await append(store, 'cppcc', [edited('101', version)])
        await publish('cppcc', these, hurried(4, fast))
      }
      await publish('cppcc', overtaken(these, at, meanwhile), hurried(4, slow))
      await publishInTurns(these, 4, 1)
      expect(await rebuild('cppcc', these), `${at} ${slow} ${fast}`).toMatchObject({ written: 0 })
    }
}) // prettier-ignore

const ledgerEnd = async () => (await openLedger(store, 'cppcc').head()).sequence

test('the summary of a partly published column describes the record as it is, and for which record it was made', async () => {
  const summary = async () => (await siteStatesOf(deps).manifests()).summaries[0]
  await append(store, 'cppcc', LEDGER)
  await publish('cppcc', deps, hurried(4, 1))
  expect(await summary()).toBeUndefined()
  await publishInTurns(deps, 4, 1)
  const whole = await summary()
  await append(store, 'cppcc', [edited('201'), edited('202'), edited('203')])
  await publish('cppcc', deps, hurried(1, 1))
  expect(await summary()).toEqual(whole)
  await rebuild('cppcc', deps, hurried(4, 1))
  expect(await summary()).toEqual({ ...whole, basis: '' })
})
