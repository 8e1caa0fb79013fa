import type { OfferedFeed } from '../feed/offered-feeds.ts'
import type { ColumnCard } from '../ledger/site-state.ts'
import { type TextFile, recordAddress } from '../record.ts'
import { linkTo, pageFile } from './document.ts'
import { both, bothParagraphs, served } from './languages.ts'
import { type Content, type Markup, markup } from '../render/markup.ts'

type Named = Pick<ColumnCard, 'column' | 'opened'>

/** The feeds of one column. */
export function feedsOf({ column, opened }: Named): [main: OfferedFeed, substantive: OfferedFeed] {
  const home = `${column}/index.html`
  return [
    { title: opened.name, path: `${column}/feed`, home },
    { title: `${opened.name}（实质改动）`, path: `${column}/substantive`, home },
  ]
}

/** The feeds of all columns together. */
export const FEEDS_OF_ALL: [main: OfferedFeed, substantive: OfferedFeed] = [
  { title: '全部栏目', path: 'all/feed', home: 'index.html' },
  { title: '全部栏目（实质改动）', path: 'all/substantive', home: 'index.html' },
]

/** The feed of a topic, over all columns. */
export function feedOfTopic(topic: string): OfferedFeed {
  return { title: `专题：${topic}`, path: `topics/${pathName(topic)}/feed`, home: 'index.html' }
}

/** `topic` as the name of a folder: its letters and digits as they are, whatever else it has as its code. */
function pathName(topic: string): string {
  return topic.replace(/[^\p{L}\p{N}]/gu, (mark) => `-${(mark.codePointAt(0) ?? 0).toString(16)}-`)
}

/** Every feed of the record. */
export function allFeeds(columns: Named[], topics: string[]): OfferedFeed[] {
  return [...FEEDS_OF_ALL, ...columns.flatMap(feedsOf), ...topics.map(feedOfTopic)]
}

/** The page for people who do not know what a feed is, or look for the right one. */
export function feedsPage(columns: Named[], topics: string[], publicUrl: string): TextFile {
  const path = 'feeds.html'
  const opml = markup`<a href="${linkTo('feeds.opml', path)}">OPML</a>`
  const section = (feed: OfferedFeed, name: Content) => feedSection(feed, name, publicUrl)
  return pageFile({
    path,
    title: '订阅 Feeds · letterwatch',
    description: '用任何阅读器订阅新公开、修改、移出列表与撤下的信件。',
    crumbs: [{ name: both('订阅', 'Feeds') }],
    feeds: FEEDS_OF_ALL,
    body: markup`<h1>${both('订阅', 'Feeds')}</h1>
<div class="intro">${bothParagraphs(
      '把下面任一网址复制到阅读器（如 NetNewsWire、FreshRSS、Miniflux），有新公开、修改、移出列表或撤下时就会收到一条消息，附改动前后对照。每件事只发一条，发出后不再改动。',
      'Copy any of these addresses into a feed reader (such as NetNewsWire, FreshRSS or Miniflux), and you are told when a letter is published, edited, taken off the list or withdrawn, with what stood before and after. Each event is one entry that never changes.',
    )}
${bothParagraphs(
  markup`“实质改动”不含标点、空格一类的细微修改。也可以把全部网址一次导入：${opml}。`,
  markup`“Substantive only” leaves out edits of punctuation, spaces and the like. All addresses can be imported at once: ${opml}.`,
)}</div>
${FEEDS_OF_ALL.map((feed, index) => section(feed, [both('全部栏目', 'All columns'), index > 0 && SUBSTANTIVE]))}${columns.map(
      (column) => feedsOf(column).map((feed, index) => section(feed, [served(column.opened.name), index > 0 && SUBSTANTIVE])),
    )}${topics.map((topic) => section(feedOfTopic(topic), [both('专题：', 'Topic: '), served(topic)]))}`,
  })
}

const SUBSTANTIVE = both('（实质改动）', '(substantive only)')

function feedSection({ path }: OfferedFeed, name: Content, publicUrl: string): Markup {
  const line = (format: string, ending: string) => {
    const address = recordAddress(publicUrl, `${path}.${ending}`)
    return markup`<li>${format} <a href="${address}">${address}</a></li>`
  }
  return markup`<section><h2>${name}</h2>
<ul class="addresses">${line('RSS', 'xml')}${line('Atom', 'atom')}${line('JSON Feed', 'json')}</ul></section>
`
}
