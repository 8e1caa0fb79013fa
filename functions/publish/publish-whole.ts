import { createHash } from 'node:crypto'
import { CANARY } from '../../shared/column.ts'
import { coveragePage } from '../../shared/site/coverage-page.ts'
import { homePage, LatestCrawl, withLatestCrawls, withoutLatestCrawls } from '../../shared/site/home-page.ts'
import type { ColumnSummary } from '../../shared/ledger/site-state.ts'
import { HOME_PATH, type RecordFile } from '../../shared/record.ts'
import { openCheckpoints } from '../archive/checkpoints.ts'
import { type ColumnCoverage, type CrawlBegins, openCrawlReports } from '../archive/crawl-reports.ts'
import type { Manifests } from '../archive/site-state.ts'
import { basisOf, siteStatesOf, type Edges } from './edges.ts'
import { type EventReader, openEventReader } from './event-reader.ts'
import { checkpointFiles } from './checkpoint-files.ts'
import { fixedFiles } from './fixed-files.ts'
import { newestEvents } from './newest-events.ts'
import { runbookFile } from './runbook-file.ts'
import { statusFile } from './status-file.ts'
import { wholeFiles } from './whole-files.ts'
import { type Tally, writeFiles } from './write-files.ts'

/** What is known before the whole is published: the manifests of all states, which may lag, when crawls began, and entries read already. */
type Known = { manifests?: Manifests; crawled?: CrawlBegins; events?: EventReader }

/**
 * Writes what of the record is about all columns. While their ledgers are as they were when it was last written whole, no event is read and
 * only what says when we looked is written: that is known by a short name of all that the rest is made of, kept once every file was there.
 * The canary stands in the status alone.
 */
export async function publishWhole(edges: Edges, known: Known = {}): Promise<Tally> {
  const { summaries, index } = known.manifests ?? (await siteStatesOf(edges).manifests())
  const page = await edges.record.read(HOME_PATH)
  const isStanding = page !== undefined && index?.basis === basisOf(edges)
  // Cards that lag would take back what others have told of meanwhile.
  if (!isStanding || index.hash !== madeOf(summaries, edges, page))
    return writeWhole(edges, known.manifests ? await summariesOf(edges) : summaries, known, isStanding)
  const looked = await openCrawlReports(edges.store).read(known.crawled)
  const columns = readable(summaries).map(({ column }) => column)
  return writeFiles(edges.record, lookFiles(withLatestCrawls(page, columns, lastLooks(looked)), summaries, looked, edges))
}

/** Writes all that is about all columns anew: the same bytes. */
export async function rebuildWhole(edges: Edges): Promise<Tally> {
  return writeWhole(edges, await summariesOf(edges), {}, false)
}

/** Where the record `isStanding`, what depends on no ledger lies there. */
async function writeWhole(edges: Edges, summaries: ColumnSummary[], known: Known, isStanding: boolean): Promise<Tally> {
  const events = known.events ?? openEventReader(edges.store)
  const looked = await openCrawlReports(edges.store).read(known.crawled)
  const latest = await newestEvents(readable(summaries), (summary) => summary.events.newest, events)
  const home = homePage(readable(summaries), latest, lastLooks(looked), edges.publicUrl)
  const written = await writeFiles(
    edges.record,
    oneAfterAnother(
      isStanding ? [] : fixedFiles(edges.publicUrl),
      wholeFiles(readable(summaries), latest, edges, events),
      lookFiles(home, summaries, looked, edges),
    ),
  )
  await siteStatesOf(edges).saveIndex({ basis: basisOf(edges), hash: madeOf(summaries, edges, home.body) })
  return written
}

const summariesOf = async (edges: Edges) => (await siteStatesOf(edges).manifests()).summaries
const readable = (summaries: ColumnSummary[]) => summaries.filter(({ column }) => column !== CANARY)

/** A short name of what the pages and feeds about all columns are made from, and of the home page but for when we looked. */
function madeOf(summaries: ColumnSummary[], { topics }: Edges, home: string): string {
  const ledgers = summaries.map(({ column, basis, sequence, hash }) => ({ column, basis, sequence, hash }))
  return createHash('sha256')
    .update(JSON.stringify([ledgers, topics, withoutLatestCrawls(home)]))
    .digest('base64url')
}

/** What says when we looked, the checkpoints and the runbook: what may be another although no ledger has grown. */
async function* lookFiles(
  home: RecordFile,
  summaries: ColumnSummary[],
  looked: Map<string, ColumnCoverage>,
  { store, record, areStamped = false }: Edges,
): AsyncGenerator<RecordFile> {
  yield home
  yield statusFile(summaries, looked)
  yield coveragePage(readable(summaries), looked)
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
