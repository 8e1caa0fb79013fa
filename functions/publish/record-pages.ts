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

/** The files about all columns that change only when a ledger grows, except the home page: feeds (`latest`: their newest events), search, promises, subscriptions. */
export async function* summaryFiles(
  summaries: ColumnSummary[],
  latest: Latest[],
  { publicUrl, topics }: PublishDeps,
  events: EventReader,
): AsyncGenerator<RecordFile> {
  const newest = (choice: Choice) => newestEvents(summaries, choice, events)
  const [complete, substantive] = FEEDS_OF_ALL
  yield searchPage(summaries, ({ sequence }) => blockOf(sequence) + 1, publicUrl)
  yield promisesPage(summaries, publicUrl)
  yield* filesOfFeed(complete, latest, summaries, publicUrl)
  yield* filesOfFeed(substantive, await newest((summary) => summary.substantive.newest), summaries, publicUrl)
  for (const topic of topics)
    yield* filesOfFeed(feedOfTopic(topic), await newest((summary) => summary.topics[topic] ?? []), summaries, publicUrl)
  yield feedsPage(summaries, topics, publicUrl)
  yield { path: 'feeds.opml', body: writeOpml(allFeeds(summaries, topics), publicUrl) }
}

/** A feed over all columns has the newest events and no archive: older ones are in the archives of the columns' feeds. */
function filesOfFeed(feed: OfferedFeed, latest: Latest[], summaries: ColumnSummary[], publicUrl: string): RecordFile[] {
  const items = latest.map(({ entry, at, columnName }) => itemOf(entry, at, columnName, publicUrl))
  const updatedAt = summaries.map(({ opened }) => opened.at).reduce((a, b) => (a > b ? a : b), NEVER)
  const heads = summaries.map(({ column, sequence, hash }) => ({ column, sequence, hash }))
  const subtitle = `最新 ${EVENTS_A_FEED} 项变动；更早的见各栏目的订阅。`
  return feedFiles({ ...feed, title: `letterwatch ${feed.title}`, subtitle, updatedAt, publicUrl, heads, items })
}

const NEVER = '1970-01-01T00:00:00+08:00'

/** The files that do not depend on a ledger. */
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
 * The scripts of the record's pages, and the verifier for its readers. They are in the folder `browser/` beside this file, and beside the
 * bundle on AWS, and are published unchanged.
 */
const SCRIPTS = ['language.js', 'filters.js', 'sorting.js', 'changes.js', 'search.js', 'terms.js', 'verify-ledger.mjs']

function browserFiles(): RecordFile[] {
  return SCRIPTS.map((path) => ({ path, body: readFileSync(join(import.meta.dirname, 'browser', path), 'utf8') }))
}

/** The runbook for operators, to which the mails of alarms link. Only the AWS bundle has it; one machine has no alarms. */
export function runbookFile(): RecordFile[] {
  const file = join(import.meta.dirname, 'browser', RUNBOOK_PATH)
  return existsSync(file) ? [{ path: RUNBOOK_PATH, body: readFileSync(file, 'utf8') }] : []
}

/** `status.json`: for each column its latest crawls and their outcomes, the gaps between them, the counts of letters, and the head of its ledger. */
export function statusFile(summaries: ColumnSummary[], coverage: Map<string, ColumnCoverage>): RecordFile {
  const held = new Map(summaries.map((summary) => [summary.column, heldOf(summary)] as const))
  const ids = [...new Set([...held.keys(), ...coverage.keys()])].sort()
  const columns = ids.map((column) => {
    const { report = null, looks = [], gaps = [] } = coverage.get(column) ?? {}
    return { column, ...held.get(column), lastCrawl: report, looks, gaps }
  })
  return { path: 'status.json', body: `${JSON.stringify({ columns }, null, 1)}\n` }
}

function heldOf({ opened, letters, edited, delisted, withdrawn, held, sequence, hash }: ColumnSummary) {
  const { name, authority, url } = opened
  return { name, authority, url, letters, edited, delisted, withdrawn, held, ledger: { sequence, hash } }
}
