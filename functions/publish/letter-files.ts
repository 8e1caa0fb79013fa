import { changePage } from '../../shared/pages/change-page.ts'
import { letterPage } from '../../shared/pages/letter-page.ts'
import { carriesText } from '../../shared/pages/version.ts'
import type { RecordBook } from '../../shared/record-book.ts'
import type { RecordFile } from '../../shared/record.ts'
import type { Ledger } from '../archive/ledger.ts'
import { readEntries } from './read-entries.ts'
import type { Touched } from './fold-since.ts'

/** The pages of the letters that were touched: each letter's own, and those of the versions that are new to see. */
export async function* letterFiles(
  book: RecordBook,
  { letters, versions }: Touched,
  ledger: Ledger,
  publicUrl: string,
): AsyncGenerator<RecordFile> {
  const present = new Map([...letters].map((postId) => [book.letters[postId]?.text ?? 0, postId]))
  for await (const entry of readEntries(ledger, [...present.keys(), ...versions])) {
    if (!carriesText(entry)) continue
    if (versions.has(entry.sequence)) yield changePage(book, entry, publicUrl)
    const letter = book.letters[present.get(entry.sequence) ?? '']
    if (letter) yield letterPage(book, present.get(entry.sequence) ?? '', letter, entry)
  }
}
