import { afterEach, beforeEach, expect, test } from 'vitest'
import { openRecordBooks, type RecordBooks } from '../../../functions/archive/record-books.ts'
import type { Row, Store } from '../../../functions/ports/store/store.ts'
import type { Fact } from '../../../shared/entry.ts'
import { emptyRecordBook, type RecordBook } from '../../../shared/ledger/site-state.ts'
import { foldIntoRecordBook } from '../../../shared/ledger/site-state-reducer.ts'
import { edited, entriesOf, held, holding, opened, published } from '../../shared/ledger/made-up-entries.ts'
import { openLagging } from '../lagging-table.ts'
import { type MadeUpTable, openMadeUpTable } from '../publish/made-up-table.ts'

let made: MadeUpTable
let books: RecordBooks
beforeEach(async () => {
  made = await openMadeUpTable()
  books = openRecordBooks(made.store, 50)
})
afterEach(() => made.close())

const LEDGER = [opened(), ...Array.from({ length: 60 }, (_, index) => published(String(1001 + index)))]

function bookOf(facts: Fact[]): RecordBook {
  const book = emptyRecordBook('cppcc', 'test')
  for (const entry of entriesOf('cppcc', facts)) foldIntoRecordBook(book, entry)
  return book
}

/** What a book says of letters and of what waits. */
const told = (book: RecordBook | undefined) => book && { sequence: book.sequence, letters: book.letters, held: book.held }
const loaded = async (from = books) => {
  const head = await from.head('cppcc')
  return told(head && (await from.load(head)))
}
const save = async (facts: Fact[], isAnew = false, into = books) => into.save(bookOf(facts), await books.head('cppcc'), isAnew)

/** The table, noting the rows that are put into it and failing at the one at which `dies`. */
function watched(dies: (row: Row) => boolean = () => false): { store: Store; put: string[] } {
  const put: string[] = []
  const note = (row: Row) => {
    if (dies(row)) throw new Error('killed')
    put.push(row.sk)
  }
  const store: Store = {
    ...made.store,
    put: async (row) => {
      note(row)
      await made.store.put(row)
    },
    replace: async (row, field, value) => {
      note(row)
      return made.store.replace(row, field, value)
    },
  }
  return { store, put }
}

test('a book is loaded as it was saved, what waits and its newest events included', async () => {
  const facts = [...LEDGER, edited('1007'), holding(2), held(edited('1008')), held(published('1099'))]
  expect(await save(facts)).toBe(true)
  expect(await loaded()).toEqual(told(bookOf(facts)))
  const head = await books.head('cppcc')
  expect([head?.card?.events.before, head?.card?.events.newest.length]).toEqual([12, 50])
})

test('an edit writes the part with its letter, the part with its entry and the head, whatever the number of letters', async () => {
  await save(LEDGER)
  const { store, put } = watched()
  expect(await save([...LEDGER, edited('1007')], false, openRecordBooks(store, 50))).toBe(true)
  expect(put).toEqual(['00000000#1#0', '00000006#1#0', 'cppcc'])
  expect(await loaded()).toEqual(told(bookOf([...LEDGER, edited('1007')])))
})

test('a book that was read and one that was folded are the same text: nothing is written twice', async () => {
  await save(LEDGER)
  const head = await books.head('cppcc')
  const book = head && (await books.load(head))
  const { store, put } = watched()
  if (book) await openRecordBooks(store, 50).save(book, head, false)
  expect(put).toEqual(['cppcc'])
})

test('a save that is cut short anywhere leaves the book as it was', async () => {
  await save(LEDGER)
  const after = [...LEDGER, edited('1007'), edited('1031')]
  for (const last of ['00000000#1#0', '00000003#1#0', '00000006#1#0', 'cppcc']) {
    const { store } = watched(({ sk }) => sk === last)
    await expect(save(after, false, openRecordBooks(store, 50))).rejects.toThrow('killed')
    expect(await loaded()).toEqual(told(bookOf(LEDGER)))
  }
  expect(await save(after)).toBe(true)
  expect(await loaded()).toEqual(told(bookOf(after)))
})

test('of two that save at once one is refused, also when both have the same entries, and no book is mixed of both', async () => {
  await save(LEDGER)
  const before = await books.head('cppcc')
  const [one, other] = [bookOf([...LEDGER, edited('1007')]), bookOf(LEDGER)]
  expect(await books.save(other, before, true)).toBe(true)
  expect(await books.save(one, before, false)).toBe(false)
  const after = await loaded()
  expect(after === undefined || after.sequence === other.sequence).toBe(true)
})

test('parts of which an answer that lags does not know yet are read once more', async () => {
  await save(LEDGER)
  const lagging = openLagging(made.store)
  await lagging.stop()
  await save([...LEDGER, edited('1007')])
  expect(await loaded(openRecordBooks(lagging.store, 50))).toEqual(told(bookOf([...LEDGER, edited('1007')])))
})

test('a book of which a part is lost or was altered is not whole', async () => {
  await save(LEDGER)
  const key = { pk: 'site-parts#cppcc', sk: '00000003#0#0' }
  const row = await made.store.get(key)
  await made.store.put({ ...key, of: 1, bytes: Buffer.from('no packed text') })
  expect(await loaded()).toBeUndefined()
  await made.store.remove(key)
  expect(await loaded()).toBeUndefined()
  await save(LEDGER, true)
  expect(await loaded()).toEqual(told(bookOf(LEDGER)))
  expect(row).toBeDefined()
})

test('a part that outgrows a row lies in several, and one that shrinks again leaves nothing of them', async () => {
  const long = (length: number) => {
    const noise = Array.from({ length }, (_, index) => ((index * 2_654_435_761) >>> 0).toString(36)).join('')
    const book = bookOf(LEDGER)
    const [letter] = Object.values(book.letters)
    if (letter) letter.title = noise
    return book
  }
  for (const length of [150_000, 150_000, 10, 10]) {
    expect(await books.save(long(length), await books.head('cppcc'), true)).toBe(true)
    expect(await loaded()).toEqual(told(long(length)))
  }
})
