import { EVENTS_A_FEED } from '../../shared/feed/feed.ts'
import { itemOf } from '../../shared/feed/item.ts'
import { writeOpml } from '../../shared/feed/opml.ts'
import { feedFiles } from '../../shared/feed/write-feed.ts'
import { allFeeds, FEEDS_OF_ALL, feedsPage } from '../../shared/pages/feeds-page.ts'
import { homePage, type Latest } from '../../shared/pages/home-page.ts'
import type { ColumnCard, Seen } from '../../shared/record-book.ts'
import type { RecordFile } from '../../shared/record.ts'
import { openLedger } from '../archive/ledger.ts'
import type { Table } from '../archive/table.ts'
import { readEvents } from './read-entries.ts'
import { statusFile } from './status-file.ts'

/** How many events the home page shows. */
const LATEST = 30

/** The files of the record that are about all columns: the home page, the feeds of everything, where to subscribe, and the status. */
export async function* wholeFiles(cards: ColumnCard[], table: Table, publicUrl: string): AsyncGenerator<RecordFile> {
  const [main, substantive] = FEEDS_OF_ALL
  const latest = await newest(cards, (card) => card.events, table)
  yield homePage(cards, latest.slice(0, LATEST))
  yield* filesOfAll(main, latest, cards, publicUrl)
  yield* filesOfAll(substantive, await newest(cards, (card) => card.substantive, table), cards, publicUrl)
  yield feedsPage(cards, publicUrl)
  yield { path: 'feeds.opml', body: writeOpml(allFeeds(cards), publicUrl) }
  yield await statusFile(cards, table)
}

/** The newest events of all columns together, newest first; at one instant by column and by place in the ledger. */
async function newest(cards: ColumnCard[], which: (card: ColumnCard) => Seen[], table: Table): Promise<Latest[]> {
  const chosen = cards
    .flatMap((card) => which(card).map((seen) => ({ card, seen })))
    .sort((a, b) => compareText(a.seen.at, b.seen.at))
    .slice(-EVENTS_A_FEED)
  const events = new Map<string, Latest>()
  for (const { column, opened } of cards) {
    const seen = chosen.filter(({ card }) => card.column === column).map((one) => one.seen)
    for (const event of await readEvents(openLedger(table, column), seen))
      events.set(`${column}/${event.entry.sequence}`, { ...event, columnName: opened.name })
  }
  return chosen.toReversed().flatMap(({ card, seen }) => events.get(`${card.column}/${seen.sequence}`) ?? [])
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function filesOfAll(
  feed: (typeof FEEDS_OF_ALL)[number],
  latest: Latest[],
  cards: ColumnCard[],
  publicUrl: string,
): RecordFile[] {
  const items = latest.map(({ entry, at, columnName }) => itemOf(entry, at, columnName, publicUrl))
  const opened = cards.map((card) => card.opened.at).sort()
  const updatedAt = opened.at(-1) ?? '1970-01-01T00:00:00+08:00'
  const subtitle = '全部栏目的最新变动；更早的见各栏目的订阅。'
  return feedFiles({ ...feed, title: `letterwatch ${feed.title}`, subtitle, updatedAt, publicUrl, items })
}
