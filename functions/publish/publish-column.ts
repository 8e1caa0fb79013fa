import { EVENTS_A_FEED } from '../../shared/feed/feed.ts'
import { chainPage } from '../../shared/pages/chain-page.ts'
import { rulesPage } from '../../shared/pages/rules-page.ts'
import { FEED_STYLE, STYLE } from '../../shared/pages/style.ts'
import { type ColumnCard, emptyRecordBook, type RecordBook } from '../../shared/record-book.ts'
import { LAYOUT, type RecordFile } from '../../shared/record.ts'
import { schemaFiles } from '../../shared/schemas.ts'
import { openLedger } from '../archive/ledger.ts'
import { openRecordBooks } from '../archive/record-books.ts'
import { browserFiles } from './browser-files.ts'
import { columnFiles } from './column-files.ts'
import type { Edges } from './edges.ts'
import { openEventReader } from './event-reader.ts'
import { foldSince } from './fold-since.ts'
import { letterLooksFile } from './letter-looks-file.ts'
import { openRawSnapshots } from './raw-snapshots.ts'
import { wholeFiles } from './whole-files.ts'
import { NOTHING, sum, type Tally, writeFiles } from './write-files.ts'

/** What publishing one column came to: up to which entry, and how many files. */
export type Published = { column: string; sequence: number } & Tally

/**
 * Brings the record up to date with a column's ledger, writing only what its new entries touch. A record that was made for another
 * address or in another layout, or has been lost, is made anew.
 */
export async function publishColumn(column: string, edges: Edges): Promise<Published> {
  const books = openRecordBooks(edges.table, EVENTS_A_FEED)
  const { card, saved } = await books.card(column)
  const stands = card?.basis === basisOf(edges) && (await edges.record.holds(`${column}/index.html`))
  if (!stands) return publishSince(emptyRecordBook(column, basisOf(edges)), saved, edges)
  const head = await openLedger(edges.table, column).head()
  if (head.sequence === card.sequence) return publishWhole(card, edges)
  return publishSince((await books.load(card)) ?? emptyRecordBook(column, basisOf(edges)), saved, edges)
}

/** Makes a column's record anew from its ledger: the same bytes, so that only what is missing or was altered is written. */
export async function rebuildColumn(column: string, edges: Edges): Promise<Published> {
  const { saved } = await openRecordBooks(edges.table, EVENTS_A_FEED).card(column)
  return publishSince(emptyRecordBook(column, basisOf(edges)), saved, edges)
}

/** Writes what has come since `book`, and saves it over the one that was `saved`. */
async function publishSince(book: RecordBook, saved: number | undefined, edges: Edges): Promise<Published> {
  const { table, record, snapshots } = edges
  const raw = openRawSnapshots(snapshots)
  const fixed = book.sequence === 0 ? await writeFiles(record, fixedFiles(edges.publicUrl)) : NOTHING
  const touched = await foldSince(book, openLedger(table, book.column), raw)
  if (book.sequence === 0) return publishWhole(book, edges, fixed)
  const events = openEventReader(table)
  const written = await writeFiles(record, columnFiles(book, touched, edges, events, raw))
  // Somebody who saved first may have written newer pages that ours went over: all of them are written once more.
  if (!(await openRecordBooks(table, EVENTS_A_FEED).save(book, saved))) return rebuildColumn(book.column, edges)
  return publishWhole(book, edges, sum(fixed, written), events)
}

/** Writes what is about all columns: always, because a run that ended early may have left it behind. */
async function publishWhole(
  { column, sequence }: ColumnCard | RecordBook,
  edges: Edges,
  before = NOTHING,
  events = openEventReader(edges.table),
): Promise<Published> {
  const cards = await openRecordBooks(edges.table, EVENTS_A_FEED).cards()
  const written = await writeFiles(edges.record, wholeFiles(cards, edges, events))
  const looks = await writeFiles(edges.record, letterLooksFile(column, edges.table))
  return { column, sequence, ...sum(before, sum(written, looks)) }
}

/** For which record a book was made: in another one its files may be missing or say other addresses. */
function basisOf({ recordAddress, publicUrl }: Edges): string {
  return `${LAYOUT} ${recordAddress} ${publicUrl}`
}

/** The files that depend on no ledger. */
function fixedFiles(publicUrl: string): RecordFile[] {
  return [
    { path: 'style.css', body: STYLE },
    { path: 'feed.css', body: FEED_STYLE },
    rulesPage(),
    chainPage(),
    ...browserFiles(),
    ...schemaFiles(publicUrl),
  ]
}
