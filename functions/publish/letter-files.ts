import { compareLetters } from '../../shared/edit/compare-letters.ts'
import type { Span } from '../../shared/edit/edit.ts'
import { letterFile } from '../../shared/letter-file.ts'
import { changePage } from '../../shared/pages/change-page.ts'
import { letterPage } from '../../shared/pages/letter-page.ts'
import { carriesText, type VersionEntry } from '../../shared/pages/version.ts'
import { postIdIn, type RecordBook } from '../../shared/record-book.ts'
import type { RecordFile } from '../../shared/record.ts'
import { shownText } from '../../shared/shown-text.ts'
import type { Ledger } from '../archive/ledger.ts'
import { readEntries } from './read-entries.ts'
import type { Touched } from './fold-since.ts'

/** The pages of the letters that were touched: each letter's own, with its file for programs, and those of the versions that are new to see. */
export async function* letterFiles(
  book: RecordBook,
  { letters, versions }: Touched,
  ledger: Ledger,
  publicUrl: string,
): AsyncGenerator<RecordFile> {
  const present = [...letters].flatMap((postId) => book.letters[postId]?.text ?? [])
  for await (const entry of readEntries(ledger, [...present, ...versions])) {
    if (!carriesText(entry)) continue
    if (versions.has(entry.sequence)) {
      yield changePage(book, entry, publicUrl, await wholeDiff(book, entry, ledger))
      yield textFile(entry)
    }
    const postId = postIdIn(entry.data.letter)
    const letter = letters.has(postId) ? book.letters[postId] : undefined
    if (letter?.text !== entry.sequence) continue
    yield letterPage(book, postId, letter, entry)
    yield letterFile(book, postId, letter, entry, publicUrl)
  }
}

/** What a version says as plain text: to keep, to compare, and for the search to read. It never changes. */
function textFile({ data: { letter, version, content } }: VersionEntry): RecordFile {
  return { path: `${letter}/${version}/text.txt`, body: shownText(content), settled: true }
}

/** The whole difference where the entry holds it cut to fit: made again from the text before. */
async function wholeDiff(book: RecordBook, entry: VersionEntry, ledger: Ledger): Promise<Span[] | undefined> {
  if (!('truncated' in entry.data && entry.data.truncated)) return undefined
  const steps = book.letters[postIdIn(entry.data.letter)]?.steps ?? []
  const before = steps.findLast(({ sequence, text }) => text && sequence < entry.sequence)
  const carrier = before && (await ledger.entry(before.sequence))
  return carrier && carriesText(carrier) ? compareLetters(carrier.data.content, entry.data.content)?.diff : undefined
}
