import { type ColumnCard, emptyRecordBook, type RecordBook } from '../../shared/record-book.ts'
import { openLedger } from '../archive/ledger.ts'
import type { Head } from '../archive/record-books.ts'
import { columnFiles } from './column-files.ts'
import { basisOf, booksOf, type Edges } from './edges.ts'
import { type EventReader, openEventReader } from './event-reader.ts'
import { foldSince } from './fold-since.ts'
import { letterLooksFile } from './letter-looks-file.ts'
import { openRawSnapshots } from './raw-snapshots.ts'
import { NOTHING, sum, type Tally, writeFiles } from './write-files.ts'

/** What publishing one column came to: up to which entry, whether its book is another now, and how many files. */
export type Published = { column: string; sequence: number; isGrown: boolean } & Tally

/**
 * What is known of a column before it is published: when its last crawl began, the last entry of its ledger, its card, which may lag, and
 * entries read already.
 */
export type Known = { startedAt?: string; sequence?: number; card?: ColumnCard | undefined; events?: EventReader }

/**
 * Brings the record of one column up to date with its ledger, writing only what new entries touch, and with when its letters were looked
 * at. A record that was made for another address or in another layout, or has been lost, is made anew. What is about all columns is left.
 */
export async function publishColumn(column: string, edges: Edges, known: Known = {}): Promise<Published> {
  const published = await publishLedger(column, edges, known)
  return { ...published, ...sum(published, await writeFiles(edges.record, letterLooksFile(column, edges, known.startedAt))) }
}

/** Makes a column's record anew from its ledger: the same bytes, so that only what is missing or was altered is written. */
export async function rebuildColumn(column: string, edges: Edges): Promise<Published> {
  const published = await publishSince(emptyRecordBook(column, basisOf(edges)), await booksOf(edges).head(column), edges)
  return { ...published, ...sum(published, await writeFiles(edges.record, letterLooksFile(column, edges))) }
}

async function publishLedger(column: string, edges: Edges, { sequence, card, events }: Known): Promise<Published> {
  const basis = basisOf(edges)
  const isThere = await edges.record.holds(`${column}/index.html`)
  // A card never goes back: one that lags says less than there is, never more.
  if (isThere && card?.basis === basis && sequence !== undefined && card.sequence >= sequence) return asItIs(card)
  const head = await booksOf(edges).head(column)
  if (!isThere || head?.card?.basis !== basis) return publishSince(emptyRecordBook(column, basis), head, edges, events)
  const last = await openLedger(edges.table, column).head()
  if (last.sequence === head.card.sequence) return asItIs(head.card)
  return publishSince((await booksOf(edges).load(head)) ?? emptyRecordBook(column, basis), head, edges, events)
}

const asItIs = ({ column, sequence }: ColumnCard): Published => ({ column, sequence, isGrown: false, ...NOTHING })

/** Writes what has come since `book`, and saves it over the one that has the head `before`. */
async function publishSince(
  book: RecordBook,
  before: Head | undefined,
  edges: Edges,
  events = openEventReader(edges.table),
): Promise<Published> {
  const { column, sequence: since } = book
  const raw = openRawSnapshots(edges.snapshots)
  const touched = await foldSince(book, openLedger(edges.table, column), raw)
  if (book.sequence === 0) return { column, sequence: 0, isGrown: false, ...NOTHING }
  const written = await writeFiles(edges.record, columnFiles(book, touched, edges, events, raw))
  // Somebody who saved first may have written newer pages that ours went over: all of them are written once more.
  if (await booksOf(edges).save(book, before, since === 0))
    return { column, sequence: book.sequence, isGrown: true, ...written }
  return publishSince(emptyRecordBook(column, book.basis), await booksOf(edges).head(column), edges, events)
}
