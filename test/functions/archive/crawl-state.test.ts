import { createHash } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadCrawlState, readFetchTimes } from '../../../functions/archive/crawl-state.ts'
import { openLedger } from '../../../functions/archive/ledger.ts'
import { compressJson } from '../../../functions/archive/compress.ts'
import type { Store } from '../../../functions/ports/store/store.ts'
import { type LetterState, VersionState, unreadLetter } from '../../../shared/ledger/crawl-state.ts'
import { meterOf } from '../../meter.ts'
import { baselined, opened, published } from '../../shared/ledger/made-up-entries.ts'
import { openLagging } from '../lagging-table.ts'
import { append } from '../../temporary-store.ts'
import { type EmulatedTable, startTable } from '../../emulated-table.ts'

let made: EmulatedTable
let store: Store
beforeEach(async () => void ({ store } = made = await startTable()))
afterEach(() => made.close())

const bytes = (what: string) => createHash('sha256').update(what)
const hash = (what: string, digits: number) => bytes(what).digest('hex').slice(0, digits)

/** The state of letter `index`, with the times of its last fetches. */
function letterOf(index: number, checkedAt: string, readAt = checkedAt): LetterState {
  const postId = String(10_961_674 - 3 * index)
  return {
    id: postId,
    postId,
    url: `https://www.example.gov.test/tadf/content/post_${postId}.html`,
    ...{ version: 1, sequence: index + 2, fingerprint: hash(`text ${index}`, 32), reader: 1, presence: 'listed', misses: 0 },
    ...{
      titleKey: hash(`title ${index}`, 12),
      number: `2025${String(index).padStart(4, '0')}`,
      publishedOn: '2025-09-27',
      method: 'meta',
    },
    region: { starts: '<div class="article-content">', length: 2500 + (index % 900), hash: hash(`part ${index}`, 16) },
    etag: `"${bytes(`page ${index}`).digest('base64url').slice(0, 16)}"`,
    ...{ checkedAt, readAt },
  }
}

const load = (of = store) => loadCrawlState(of, 'cppcc', openLedger(of, 'cppcc'))
/** Saves a crawl state with these letters. */
async function keep(...letters: LetterState[]): Promise<void> {
  const { state, save } = await load()
  state.letters = new Map(letters.map((letter) => [letter.id, letter]))
  await save()
}

const NOON = '2026-11-01T04:00:00.123Z'
const LATER = '2026-11-01T04:15:00.456Z'

test('the state of letters is read as it was saved', async () => {
  const withdrawn = {
    ...letterOf(2, NOON),
    presence: 'withdrawn' as const,
    earlier: [{ version: 1, fingerprint: hash('before', 32) }],
  }
  const letters: LetterState[] = [
    { ...letterOf(1, NOON), version: 0, fingerprint: '', formerPostIds: ['1', '2'] },
    { ...unreadLetter('7', 'https://www.example.gov.test/tadf/content/post_7.html'), discarded: VersionState.parse(withdrawn) },
    letterOf(3, LATER, NOON),
  ]
  await keep(...letters)
  expect([...(await load()).state.letters.values()]).toEqual(letters)
})

test('a crawl without changes writes only when letters were fetched, whatever their state contains', async () => {
  const edited = { ...letterOf(1, NOON), version: 2, earlier: [{ version: 1, fingerprint: hash('before', 32) }] }
  await keep({ ...edited, announced: VersionState.parse(letterOf(1, NOON)), heldSince: 4 }, { ...letterOf(2, NOON), discarded: VersionState.parse(edited) }) // prettier-ignore
  const rows = () => Array.fromAsync(store.query('crawl-state#cppcc'))
  const before = await rows()
  const { state, save } = await load()
  for (const letter of state.letters.values()) letter.checkedAt = LATER
  await save()
  const after = await rows()
  expect(after.map(({ sk }) => sk)).toEqual(['head', 'letters#000000', 'times'])
  expect(after.slice(0, 2)).toEqual(before.slice(0, 2))
  expect(after[2]).not.toEqual(before[2])
  await save()
  expect(await rows()).toEqual(after)
})

test('a thousand letters, their hashes and validators are read for eight and a half units', async () => {
  await keep(...Array.from({ length: 1000 }, (_, index) => letterOf(index, NOON)))
  const meter = await meterOf(made)
  const { state } = await load(meter.store)
  expect(state.letters.size).toBe(1000)
  // And one for the ledger.
  expect(meter.read()).toMatchObject({ calls: 2, readUnits: 8.5 + 1 })
  await meter.close()
})

test('one small row has the times at which letters were fetched, and is read alone while they are the same letters', async () => {
  await keep(letterOf(1, NOON), letterOf(2, NOON), letterOf(3, LATER, NOON))
  const letters = [1, 2, 3].map((index) => letterOf(index, NOON).id)
  const times = { ids: letters, runs: [[2, NOON, NOON], [1, LATER, NOON]] } // prettier-ignore
  const withoutRows: Store = { ...store, query: () => { throw new Error('the rows are read') } } // prettier-ignore
  expect(await readFetchTimes(withoutRows, 'cppcc', letters)).toEqual(times)
  await expect(readFetchTimes(withoutRows, 'cppcc', letters.toReversed())).rejects.toThrow('the rows are read')
  for (const known of [[], letters.toReversed(), [...letters, '9']])
    expect(await readFetchTimes(store, 'cppcc', known)).toEqual(times)
})

test('the times are read again when a stale answer lacks the crawl in question', async () => {
  const letters = [letterOf(1, NOON).id]
  await keep(letterOf(1, NOON))
  const lagging = openLagging(store)
  await lagging.stop()
  await keep(letterOf(1, LATER))
  const read = async (since?: string) => (await readFetchTimes(lagging.store, 'cppcc', letters, since))?.runs
  expect(await read('2026-11-01T12:15:00+08:00')).toEqual([[1, LATER, LATER]])
  expect(await read()).toEqual([[1, LATER, LATER]])
  expect(await read('2026-11-01T12:00:00+08:00')).toEqual([[1, NOON, NOON]])
})

test('a state is read again when a stale answer lacks some of its rows', async () => {
  await append(store, 'cppcc', [opened()])
  await keep(letterOf(1, NOON))
  const lagging = openLagging(store)
  await lagging.stop()
  await keep(letterOf(1, NOON), letterOf(2, LATER))
  const torn: Store = {
    ...store,
    query: async function* (pk, range) {
      for await (const row of store.query(pk, range)) if (!range?.eventuallyConsistent || row.sk === 'head') yield row
    },
  }
  expect((await load(torn)).state.letters.size).toBe(2)
  // A stale answer with all its rows is an earlier state.
  expect((await load(lagging.store)).state.letters.size).toBe(1)
})

test('a save that was cut short keeps the times if the letters are the same, and none otherwise', async () => {
  await keep(letterOf(1, NOON), letterOf(2, NOON))
  const cutShort = async (...letters: LetterState[]) => {
    const headless: Store = {
      ...store,
      put: (row) => (row.sk === 'head' ? Promise.reject(new Error('killed')) : store.put(row)),
    }
    const { state, save } = await load(headless)
    state.letters = new Map(letters.map((letter) => [letter.id, letter]))
    await expect(save()).rejects.toThrow('killed')
    return [...(await load()).state.letters.values()].map(({ checkedAt }) => checkedAt)
  }
  expect(await cutShort({ ...letterOf(1, LATER), etag: '"other"' }, letterOf(2, LATER))).toEqual([NOON, NOON])
  expect(await cutShort(letterOf(2, LATER), letterOf(1, LATER))).toEqual([undefined, undefined])
})

test('after a save that was cut short the listing is not trusted, because letters are newer than it', async () => {
  await keep(letterOf(1, NOON))
  const listing = { readAt: NOON, pages: [{ url: 'https://www.example.gov.test/', etag: '"1"' }] }
  const before = await load()
  before.state.listing = listing
  await before.save()
  expect((await load()).state.listing).toEqual(listing)
  const mortal: Store = {
    ...store,
    put: (row) => (row.sk === 'head' ? Promise.reject(new Error('killed')) : store.put(row)),
  }
  const { state, save } = await load(mortal)
  for (const letter of state.letters.values()) letter.misses = 1
  await expect(save()).rejects.toThrow('killed')
  expect((await load()).state).toMatchObject({
    listing: undefined,
    letters: new Map([[letterOf(1, NOON).id, { ...letterOf(1, NOON), misses: 1 }]]),
  })
})

test('a state that shrinks to fewer rows is read as it was saved', async () => {
  await keep(...Array.from({ length: 250 }, (_, index) => letterOf(index, NOON)))
  await keep(...Array.from({ length: 40 }, (_, index) => letterOf(index, LATER)))
  expect([...(await load()).state.letters.values()]).toEqual(Array.from({ length: 40 }, (_, index) => letterOf(index, LATER)))
})

test('a state that does not parse is rebuilt from the ledger, of which nothing is lost', async () => {
  await append(store, 'cppcc', [opened(), published('101', undefined, true), baselined(1)])
  for (const head of [compressJson({ sequence: 2, listed: 1 }), compressJson('{'), Buffer.from('no compressed bytes')]) {
    await store.put({ pk: 'crawl-state#cppcc', sk: 'head', head })
    const { state, save } = await load()
    expect(state).toMatchObject({ sequence: 3, baselined: true })
    expect([...state.letters.keys()]).toEqual(['101'])
    await save()
    expect((await load()).state).toEqual(state)
  }
})

test.each([
  ['lacks a field that every letter has', { misses: undefined }],
  ['has a field of another kind', { sequence: 'two' }],
  ['is neither listed nor delisted nor withdrawn', { presence: 'lost' }],
  ['has a region without its hash', { region: { starts: '<p>', length: 3 } }],
])('a state in which a letter %s is rebuilt from the ledger', async (_, other) => {
  await append(store, 'cppcc', [opened(), published('101', undefined, true), baselined(1)])
  await keep(letterOf(1, NOON), letterOf(2, NOON))
  const key = { pk: 'crawl-state#cppcc', sk: 'letters#000000' }
  const row = await store.get(key)
  const letters = [letterOf(1, NOON), { ...letterOf(2, NOON), ...other }]
  await store.put({ ...row, ...key, letters: compressJson(letters) })
  expect([...(await load()).state.letters.keys()]).toEqual(['101'])
  await store.put({ ...row, ...key })
  expect((await load()).state.letters.size).toBe(2)
})
