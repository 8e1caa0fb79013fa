import { changePath } from '../../shared/record.ts'
import { emptyRecordBook, type RecordBook, type Step } from '../../shared/ledger/site-state.ts'
import { openLedger } from '../archive/ledger.ts'
import type { Begun, Head } from '../archive/record-books.ts'
import { columnFiles } from './column-files.ts'
import { booksOf, type Edges } from './edges.ts'
import { type EventReader, openEventReader } from './event-reader.ts'
import { foldSince, type Touched } from './fold-since.ts'
import { portionFiles } from './portion-files.ts'
import { portionsOf } from './portions.ts'
import { openRawSnapshots } from './raw-snapshots.ts'
import { NOTHING, sum, type Tally, writeFiles } from './write-files.ts'

/**
 * What publishing one column came to: up to which entry, whether its book is another now, and how many files. `left`: there was no time
 * for so many entries after those, and the record says of the column what it said before.
 */
export type Published = { column: string; sequence: number; isGrown: boolean; left?: number } & Tally

/** How publishing goes on: so many entries at a time, and no further once there is no time. */
export type Pace = { entriesAtOnce: number; hasTime: () => boolean }

/** Two blocks of the search index at a time: seconds, of which little is lost where a publication ends early. */
export const UNHURRIED: Pace = { entriesAtOnce: 512, hasTime: () => true }

/**
 * Writes what has come since `book`, in portions, and saves it over the one that has the head `before`. After each portion it is noted
 * how far that has come, and the next publication goes on from there. What is about all letters is written last: until then the column's
 * page and feeds, and its card, say what they said before.
 */
export async function publishSince(
  book: RecordBook,
  before: Head | undefined,
  edges: Edges,
  pace: Pace,
  events: EventReader = openEventReader(edges.store),
): Promise<Published> {
  const { column, basis, sequence: since } = book
  const raw = openRawSnapshots(edges.snapshots)
  const touched = await foldSince(book, openLedger(edges.store, column), raw)
  const last = book.sequence
  if (last === 0) return { column, sequence: 0, isGrown: false, ...NOTHING }
  const books = booksOf(edges)
  const isAnew = since === 0
  let [head, written] = [before, NOTHING]
  const from = await beginning(book, since, touched, before?.begun, edges)
  for (const portion of portionsOf(touched, from, last, pace.entriesAtOnce)) {
    written = sum(written, await writeFiles(edges.record, portionFiles(book, portion, edges, raw)))
    if (portion.to === last) break
    head = await books.note(column, head, { basis, sequence: portion.to }, isAnew)
    if (!head) return publishOnceMore(book, edges, pace, events)
    if (!pace.hasTime())
      return { column, sequence: before?.card?.sequence ?? 0, isGrown: false, left: last - portion.to, ...written }
  }
  written = sum(written, await writeFiles(edges.record, columnFiles(book, touched, edges, events)))
  if (await books.save(book, head, isAnew)) return { column, sequence: last, isGrown: true, ...written }
  return publishOnceMore(book, edges, pace, events)
}

/** Somebody who saved first may have written newer pages that ours went over: all of them are written once more. */
async function publishOnceMore(
  { column, basis }: RecordBook,
  edges: Edges,
  pace: Pace,
  events: EventReader,
): Promise<Published> {
  return publishSince(emptyRecordBook(column, basis), notBegun(await booksOf(edges).head(column)), edges, pace, events)
}

/** A head over which everything is written, whatever another publication has written before. */
export function notBegun(head: Head | undefined): Head | undefined {
  return head && { ...head, begun: undefined }
}

/** After which entry writing begins: where a publication before has ended early, unless what it wrote has been lost since. */
async function beginning(
  { column, basis, letters }: RecordBook,
  since: number,
  touched: Touched,
  begun: Begun | undefined,
  { record }: Edges,
): Promise<number> {
  if (begun?.basis !== basis) return since
  const isWritten = ({ sequence }: Step) => (touched.versions.get(sequence) ?? Infinity) <= begun.sequence
  for (const [postId, { steps }] of Object.entries(letters)) {
    const step = steps.find(isWritten)
    if (step) return (await record.holds(changePath(column, postId, step.version))) ? begun.sequence : since
  }
  return begun.sequence
}
