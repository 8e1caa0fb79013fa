import * as z from 'zod/mini'
import { bookFrom, partsOf } from '../../shared/record-book-parts.ts'
import { cardOf, ColumnCard, type RecordBook } from '../../shared/ledger/site-state.ts'
import { compressJson, decompressJson } from './compress.ts'
import { PARTITIONS } from './keys.ts'
import { hashOf, putPart, textsOf } from './record-parts.ts'
import type { Range, Row, Store } from '../ports/store/store.ts'

/** A row among the heads that no column is called like. */
const WHOLE = '!whole'

/**
 * The head of a book: its card, and how its parts were written, the `save` counting the times. A part has two places and is never written
 * where the head says it is, so that a save that is cut short leaves everything as it was: `0abc` lies in place 0 and its text has a
 * hash that begins with abc, '' has nothing in it. `card` is undefined when it does not have today's form. `begun`: of a publication after
 * that book which has not ended.
 */
export type Head = { save: number; card: ColumnCard | undefined; parts: string[]; begun?: Begun | undefined }

/** In the record `basis` the files lie that are written for the sake of the entries up to `sequence`. */
const Begun = z.object({ basis: z.string(), sequence: z.number() })
export type Begun = z.infer<typeof Begun>

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
export function openRecordBooks(store: Store, newest: number) {
  return {
    /** The head of a column's book, or undefined when there is none. */
    async head(column: string): Promise<Head | undefined> {
      const row = await store.get({ pk: PARTITIONS.siteManifests, sk: column })
      return row && { save: Number(row.save), card: cardIn(row), parts: partsIn(row), begun: Begun.safeParse(row.begun).data }
    },

    async heads(options?: Pick<Range, 'eventuallyConsistent'>): Promise<Heads> {
      const heads: Heads = { cards: [], whole: undefined }
      for await (const row of store.query(PARTITIONS.siteManifests, options)) {
        const card = row.sk === WHOLE ? undefined : cardIn(row)
        if (card) heads.cards.push(card)
        if (row.sk === WHOLE) heads.whole = Whole.safeParse(row).data
      }
      return heads
    },

    keepWhole: (whole: Whole): Promise<void> => store.put({ pk: PARTITIONS.siteManifests, sk: WHOLE, ...whole }),

    /**
     * Notes over the head `before` how far a publication has come; the book stays. Of one that `isAnew` the card says from then on that
     * it is for no record, for the files are no longer as it says. Returns the head, or undefined when somebody else has saved one since.
     */
    async note(column: string, before: Head | undefined, begun: Begun, isAnew: boolean): Promise<Head | undefined> {
      const card = before?.card && { ...before.card, ...(isAnew && { basis: '' }) }
      const head = { save: (before?.save ?? 0) + 1, card, parts: before?.parts ?? [], begun }
      return (await put(column, head, before)) ? head : undefined
    },

    /** The book under `head`, or undefined when it is not whole. */
    async load({ card, parts }: Head): Promise<RecordBook | undefined> {
      if (!card) return undefined
      const texts = (await textsOf(store, card.column, parts, true)) ?? (await textsOf(store, card.column, parts, false))
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
        if (text !== undefined && !isThere) await putPart(store, column, part, place, text)
        parts.push(text === undefined ? '' : isThere ? was : place + hash)
      }
      return put(column, { save: (before?.save ?? 0) + 1, card: cardOf(book, newest), parts }, before)
    },
  }

  /** Writes a head over the one that was `before`: false when that is no longer there. */
  function put(column: string, { save, card, parts, begun }: Head, before: Head | undefined): Promise<boolean> {
    const packed = { card: compressJson(card ?? null, { small: true }), parts: compressJson(parts, { small: true }) }
    return store.replace(
      { pk: PARTITIONS.siteManifests, sk: column, save, ...packed, ...(begun && { begun }) },
      'save',
      before?.save,
    )
  }
}

const cardIn = (row: Row) => ColumnCard.safeParse(decompressJson(row.card)).data
const partsIn = (row: Row) => z.array(z.string()).parse(decompressJson(row.parts))
