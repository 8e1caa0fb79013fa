import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { EVENTS_A_FEED, feedFiles } from '../../shared/feed/feed.ts'
import { itemOf } from '../../shared/feed/item.ts'
import { allFeeds, feedOfTopic, FEEDS_OF_ALL, type OfferedFeed, writeOpml } from '../../shared/feed/offered-feeds.ts'
import type { ColumnSummary } from '../../shared/ledger/site-state.ts'
import { type RecordFile, RUNBOOK_PATH } from '../../shared/record.ts'
import { chainPage } from '../../shared/site/chain-page.ts'
import { feedsPage } from '../../shared/site/feeds-page.ts'
import { promisesPage } from '../../shared/site/promise-pages.ts'
import { rulesPage } from '../../shared/site/rules-page.ts'
import { schemaFiles } from '../../shared/site/schemas.ts'
import { searchPage } from '../../shared/site/search-page.ts'
import { FEED_STYLE, STYLE } from '../../shared/site/style.ts'
import type { Latest } from '../../shared/site/timeline.ts'
import type { ColumnCoverage } from '../archive/crawl-reports.ts'
import type { PublishDeps } from './deps.ts'
import { type Choice, type EventReader, newestEvents } from './event-reader.ts'
import { blockOf } from './search-files.ts'

/** The files about all columns that are the same while no ledger grows, but for the home page: the feeds of everything, which begin with the `latest` events, where to subscribe, and what leads to all columns. */
export async function* wholeFiles(
  summaries: ColumnSummary[],
  latest: Latest[],
  { publicUrl, topics }: PublishDeps,
  events: EventReader,
): AsyncGenerator<RecordFile> {
  const newest = (choice: Choice) => newestEvents(summaries, choice, events)
  const [main, substantive] = FEEDS_OF_ALL
  yield searchPage(summaries, ({ sequence }) => blockOf(sequence) + 1, publicUrl)
  yield promisesPage(summaries, publicUrl)
  yield* filesOfFeed(main, latest, summaries, publicUrl)
  yield* filesOfFeed(substantive, await newest((summary) => summary.substantive.newest), summaries, publicUrl)
  for (const topic of topics)
    yield* filesOfFeed(feedOfTopic(topic), await newest((summary) => summary.topics[topic] ?? []), summaries, publicUrl)
  yield feedsPage(summaries, topics, publicUrl)
  yield { path: 'feeds.opml', body: writeOpml(allFeeds(summaries, topics), publicUrl) }
}

/** A feed over all columns holds its newest events and no archive: what is older stands in the archives of the columns. */
function filesOfFeed(feed: OfferedFeed, latest: Latest[], summaries: ColumnSummary[], publicUrl: string): RecordFile[] {
  const items = latest.map(({ entry, at, columnName }) => itemOf(entry, at, columnName, publicUrl))
  const updatedAt = summaries.map(({ opened }) => opened.at).reduce((a, b) => (a > b ? a : b), NEVER)
  const heads = summaries.map(({ column, sequence, hash }) => ({ column, sequence, hash }))
  const subtitle = `最新 ${EVENTS_A_FEED} 项变动；更早的见各栏目的订阅。`
  return feedFiles({ ...feed, title: `letterwatch ${feed.title}`, subtitle, updatedAt, publicUrl, heads, items })
}

const NEVER = '1970-01-01T00:00:00+08:00'

/** The files of the record that depend on no ledger. */
export function fixedFiles(publicUrl: string): RecordFile[] {
  return [
    { path: 'style.css', body: STYLE },
    { path: 'feed.css', body: FEED_STYLE },
    rulesPage(),
    chainPage(),
    ...browserFiles(),
    ...schemaFiles(publicUrl),
  ]
}

/**
 * The scripts of the record's pages, and the verifier for its readers, lie in `browser/` beside this file, and beside the bundle, and
 * are served as they lie there.
 */
const SCRIPTS = ['language.js', 'filters.js', 'sorting.js', 'changes.js', 'search.js', 'terms.js', 'verify-ledger.mjs']

/** The scripts that the record's pages ask for, and the one that readers run themselves. */
function browserFiles(): RecordFile[] {
  return SCRIPTS.map((path) => ({ path, body: readFileSync(join(import.meta.dirname, 'browser', path), 'utf8') }))
}

/** The runbook for operators, where deploying has put it among the scripts: to it lead the mails of alarms, which one machine does not send. */
export function runbookFile(): RecordFile[] {
  const file = join(import.meta.dirname, 'browser', RUNBOOK_PATH)
  return existsSync(file) ? [{ path: RUNBOOK_PATH, body: readFileSync(file, 'utf8') }] : []
}

/** `status.json`: for each column when we looked and how complete that was, gaps as gaps, what we hold, and where its ledger ends. */
export function statusFile(summaries: ColumnSummary[], looked: Map<string, ColumnCoverage>): RecordFile {
  const held = new Map(summaries.map((summary) => [summary.column, heldOf(summary)] as const))
  const ids = [...new Set([...held.keys(), ...looked.keys()])].sort()
  const columns = ids.map((column) => {
    const { report = null, looks = [], gaps = [] } = looked.get(column) ?? {}
    return { column, ...held.get(column), lastCrawl: report, looks, gaps }
  })
  return { path: 'status.json', body: `${JSON.stringify({ columns }, null, 1)}\n` }
}

function heldOf({ opened, letters, edited, delisted, withdrawn, held, sequence, hash }: ColumnSummary) {
  const { name, authority, url } = opened
  return { name, authority, url, letters, edited, delisted, withdrawn, held, ledger: { sequence, hash } }
}
