import { FEEDS_OF_ALL, feedOfTopic, feedsOf, type OfferedFeed } from '../feed/offered-feeds.ts'
import type { ColumnSummary } from '../ledger/site-state.ts'
import { FEEDS_PATH, linkTo, OPML_PATH, recordAddress, type TextFile } from '../record.ts'
import { type Content, type Markup, markup } from '../render/markup.ts'
import { pageFile } from './document.ts'
import { both, bothParagraphs, served } from './elements.ts'

/** The page that lists every feed and explains what a feed is for. */
export function feedsPage(columns: Pick<ColumnSummary, 'column' | 'opened'>[], topics: string[], publicUrl: string): TextFile {
  const opml = markup`<a href="${linkTo(OPML_PATH, FEEDS_PATH)}">OPML</a>`
  const section = (feed: OfferedFeed, name: Content) => feedSection(feed, name, publicUrl)
  return pageFile({
    path: FEEDS_PATH,
    title: '订阅 Feeds · letterwatch',
    description: '用任何阅读器订阅答复函的新公开、修改、移出列表与撤下。',
    crumbs: [{ name: both('订阅', 'Feeds') }],
    feeds: FEEDS_OF_ALL,
    body: markup`<h1>${both('订阅', 'Feeds')}</h1>
<div class="intro">${bothParagraphs(
      '把下面任一网址复制到阅读器（如 NetNewsWire、FreshRSS、Miniflux），有答复函新公开、修改、移出列表或撤下时会收到一条更新，附改动前后对照。每次变动只发一条，发出后不再更改。',
      'Copy any of these addresses into a feed reader (such as NetNewsWire, FreshRSS or Miniflux). You get an entry whenever a letter is published, edited, removed from the list or withdrawn, with the text before and after. Each change is one entry, which never changes.',
    )}
${bothParagraphs(
  markup`“仅实质改动”不含标点、空格一类的细微修改。也可以一次导入全部订阅源：${opml}。`,
  markup`"Substantive only" leaves out edits of punctuation, spaces and the like. To import all feeds at once: ${opml}.`,
)}</div>
${FEEDS_OF_ALL.map((feed, index) => section(feed, [both('全部栏目', 'All columns'), index > 0 && SUBSTANTIVE]))}${columns.map(
      (column) => feedsOf(column).map((feed, index) => section(feed, [served(column.opened.name), index > 0 && SUBSTANTIVE])),
    )}${topics.map((topic) => section(feedOfTopic(topic), [both('专题：', 'Topic: '), served(topic)]))}`,
  })
}

const SUBSTANTIVE = both('（仅实质改动）', '(substantive only)')

function feedSection({ path }: OfferedFeed, name: Content, publicUrl: string): Markup {
  const line = (format: string, ending: string) => {
    const address = recordAddress(publicUrl, `${path}.${ending}`)
    return markup`<li>${format} <a href="${address}">${address}</a></li>`
  }
  return markup`<section><h2>${name}</h2>
<ul class="addresses">${line('RSS', 'xml')}${line('Atom', 'atom')}${line('JSON Feed', 'json')}</ul></section>
`
}
