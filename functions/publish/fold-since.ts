import { foldIntoRecordBook } from '../../shared/record-fold.ts'
import { type Entry, snapshotsOf } from '../../shared/ledger.ts'
import { carriesText } from '../../shared/pages/version.ts'
import { periodsOf } from '../../shared/promises/recorded-promise.ts'
import { lengthOf, postIdIn, type RecordBook } from '../../shared/record-book.ts'
import type { Ledger } from '../archive/ledger.ts'
import type { RawSnapshots } from './raw-snapshots.ts'

/**
 * What has to be written since a book was last saved: where the ledger and the feeds ended then, the post ids of the letters with
 * another history, the sequences of the entries that carry versions new to see, the periods whose promises may be others, and the names
 * of the snapshots new to the ledger.
 */
export type Touched = {
  sequence: number
  events: number
  substantive: number
  letters: Set<string>
  versions: Set<number>
  periods: Set<string>
  snapshots: Set<string>
}

/** Brings `book` up to date with its ledger, in place, reading only what came since, and the raw pages of later versions in it. */
export async function foldSince(book: RecordBook, ledger: Ledger, raw: RawSnapshots): Promise<Touched> {
  const { sequence, events, substantive, held } = book
  const waited = new Set(held.map(({ step }) => step.sequence))
  const before = { sequence, events: lengthOf(events), substantive: lengthOf(substantive) }
  const letters = new Set<string>()
  const periods = new Set<string>()
  const snapshots = new Set<string>()
  const note = (postId: string) => periodsOf(book.letters[postId]?.promises ?? []).forEach((period) => periods.add(period))
  for await (const entry of ledger.entries(sequence + 1)) {
    for (const id of snapshotsOf(entry)) snapshots.add(id)
    if ('letter' in entry.data) note(postIdIn(entry.data.letter))
    if (entry.type === 'column.released') book.held.forEach(({ postId }) => note(postId))
    for (const postId of foldIntoRecordBook(book, entry, await isRawPublished(entry, raw))) letters.add(postId)
  }
  letters.forEach(note)
  const steps = [...letters].flatMap((postId) => book.letters[postId]?.steps ?? [])
  const fresh = steps.filter((step) => step.text && !step.discarded && (step.sequence > sequence || waited.has(step.sequence)))
  return { ...before, letters, snapshots, versions: new Set(fresh.map((step) => step.sequence)), periods }
}

/** Asked of versions after the first alone: of others the book keeps no such thing. */
async function isRawPublished(entry: Entry, raw: RawSnapshots): Promise<boolean> {
  if (!carriesText(entry) || entry.data.version === 1) return false
  return (await raw.of(entry.data.evidence.snapshot)) === 'published'
}
