import { itemOf } from '../../shared/feed/item.ts'
import { allFeeds, feedOfTopic, FEEDS_OF_ALL, type OfferedFeed, writeOpml } from '../../shared/feed/offered-feeds.ts'
import { EVENTS_A_FEED, feedFiles } from '../../shared/feed/feed.ts'
import { feedsPage } from '../../shared/site/feeds-page.ts'
import { promisesPage } from '../../shared/site/promise-pages.ts'
import { searchPage } from '../../shared/site/search-page.ts'
import type { Latest } from '../../shared/site/timeline.ts'
import type { ColumnSummary } from '../../shared/ledger/site-state.ts'
import type { RecordFile } from '../../shared/record.ts'
import type { PublishDeps } from './deps.ts'
import type { EventReader } from './event-reader.ts'
import { type Choice, newestEvents } from './newest-events.ts'
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
