import { cardOf, ColumnCard, RecordBook } from '../../shared/record-book.ts'
import { pack, packJson, unpack, unpackJson } from './pack.ts'
import type { Row, Table } from './table.ts'

/** A row of the table holds 400 KB; a book lies in parts of this many packed bytes. */
const PART_BYTES = 350_000
const CARDS = 'record-cards'

export type RecordBooks = ReturnType<typeof openRecordBooks>

/**
 * The record books of all columns, each with its card: what publishing has made of the ledgers so far. All of it may be lost.
 * A card keeps the newest `newest` events of its column.
 */
export function openRecordBooks(table: Table, newest: number) {
  const cardRow = (column: string) => table.get({ pk: CARDS, sk: column })
  return {
    /** The book of a column, or undefined when there is none that is whole; and under which sequence it was saved, for `save`. */
    async load(column: string): Promise<{ book: RecordBook | undefined; saved: number | undefined }> {
      const row = await cardRow(column)
      if (!row) return { book: undefined, saved: undefined }
      return { book: await readBook(table, column, row), saved: Number(row.sequence) }
    },

    /** Saves `book` over the one that was saved under the sequence `saved`: false when somebody else has saved one since. */
    async save(book: RecordBook, saved: number | undefined): Promise<boolean> {
      const { column, sequence } = book
      const packed = pack(JSON.stringify(book))
      const parts = Math.ceil(packed.length / PART_BYTES)
      for (let part = 0; part < parts; part++)
        await table.put({
          ...partKey(column, sequence, part),
          bytes: packed.subarray(part * PART_BYTES, (part + 1) * PART_BYTES),
        })
      const row = { pk: CARDS, sk: column, sequence, parts, card: packJson(cardOf(book, newest)) }
      if (!(await table.replace(row, 'sequence', saved))) return false
      if (saved !== undefined && saved !== sequence) await removeParts(table, column, saved)
      return true
    },

    /** The cards of all columns, in the order of their ids. */
    async cards(): Promise<ColumnCard[]> {
      const cards: ColumnCard[] = []
      for await (const row of table.query(CARDS)) cards.push(ColumnCard.parse(unpackJson(row.card)))
      return cards
    },
  }
}

async function readBook(table: Table, column: string, { sequence, parts }: Row): Promise<RecordBook | undefined> {
  const packed: Uint8Array[] = []
  for (let part = 0; part < Number(parts); part++) {
    const row = await table.get(partKey(column, Number(sequence), part))
    if (!(row?.bytes instanceof Uint8Array)) return undefined
    packed.push(row.bytes)
  }
  return RecordBook.safeParse(JSON.parse(unpack(Buffer.concat(packed)).toString())).data
}

async function removeParts(table: Table, column: string, sequence: number): Promise<void> {
  const under = String(sequence).padStart(12, '0')
  const keys = table.query(partition(column), { from: under, to: `${under}~`, fields: ['pk', 'sk'] })
  for await (const { pk, sk } of keys) await table.remove({ pk, sk })
}

const partition = (column: string) => `record-book#${column}`

const partKey = (column: string, sequence: number, part: number) => ({
  pk: partition(column),
  sk: `${String(sequence).padStart(12, '0')}#${part}`,
})
