import { createHash } from 'node:crypto'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadCheckBook } from '../../../functions/archive/check-books.ts'
import { openDynamoStore } from '../../../functions/ports/store/dynamodb.ts'
import { openLedger } from '../../../functions/archive/ledger.ts'
import { readLookTimes } from '../../../functions/archive/look-times.ts'
import { packJson } from '../../../functions/archive/pack.ts'
import { layOut, packChecks } from '../../../functions/archive/pack-checks.ts'
import type { Store } from '../../../functions/ports/store/store.ts'
import { type Check, Standing, unread } from '../../../shared/ledger/crawl-state.ts'
import { startMeter } from '../../meter.ts'
import { baselined, opened, published } from '../../shared/ledger/made-up-entries.ts'
import { openLagging } from '../lagging-table.ts'
import { append, type MadeUpTable, openMadeUpTable } from '../publish/made-up-table.ts'

let made: MadeUpTable
let store: Store
beforeEach(async () => void ({ store } = made = await openMadeUpTable()))
afterEach(() => made.close())

const bytes = (what: string) => createHash('sha256').update(what)
const hash = (what: string, digits: number) => bytes(what).digest('hex').slice(0, digits)

/** What a crawl remembers of letter `index`, with the times of a look. */
function checkOf(index: number, checkedAt: string, readAt = checkedAt): Check {
  const postId = String(10_961_674 - 3 * index)
  return {
    letter: postId,
    postId,
    url: `https://www.example.gov.test/tadf/content/post_${postId}.html`,
    ...{ version: 1, sequence: index + 2, fingerprint: hash(`text ${index}`, 32), reader: 1, state: 'listed', misses: 0 },
    ...{
      key: hash(`title ${index}`, 12),
      number: `2025${String(index).padStart(4, '0')}`,
      publishedOn: '2025-09-27',
      way: 'meta',
    },
    region: { starts: '<div class="article-content">', length: 2500 + (index % 900), hash: hash(`part ${index}`, 16) },
    etag: `"${bytes(`page ${index}`).digest('base64url').slice(0, 16)}"`,
    ...{ checkedAt, readAt },
  }
}

const load = (of = store) => loadCheckBook(of, 'cppcc', openLedger(of, 'cppcc'))
/** Saves a book of the letters `checks`. */
async function keep(...checks: Check[]): Promise<void> {
  const { book, save } = await load()
  book.checks = new Map(checks.map((check) => [check.letter, check]))
  await save()
}

const NOON = '2026-11-01T04:00:00.123Z'
const LATER = '2026-11-01T04:15:00.456Z'

test('what is remembered of letters is read as it was written', async () => {
  const withdrawn = {
    ...checkOf(2, NOON),
    state: 'withdrawn' as const,
    earlier: [{ version: 1, fingerprint: hash('before', 32) }],
  }
  const checks: Check[] = [
    { ...checkOf(1, NOON), version: 0, fingerprint: '', former: ['1', '2'] },
    { ...unread('7', 'https://www.example.gov.test/tadf/content/post_7.html'), discarded: Standing.parse(withdrawn) },
    checkOf(3, LATER, NOON),
  ]
  await keep(...checks)
  expect([...(await load()).book.checks.values()]).toEqual(checks)
})

test('letters that are as they were are not written again, whatever is remembered of them', async () => {
  const edited = { ...checkOf(1, NOON), version: 2, earlier: [{ version: 1, fingerprint: hash('before', 32) }] }
  await keep({ ...edited, told: Standing.parse(checkOf(1, NOON)), heldSince: 4 }, { ...checkOf(2, NOON), discarded: Standing.parse(edited) }) // prettier-ignore
  const letters = () => Array.fromAsync(store.query('check-book#cppcc', { from: 'letters' }))
  const before = await letters()
  const { book, save } = await load()
  for (const check of book.checks.values()) check.checkedAt = LATER
  await save()
  expect(before).toHaveLength(1)
  expect(await letters()).toEqual(before)
})

test('a thousand letters, their hashes and validators are read for seven units', async () => {
  await keep(...Array.from({ length: 1000 }, (_, index) => checkOf(index, NOON)))
  const meter = await startMeter(made.variables.AWS_ENDPOINT_URL_DYNAMODB ?? '')
  const client = new DynamoDBClient({
    endpoint: meter.endpoint,
    region: 'local-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  })
  const { book } = await load(openDynamoStore(made.variables.TABLE ?? '', client))
  expect(book.checks.size).toBe(1000)
  // And one for the ledger.
  expect(meter.read()).toMatchObject({ calls: 2, readUnits: 7 + 1 })
  client.destroy()
  await meter.close()
})

test('when letters were looked at stands in the head: it alone is read while they are the same letters', async () => {
  await keep(checkOf(1, NOON), checkOf(2, NOON), checkOf(3, LATER, NOON))
  const letters = [1, 2, 3].map((index) => checkOf(index, NOON).letter)
  const times = { letters, runs: [[2, NOON, NOON], [1, LATER, NOON]] } // prettier-ignore
  const withoutRows: Store = { ...store, query: () => { throw new Error('the rows are read') } } // prettier-ignore
  expect(await readLookTimes(withoutRows, 'cppcc', letters)).toEqual(times)
  await expect(readLookTimes(withoutRows, 'cppcc', letters.toReversed())).rejects.toThrow('the rows are read')
  for (const remembered of [[], letters.toReversed(), [...letters, '9']])
    expect(await readLookTimes(store, 'cppcc', remembered)).toEqual(times)
})

test('an answer that lags is not believed to know of a crawl that it does not tell of', async () => {
  const letters = [checkOf(1, NOON).letter]
  await keep(checkOf(1, NOON))
  const lagging = openLagging(store)
  await lagging.stop()
  await keep(checkOf(1, LATER))
  const read = async (since?: string) => (await readLookTimes(lagging.store, 'cppcc', letters, since))?.runs
  expect(await read('2026-11-01T12:15:00+08:00')).toEqual([[1, LATER, LATER]])
  expect(await read()).toEqual([[1, LATER, LATER]])
  expect(await read('2026-11-01T12:00:00+08:00')).toEqual([[1, NOON, NOON]])
})

test('a book whose rows an answer that lags does not know of yet is read once more', async () => {
  await append(store, 'cppcc', [opened()])
  await keep(checkOf(1, NOON))
  const lagging = openLagging(store)
  await lagging.stop()
  await keep(checkOf(1, NOON), checkOf(2, LATER))
  const torn: Store = {
    ...store,
    query: async function* (pk, range) {
      for await (const row of store.query(pk, range)) if (!range?.eventuallyConsistent || row.sk === 'head') yield row
    },
  }
  expect((await load(torn)).book.checks.size).toBe(2)
  // One that lags as a whole is a book of a moment ago.
  expect((await load(lagging.store)).book.checks.size).toBe(1)
})

test('a save that was cut short keeps the times of the letters where they are the same ones, and else none', async () => {
  await keep(checkOf(1, NOON), checkOf(2, NOON))
  const cutShort = async (...checks: Check[]) => {
    const headless: Store = {
      ...store,
      put: (row) => (row.sk === 'head' ? Promise.reject(new Error('killed')) : store.put(row)),
    }
    const { book, save } = await load(headless)
    book.checks = new Map(checks.map((check) => [check.letter, check]))
    await expect(save()).rejects.toThrow('killed')
    return [...(await load()).book.checks.values()].map(({ checkedAt }) => checkedAt)
  }
  expect(await cutShort({ ...checkOf(1, LATER), etag: '"other"' }, checkOf(2, LATER))).toEqual([NOON, NOON])
  expect(await cutShort(checkOf(2, LATER), checkOf(1, LATER))).toEqual([undefined, undefined])
})

test('a book in the form of another version starts from the ledger, of which nothing is lost', async () => {
  await append(store, 'cppcc', [opened(), published('101', undefined, true), baselined(1)])
  const head = { save: 3, rows: [3], sequence: 2, hash: '', baselined: false, pending: [], listed: 1, runs: [[1, NOON, NOON]] }
  await store.put({ pk: 'check-book#cppcc', sk: 'head', head: packJson(head) })
  await store.put({ pk: 'check-book#cppcc', sk: 'letters#000000', save: 3, checks: packJson([checkOf(1, NOON)]) })
  const { book, save } = await load()
  expect(book).toMatchObject({ sequence: 3, baselined: true })
  expect([...book.checks.keys()]).toEqual(['101'])
  await save()
  expect((await load()).book).toEqual(book)
})

test.each([
  ['lacks a field that every letter has', { misses: undefined }],
  ['has a field of another kind', { sequence: 'two' }],
  ['has a state that there is not', { state: 'lost' }],
  ['has a region without its hash', { region: { starts: '<p>', length: 3 } }],
])('a book in which a letter %s starts from the ledger', async (_, other) => {
  await append(store, 'cppcc', [opened(), published('101', undefined, true), baselined(1)])
  await keep(checkOf(1, NOON), checkOf(2, NOON))
  const alike = { ...checkOf(2, NOON), ...other } as Check
  const [row] = await Array.fromAsync(store.query('check-book#cppcc', { from: 'letters' }))
  await store.put({ pk: 'check-book#cppcc', sk: 'letters#000000', save: 1, ...packChecks(layOut([checkOf(1, NOON), alike])) })
  expect([...(await load()).book.checks.keys()]).toEqual(['101'])
  await store.put({ pk: 'check-book#cppcc', sk: 'letters#000000', ...row })
  expect((await load()).book.checks.size).toBe(2)
})

test('a book in which a field has other than a value for each letter starts from the ledger', async () => {
  await append(store, 'cppcc', [opened(), published('101', undefined, true), baselined(1)])
  await keep(checkOf(1, NOON), checkOf(2, NOON))
  const three = layOut([checkOf(1, NOON), checkOf(2, NOON), checkOf(3, NOON)])
  const two = { ...three, text: three.text.replace('"letters":3', '"letters":2') }
  await store.put({ pk: 'check-book#cppcc', sk: 'letters#000000', save: 1, ...packChecks(two) })
  expect([...(await load()).book.checks.keys()]).toEqual(['101'])
})
