import { type FeedDocument, partsSince } from '../../shared/feed/feed.ts'
import { itemOf } from '../../shared/feed/item.ts'
import { feedFiles } from '../../shared/feed/write-feed.ts'
import { columnPage } from '../../shared/pages/column-page.ts'
import { feedsOf } from '../../shared/pages/feeds-page.ts'
import type { OfferedFeed } from '../../shared/feed/opml.ts'
import type { RecordBook, Seen } from '../../shared/record-book.ts'
import type { RecordFile } from '../../shared/record.ts'
import type { Ledger } from '../archive/ledger.ts'
import type { Touched } from './fold-since.ts'
import { ledgerFiles } from './ledger-files.ts'
import { letterFiles } from './letter-files.ts'
import { readEvents } from './read-entries.ts'

/** Every file of a column's record that may have to be written, for `book` after what was `touched`. */
export async function* columnFiles(
  book: RecordBook,
  touched: Touched,
  ledger: Ledger,
  publicUrl: string,
): AsyncGenerator<RecordFile> {
  yield* letterFiles(book, touched, ledger, publicUrl)
  yield columnPage(book)
  const [main, substantive] = feedsOf(book)
  yield* filesOfFeed(main, book.events, touched.events, book, ledger, publicUrl)
  yield* filesOfFeed(substantive, book.substantive, touched.substantive, book, ledger, publicUrl)
  yield* ledgerFiles(book.column, touched.sequence, book.sequence, ledger)
}

async function* filesOfFeed(
  { title, path, home }: OfferedFeed,
  events: Seen[],
  before: number,
  { opened }: RecordBook,
  ledger: Ledger,
  publicUrl: string,
): AsyncGenerator<RecordFile> {
  const about = { path, home, title: `${opened.authority} ${title}`, subtitle: SUBTITLE, updatedAt: opened.at, publicUrl }
  for (const { events: seen, ...place } of partsSince(events, before)) {
    const shown = await readEvents(ledger, seen)
    const items = shown.map(({ entry, at }) => itemOf(entry, at, opened.name, publicUrl))
    const document: FeedDocument = { ...about, ...place, items }
    yield* feedFiles(document)
  }
}

const SUBTITLE = '公开答复函的新增、修改、移出列表与撤下，附改动前后对照。'
