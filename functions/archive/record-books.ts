import { createHash } from 'node:crypto'
import * as z from 'zod/mini'
import { bookFrom, partsOf } from '../../shared/record-book-parts.ts'
import { cardOf, ColumnCard, type RecordBook } from '../../shared/record-book.ts'
import { packTightly, unpack, unpackJson } from './pack.ts'
import type { Range, Row, Table } from './table.ts'

/** A row of the table holds 400 KB; a part that has more packed bytes lies in several. */
const ROW_BYTES = 350_000
const HEADS = 'record-heads'
/** A row among the heads that no column is called like. */
const WHOLE = '!whole'

/**
 * The head of a book: its card, and how its parts were written, the `save` counting the times. A part has two places and is never written
 * where the head says it is, so that a save that is cut short leaves everything as it was: `0abc` lies in place 0 and its text has a
 * hash that begins with abc, '' has nothing in it. `card` is undefined when it does not have today's form.
 */
export type Head = { save: number; card: ColumnCard | undefined; parts: string[] }

/** For which record what is about all columns was last written, and a short name of what it was made of. */
const Whole = z.object({ basis: z.string(), made: z.string() })
export type Whole = z.infer<typeof Whole>

/** The cards of all columns in the order of their ids, and what is known of what is about all of them. */
export type Heads = { cards: ColumnCard[]; whole: Whole | undefined }

export type RecordBooks = ReturnType<typeof openRecordBooks>

/**
 * The record books of all columns: what publishing has made of the ledgers so far. All of it may be lost. A book is its card, which keeps
 * the newest `newest` events of its column, and parts, of which an edit changes few.
 */
export function openRecordBooks(table: Table, newest: number) {
  return {
    /** The head of a column's book, or undefined when there is none. */
    async head(column: string): Promise<Head | undefined> {
      const row = await table.get({ pk: HEADS, sk: column })
      return row && { save: Number(row.save), card: cardIn(row), parts: partsIn(row) }
    },

    async heads(options?: Pick<Range, 'mayLag'>): Promise<Heads> {
      const heads: Heads = { cards: [], whole: undefined }
      for await (const row of table.query(HEADS, options)) {
        const card = row.sk === WHOLE ? undefined : cardIn(row)
        if (card) heads.cards.push(card)
        if (row.sk === WHOLE) heads.whole = Whole.safeParse(row).data
      }
      return heads
    },

    keepWhole: (whole: Whole): Promise<void> => table.put({ pk: HEADS, sk: WHOLE, ...whole }),

    /** The book under `head`, or undefined when it is not whole. */
    async load({ card, parts }: Head): Promise<RecordBook | undefined> {
      if (!card) return undefined
      const texts = (await textsOf(table, card.column, parts, true)) ?? (await textsOf(table, card.column, parts, false))
      return texts && bookFrom(card, texts)
    },

    /**
     * Saves `book` over the one that has the head `before`, writing the parts that differ, or all of them when it `isAnew`: false when
     * somebody else has saved one since.
     */
    async save(book: RecordBook, before: Head | undefined, isAnew: boolean): Promise<boolean> {
      const { column } = book
      const parts: string[] = []
      for (const [part, text] of partsOf(book).entries()) {
        const was = before?.parts[part] ?? ''
        const hash = text === undefined ? '' : hashOf(text)
        const isThere = !isAnew && was.slice(1) === hash
        const place = was.startsWith('0') ? '1' : '0'
        if (text !== undefined && !isThere) await putPart(table, column, part, place, text)
        parts.push(text === undefined ? '' : isThere ? was : place + hash)
      }
      const row = {
        pk: HEADS,
        sk: column,
        card: packTightly(JSON.stringify(cardOf(book, newest))),
        parts: packTightly(JSON.stringify(parts)),
      }
      return table.replace({ ...row, save: (before?.save ?? 0) + 1 }, 'save', before?.save)
    },
  }
}

const cardIn = (row: Row) => ColumnCard.safeParse(unpackJson(row.card)).data
const partsIn = (row: Row) => z.array(z.string()).parse(unpackJson(row.parts))

const partition = (column: string) => `record-parts#${column}`
const placeOf = (part: number, place: string) => `${String(part).padStart(8, '0')}#${place}`

async function putPart(table: Table, column: string, part: number, place: string, text: string): Promise<void> {
  const packed = packTightly(text)
  const of = Math.ceil(packed.length / ROW_BYTES)
  for (let row = 0; row < of; row++) {
    const bytes = packed.subarray(row * ROW_BYTES, (row + 1) * ROW_BYTES)
    await table.put({ pk: partition(column), sk: `${placeOf(part, place)}#${row}`, of, bytes })
  }
}

/** The texts of `parts`, in order, or undefined when one of them is not what was written. */
async function textsOf(table: Table, column: string, parts: string[], mayLag: boolean): Promise<string[] | undefined> {
  const found = new Map<string, Uint8Array[]>()
  for await (const { sk, of, bytes } of table.query(partition(column), { mayLag })) {
    const place = sk.slice(0, sk.lastIndexOf('#'))
    const rows = found.get(place) ?? found.set(place, []).get(place)
    if (rows && rows.length < Number(of)) rows.push(bytes as Uint8Array)
  }
  const texts: string[] = []
  for (const [part, written] of parts.entries()) {
    if (written === '') continue
    const rows = found.get(placeOf(part, written.slice(0, 1)))
    const text = rows && textIn(rows)
    if (text === undefined || hashOf(text) !== written.slice(1)) return undefined
    texts.push(text)
  }
  return texts
}

/** Rows of which one was written and another not yet are no packed text. */
function textIn(rows: Uint8Array[]): string | undefined {
  try {
    return unpack(Buffer.concat(rows)).toString()
  } catch {
    return undefined
  }
}

const hashOf = (text: string) => createHash('sha256').update(text).digest('base64url').slice(0, 8)
