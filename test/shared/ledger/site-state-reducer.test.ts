import { expect, test } from 'vitest'
import type { Fact } from '../../../shared/entry.ts'
import { cardOf, emptyRecordBook, type RecordBook } from '../../../shared/ledger/site-state.ts'
import { foldIntoRecordBook } from '../../../shared/ledger/site-state-reducer.ts'
import {
  decided,
  edited,
  entriesOf,
  held,
  holding,
  opened,
  published,
  recordedAt,
  restored,
  withdrawn,
} from './made-up-entries.ts'

function bookOf(facts: Fact[]): RecordBook {
  const book = emptyRecordBook('cppcc', 'test')
  for (const entry of entriesOf('cppcc', facts)) foldIntoRecordBook(book, entry)
  return book
}

const events = (book: RecordBook) => book.events.newest.map(({ sequence }) => sequence)
const history = (book: RecordBook, postId: string) =>
  book.letters[postId]?.steps.map(({ type, version, discarded }) => `${type} ${version}${discarded ? ' discarded' : ''}`)

test('an edit becomes the present text of its letter and an event', () => {
  const book = bookOf([opened(), published('101'), edited('101')])
  expect(book.letters['101']).toMatchObject({ text: 3, standing: 'listed' })
  expect(history(book, '101')).toEqual(['letter.published 1', 'letter.edited 2'])
  expect(events(book)).toEqual([2, 3])
})

test('a withdrawn letter keeps its last text, and a restored one stands where it was seen again', () => {
  const gone = [opened(), published('101'), withdrawn('101')]
  expect(bookOf(gone).letters['101']).toMatchObject({ text: 2, standing: 'withdrawn' })
  expect(bookOf([...gone, restored('101', true)]).letters['101']).toMatchObject({ text: 2, standing: 'listed' })
  expect(bookOf([...gone, restored('101', false)]).letters['101']).toMatchObject({ text: 2, standing: 'delisted' })
})

test('a cosmetic edit is an event, and no substantive one', () => {
  const book = bookOf([opened(), published('101'), edited('101', 2, { significance: 'cosmetic' })])
  expect(events(book)).toEqual([2, 3])
  expect(book.substantive.newest.map(({ sequence }) => sequence)).toEqual([2])
})

test('what is held shows nowhere but as held', () => {
  const book = bookOf([opened(), published('101'), holding(2), held(edited('101')), held(published('102'))])
  expect(events(book)).toEqual([2, 3])
  expect(book.letters['101']).toMatchObject({ text: 2 })
  expect(Object.keys(book.letters)).toEqual(['101'])
  expect(cardOf(book, 50).held).toBe(2)
})

test('what is released is seen from then on', () => {
  const book = bookOf([opened(), published('101'), holding(1), held(edited('101')), decided('column.released', 4, 4)])
  expect(book.events.newest.at(-1)).toEqual({ sequence: 4, at: recordedAt(5) })
  expect(book.letters['101']).toMatchObject({ text: 4 })
  expect(book.held).toEqual([])
})

test('what is discarded is never an event nor a text, and the history says that it was there', () => {
  const book = bookOf([opened(), published('101'), holding(1), held(edited('101')), decided('column.discarded', 4, 4)])
  expect(events(book)).toEqual([2, 3])
  expect(book.letters['101']).toMatchObject({ text: 2 })
  expect(history(book, '101')).toEqual(['letter.published 1', 'letter.edited 2 discarded'])
})

test('a version that is released after a later one was seen takes its place before it', () => {
  const book = bookOf([opened(), published('101'), held(edited('101', 2)), edited('101', 3), decided('column.released', 3, 3)])
  expect(history(book, '101')).toEqual(['letter.published 1', 'letter.edited 2', 'letter.edited 3'])
  expect(book.letters['101']).toMatchObject({ text: 4 })
  expect(events(book)).toEqual([2, 4, 3])
})
