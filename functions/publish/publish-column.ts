import { EVENTS_A_FEED } from '../../shared/feed/feed.ts'
import { FEED_STYLE, STYLE } from '../../shared/pages/style.ts'
import { emptyRecordBook, type RecordBook } from '../../shared/record-book.ts'
import { LAYOUT, type RecordFile } from '../../shared/record.ts'
import { schemaFiles } from '../../shared/schemas.ts'
import { openLedger } from '../archive/ledger.ts'
import { openRecordBooks } from '../archive/record-books.ts'
import type { Table } from '../archive/table.ts'
import { columnFiles } from './column-files.ts'
import { foldSince } from './fold-since.ts'
import type { RecordStore } from './record-store.ts'
import { wholeFiles } from './whole-files.ts'
import { sum, type Tally, writeFiles } from './write-files.ts'

/** What publishing touches: the table, the record, and the address under which the record will be read. */
export type Edges = { table: Table; record: RecordStore; recordAddress: string; publicUrl: string }

/** What publishing one column came to: up to which entry, and how many files. */
export type Published = { column: string; sequence: number } & Tally

/**
 * Brings the record up to date with a column's ledger, writing only what its new entries touch. A record that was made for another
 * address or in another layout, or has been lost, is made anew.
 */
export async function publishColumn(column: string, edges: Edges): Promise<Published> {
  const { book, saved } = await openRecordBooks(edges.table, EVENTS_A_FEED).load(column)
  const stands = book?.basis === basisOf(edges) && (await edges.record.holds(`${column}/index.html`))
  return bringUpToDate(stands ? book : emptyRecordBook(column, basisOf(edges)), saved, edges)
}

/** Makes a column's record anew from its ledger: the same bytes, so that only what is missing or was altered is written. */
export async function rebuildColumn(column: string, edges: Edges): Promise<Published> {
  const { saved } = await openRecordBooks(edges.table, EVENTS_A_FEED).load(column)
  return bringUpToDate(emptyRecordBook(column, basisOf(edges)), saved, edges)
}

async function bringUpToDate(book: RecordBook, saved: number | undefined, edges: Edges): Promise<Published> {
  const { table, record, publicUrl } = edges
  const books = openRecordBooks(table, EVENTS_A_FEED)
  const ledger = openLedger(table, book.column)
  const touched = await foldSince(book, ledger)
  let tally: Tally = { written: 0, unchanged: 0 }
  if (touched.sequence === 0) tally = await writeFiles(record, fixedFiles(publicUrl))
  if (book.sequence > touched.sequence) {
    tally = sum(tally, await writeFiles(record, columnFiles(book, touched, ledger, publicUrl)))
    // Whoever saved first may have been overtaken by our older pages: write all of them once more.
    if (!(await books.save(book, saved))) return rebuildColumn(book.column, edges)
  }
  tally = sum(tally, await writeFiles(record, wholeFiles(await books.cards(), table, publicUrl)))
  return { column: book.column, sequence: book.sequence, ...tally }
}

/** For which record a book was made: in another one its files may be missing or say other addresses. */
function basisOf({ recordAddress, publicUrl }: Edges): string {
  return `${LAYOUT} ${recordAddress} ${publicUrl}`
}

/** The files that depend on no ledger. */
function fixedFiles(publicUrl: string): RecordFile[] {
  return [{ path: 'style.css', body: STYLE }, { path: 'feed.css', body: FEED_STYLE }, ...schemaFiles(publicUrl)]
}
