import { createHash } from 'node:crypto'
import { CANARY } from '../../shared/column.ts'
import { coveragePage } from '../../shared/site/coverage-page.ts'
import { homePage, LatestCrawl, withLatestCrawls, withoutLatestCrawls } from '../../shared/site/home-page.ts'
import type { ColumnSummary } from '../../shared/ledger/site-state.ts'
import { HOME_PATH, type RecordFile } from '../../shared/record.ts'
import { openCheckpoints } from '../archive/checkpoints.ts'
import { type ColumnCoverage, type CrawlBegins, openCrawlReports } from '../archive/crawl-reports.ts'
import type { Manifests } from '../archive/site-state.ts'
import { basisOf, siteStatesOf, type PublishDeps } from './deps.ts'
import { type EventReader, newestEvents, openEventReader } from './event-reader.ts'
import { checkpointFiles } from './checkpoint-files.ts'
import { fixedFiles, runbookFile, statusFile, wholeFiles } from './record-pages.ts'
import { type Tally, writeFiles } from './write-files.ts'

/** What is known before the whole is published: the manifests of all states, which may lag, when crawls began, and entries read already. */
type Known = { manifests?: Manifests; crawled?: CrawlBegins; events?: EventReader }

/**
 * Writes what of the record is about all columns. While their ledgers are as they were when it was last written whole, no event is read and
 * only what says when we looked is written: that is known by a short name of all that the rest is made of, kept once every file was there.
 * The canary stands in the status alone.
 */
export async function publishWhole(deps: PublishDeps, known: Known = {}): Promise<Tally> {
  const { summaries, index } = known.manifests ?? (await siteStatesOf(deps).manifests())
  const page = await deps.record.read(HOME_PATH)
  const isStanding = page !== undefined && index?.basis === basisOf(deps)
  // Cards that lag would take back what others have told of meanwhile.
  if (!isStanding || index.hash !== madeOf(summaries, deps, page))
    return writeWhole(deps, known.manifests ? await summariesOf(deps) : summaries, known, isStanding)
  const looked = await openCrawlReports(deps.store).read(known.crawled)
  const columns = readable(summaries).map(({ column }) => column)
  return writeFiles(deps.record, lookFiles(withLatestCrawls(page, columns, lastLooks(looked)), summaries, looked, deps))
}

/** Writes all that is about all columns anew: the same bytes. */
export async function rebuildWhole(deps: PublishDeps): Promise<Tally> {
  return writeWhole(deps, await summariesOf(deps), {}, false)
}

/** Where the record `isStanding`, what depends on no ledger lies there. */
async function writeWhole(deps: PublishDeps, summaries: ColumnSummary[], known: Known, isStanding: boolean): Promise<Tally> {
  const events = known.events ?? openEventReader(deps.store)
  const looked = await openCrawlReports(deps.store).read(known.crawled)
  const latest = await newestEvents(readable(summaries), (summary) => summary.events.newest, events)
  const home = homePage(readable(summaries), latest, lastLooks(looked), deps.publicUrl)
  const written = await writeFiles(
    deps.record,
    oneAfterAnother(
      isStanding ? [] : fixedFiles(deps.publicUrl),
      wholeFiles(readable(summaries), latest, deps, events),
      lookFiles(home, summaries, looked, deps),
    ),
  )
  await siteStatesOf(deps).saveIndex({ basis: basisOf(deps), hash: madeOf(summaries, deps, home.body) })
  return written
}

const summariesOf = async (deps: PublishDeps) => (await siteStatesOf(deps).manifests()).summaries
const readable = (summaries: ColumnSummary[]) => summaries.filter(({ column }) => column !== CANARY)

/** A short name of what the pages and feeds about all columns are made from, and of the home page but for when we looked. */
function madeOf(summaries: ColumnSummary[], { topics }: PublishDeps, home: string): string {
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
  { store, record, areStamped = false }: PublishDeps,
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
