import { createHash } from 'node:crypto'
import { CANARY } from '../../shared/column.ts'
import { coveragePage } from '../../shared/site/coverage-page.ts'
import { homePage, LatestCrawl, withLatestCrawls, withoutLatestCrawls } from '../../shared/site/home-page.ts'
import type { ColumnCard } from '../../shared/ledger/site-state.ts'
import { HOME_PATH, type RecordFile } from '../../shared/record.ts'
import { openCheckpoints } from '../archive/checkpoints.ts'
import { type ColumnCoverage, type CrawlBegins, openCrawlReports } from '../archive/crawl-reports.ts'
import type { Heads } from '../archive/record-books.ts'
import { basisOf, booksOf, type Edges } from './edges.ts'
import { type EventReader, openEventReader } from './event-reader.ts'
import { checkpointFiles } from './checkpoint-files.ts'
import { fixedFiles } from './fixed-files.ts'
import { newestEvents } from './newest-events.ts'
import { runbookFile } from './runbook-file.ts'
import { statusFile } from './status-file.ts'
import { wholeFiles } from './whole-files.ts'
import { type Tally, writeFiles } from './write-files.ts'

/** What is known before the whole is published: the heads of all books, which may lag, when crawls began, and entries read already. */
type Known = { heads?: Heads; crawled?: CrawlBegins; events?: EventReader }

/**
 * Writes what of the record is about all columns. While their ledgers are as they were when it was last written whole, no event is read and
 * only what says when we looked is written: that is known by a short name of all that the rest is made of, kept once every file was there.
 * The canary stands in the status alone.
 */
export async function publishWhole(edges: Edges, known: Known = {}): Promise<Tally> {
  const { cards, whole } = known.heads ?? (await booksOf(edges).heads())
  const page = await edges.record.read(HOME_PATH)
  const isStanding = page !== undefined && whole?.basis === basisOf(edges)
  // Cards that lag would take back what others have told of meanwhile.
  if (!isStanding || whole.made !== madeOf(cards, edges, page))
    return writeWhole(edges, known.heads ? await cardsOf(edges) : cards, known, isStanding)
  const looked = await openCrawlReports(edges.store).read(known.crawled)
  const columns = readable(cards).map(({ column }) => column)
  return writeFiles(edges.record, lookFiles(withLatestCrawls(page, columns, lastLooks(looked)), cards, looked, edges))
}

/** Writes all that is about all columns anew: the same bytes. */
export async function rebuildWhole(edges: Edges): Promise<Tally> {
  return writeWhole(edges, await cardsOf(edges), {}, false)
}

/** Where the record `isStanding`, what depends on no ledger lies there. */
async function writeWhole(edges: Edges, cards: ColumnCard[], known: Known, isStanding: boolean): Promise<Tally> {
  const events = known.events ?? openEventReader(edges.store)
  const looked = await openCrawlReports(edges.store).read(known.crawled)
  const latest = await newestEvents(readable(cards), (card) => card.events.newest, events)
  const home = homePage(readable(cards), latest, lastLooks(looked), edges.publicUrl)
  const written = await writeFiles(
    edges.record,
    oneAfterAnother(
      isStanding ? [] : fixedFiles(edges.publicUrl),
      wholeFiles(readable(cards), latest, edges, events),
      lookFiles(home, cards, looked, edges),
    ),
  )
  await booksOf(edges).keepWhole({ basis: basisOf(edges), made: madeOf(cards, edges, home.body) })
  return written
}

const cardsOf = async (edges: Edges) => (await booksOf(edges).heads()).cards
const readable = (cards: ColumnCard[]) => cards.filter(({ column }) => column !== CANARY)

/** A short name of what the pages and feeds about all columns are made from, and of the home page but for when we looked. */
function madeOf(cards: ColumnCard[], { topics }: Edges, home: string): string {
  const ledgers = cards.map(({ column, basis, sequence, hash }) => ({ column, basis, sequence, hash }))
  return createHash('sha256')
    .update(JSON.stringify([ledgers, topics, withoutLatestCrawls(home)]))
    .digest('base64url')
}

/** What says when we looked, the checkpoints and the runbook: what may be another although no ledger has grown. */
async function* lookFiles(
  home: RecordFile,
  cards: ColumnCard[],
  looked: Map<string, ColumnCoverage>,
  { store, record, areStamped = false }: Edges,
): AsyncGenerator<RecordFile> {
  yield home
  yield statusFile(cards, looked)
  yield coveragePage(readable(cards), looked)
  yield* checkpointFiles(openCheckpoints(store), record, areStamped)
  yield* runbookFile()
}

async function* oneAfterAnother(...files: (Iterable<RecordFile> | AsyncIterable<RecordFile>)[]): AsyncGenerator<RecordFile> {
  for (const some of files) yield* some
}

/** What the latest crawl of each column came to; a report in which that cannot be read counts as none. */
function lastLooks(looked: Map<string, ColumnCoverage>): Map<string, LatestCrawl> {
  return new Map(
    [...looked].flatMap(([column, { report }]) => {
      const { data } = LatestCrawl.safeParse(report)
      return data ? [[column, data]] : []
    }),
  )
}
