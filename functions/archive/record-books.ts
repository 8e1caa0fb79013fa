import { cardOf, ColumnCard, RecordBook } from '../../shared/record-book.ts'
import { pack, packJson, unpack, unpackJson } from './pack.ts'
import type { Row, Table } from './table.ts'

/** A row of the table holds 400 KB; a book lies in parts of this many packed bytes. */
const PART_BYTES = 350_000
const CARDS = 'record-cards'

/** Under which sequence a book was saved; undefined when there was none. */
type Saved = number | undefined

export type RecordBooks = ReturnType<typeof openRecordBooks>

/**
 * The record books of all columns, each with its card, which says up to where the book goes: what publishing has made of the ledgers so
 * far. All of it may be lost. A card keeps the newest `newest` events of its column.
 */
export function openRecordBooks(table: Table, newest: number) {
  return {
    /** The card of a column, and `saved`, which `save` wants; a card that does not have today's form counts as none. */
    async card(column: string): Promise<{ card: ColumnCard | undefined; saved: Saved }> {
      const row = await table.get({ pk: CARDS, sk: column })
      return { card: row && cardIn(row), saved: row && Number(row.sequence) }
    },

    /** The cards of all columns, in the order of their ids. */
    async cards(): Promise<ColumnCard[]> {
      const cards: ColumnCard[] = []
      for await (const row of table.query(CARDS)) {
        const card = cardIn(row)
        if (card) cards.push(card)
      }
      return cards
    },

    /** The book that `card` is of, or undefined when it is not whole. */
    async load({ column, sequence }: ColumnCard): Promise<RecordBook | undefined> {
      const parts: Uint8Array[] = []
      let expected = 1
      for await (const { bytes, of } of table.query(partition(column), { from: under(sequence), to: `${under(sequence)}~` })) {
        if (bytes instanceof Uint8Array) parts.push(bytes)
        expected = Number(of)
      }
      if (parts.length !== expected) return undefined
      return RecordBook.safeParse(JSON.parse(unpack(Buffer.concat(parts)).toString())).data
    },

    /** Saves `book` over the one that was there as `saved`: false when somebody else has saved one since. */
    async save(book: RecordBook, saved: Saved): Promise<boolean> {
      const { column, sequence } = book
      const packed = pack(JSON.stringify(book))
      const of = Math.ceil(packed.length / PART_BYTES)
      for (let part = 0; part < of; part++) {
        const bytes = packed.subarray(part * PART_BYTES, (part + 1) * PART_BYTES)
        await table.put({ pk: partition(column), sk: `${under(sequence)}#${part}`, of, bytes })
      }
      const row = { pk: CARDS, sk: column, sequence, card: packJson(cardOf(book, newest)) }
      if (!(await table.replace(row, 'sequence', saved))) return false
      await removeBefore(table, column, sequence)
      return true
    },
  }
}

const cardIn = (row: Row) => ColumnCard.safeParse(unpackJson(row.card)).data

async function removeBefore(table: Table, column: string, sequence: number): Promise<void> {
  const keys = table.query(partition(column), { to: under(sequence), fields: ['pk', 'sk'] })
  for await (const { pk, sk } of keys) await table.remove({ pk, sk })
}

const partition = (column: string) => `record-book#${column}`

const under = (sequence: number) => String(sequence).padStart(12, '0')
