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
import { fixedFiles, runbookFile, statusFile, summaryFiles } from './record-pages.ts'
import { type Tally, writeFiles } from './write-files.ts'

/** What the caller has read already: the manifests of all states (possibly out of date), when crawls began, and events. */
type Known = { manifests?: Manifests; crawled?: CrawlBegins; events?: EventReader }

/**
 * Writes the files about all columns. While no ledger has grown, no event is read and only the files with crawl times are written: a hash of
 * all other input, stored after every file was written, shows that. The canary appears in `status.json` only.
 */
export async function publishAllColumns(deps: PublishDeps, known: Known = {}): Promise<Tally> {
  const { summaries, index } = known.manifests ?? (await siteStatesOf(deps).manifests())
  const page = await deps.record.read(HOME_PATH)
  const isCurrent = page !== undefined && index?.basis === basisOf(deps)
  // Out-of-date summaries must not overwrite newer files: they are read again, consistently.
  if (!isCurrent || index.hash !== inputHash(summaries, deps, page))
    return writeAll(deps, known.manifests ? await summariesOf(deps) : summaries, known, isCurrent)
  const coverage = await openCrawlReports(deps.store).read(known.crawled)
  const columns = readable(summaries).map(({ column }) => column)
  const home = withLatestCrawls(page, columns, latestCrawls(coverage))
  return writeFiles(deps.record, volatileFiles(home, summaries, coverage, deps))
}

/** Writes all files about all columns again; same input, same bytes. */
export async function rebuildAllColumns(deps: PublishDeps): Promise<Tally> {
  return writeAll(deps, await summariesOf(deps), {}, false)
}

/** With `isCurrent` the fixed files are in the record already. */
async function writeAll(deps: PublishDeps, summaries: ColumnSummary[], known: Known, isCurrent: boolean): Promise<Tally> {
  const events = known.events ?? openEventReader(deps.store)
  const coverage = await openCrawlReports(deps.store).read(known.crawled)
  const latest = await newestEvents(readable(summaries), (summary) => summary.events.newest, events)
  const home = homePage(readable(summaries), latest, latestCrawls(coverage), deps.publicUrl)
  const written = await writeFiles(
    deps.record,
    concatenated(
      isCurrent ? [] : fixedFiles(deps.publicUrl),
      summaryFiles(readable(summaries), latest, deps, events),
      volatileFiles(home, summaries, coverage, deps),
    ),
  )
  await siteStatesOf(deps).saveIndex({ basis: basisOf(deps), hash: inputHash(summaries, deps, home.body) })
  return written
}

const summariesOf = async (deps: PublishDeps) => (await siteStatesOf(deps).manifests()).summaries
const readable = (summaries: ColumnSummary[]) => summaries.filter(({ column }) => column !== CANARY)

/** The hash of the input of the pages and feeds about all columns, and of the home page without its crawl times. */
function inputHash(summaries: ColumnSummary[], { topics }: PublishDeps, home: string): string {
  const ledgers = summaries.map(({ column, basis, sequence, hash }) => ({ column, basis, sequence, hash }))
  return createHash('sha256')
    .update(JSON.stringify([ledgers, topics, withoutLatestCrawls(home)]))
    .digest('base64url')
}

/** The files that may change although no ledger has grown: those with crawl times, the checkpoints and the runbook. */
async function* volatileFiles(
  home: RecordFile,
  summaries: ColumnSummary[],
  coverage: Map<string, ColumnCoverage>,
  { store, record, areStamped = false }: PublishDeps,
): AsyncGenerator<RecordFile> {
  yield home
  yield statusFile(summaries, coverage)
  yield coveragePage(readable(summaries), coverage)
  yield* checkpointFiles(openCheckpoints(store), record, areStamped)
  yield* runbookFile()
}

async function* concatenated(...files: (Iterable<RecordFile> | AsyncIterable<RecordFile>)[]): AsyncGenerator<RecordFile> {
  for (const some of files) yield* some
}

/** The outcome of the latest crawl of each column, where its report has one. */
function latestCrawls(coverage: Map<string, ColumnCoverage>): Map<string, LatestCrawl> {
  return new Map(
    [...coverage].flatMap(([column, { report }]) => {
      const { data } = LatestCrawl.safeParse(report)
      return data ? [[column, data]] : []
    }),
  )
}
