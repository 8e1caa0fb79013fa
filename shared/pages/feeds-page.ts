import type { OfferedFeed } from '../feed/opml.ts'
import type { ColumnCard } from '../record-book.ts'
import { type TextFile, recordAddress } from '../record.ts'
import { linkTo, pageFile } from './document.ts'
import { both } from './languages.ts'
import { type Markup, markup } from './markup.ts'

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
  return pageFile({
    path,
    title: '订阅 · letterwatch',
    description: '用任何阅读器订阅新公开、修改、移出列表与撤下的信件。',
    crumbs: [{ name: '订阅' }],
    feeds: FEEDS_OF_ALL,
    body: markup`<h1>${both('订阅', 'Feeds')}</h1>
<p>把下面任一网址复制到阅读器（如 NetNewsWire、FreshRSS、Miniflux），有新公开、修改、移出列表或撤下时就会收到一条消息，附改动前后对照。每件事只发一条，发出后不再改动。</p>
<p>“实质改动”不含标点、空格一类的细微修改。也可以把全部网址一次导入：<a href="${linkTo('feeds.opml', path)}">OPML</a>。</p>
<p lang="en">Copy any of these addresses into a feed reader. Each event is one entry that never changes.</p>
${allFeeds(columns, topics).map((feed) => feedSection(feed, publicUrl))}`,
  })
}

function feedSection({ title, path }: OfferedFeed, publicUrl: string): Markup {
  const line = (name: string, ending: string) => {
    const address = recordAddress(publicUrl, `${path}.${ending}`)
    return markup`<li>${name} <a href="${address}">${address}</a></li>`
  }
  return markup`<section><h2>${title}</h2>
<ul class="addresses">${line('RSS', 'xml')}${line('Atom', 'atom')}${line('JSON Feed', 'json')}</ul></section>
`
}
