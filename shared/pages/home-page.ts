import { type EventEntry, recordPath } from '../event.ts'
import { labelOfEntry } from '../feed/labels.ts'
import type { ColumnCard } from '../record-book.ts'
import type { TextFile } from '../record.ts'
import { summaryOf } from '../summary.ts'
import { linkTo, pageFile } from './document.ts'
import { FEEDS_OF_ALL } from './feeds-page.ts'
import { type Markup, markup } from './markup.ts'
import { bilingual, both } from './languages.ts'
import { counts, instant } from './parts.ts'

const PATH = 'index.html'

/** An event of the home page's list: its entry, when it was there for all to see, and its column's name. */
export type Latest = { entry: EventEntry; at: string; columnName: string }

/** The home page: what happened last in all columns, newest first, and the columns. */
export function homePage(cards: ColumnCard[], latest: Latest[]): TextFile {
  return pageFile({
    path: PATH,
    title: 'letterwatch · 公开答复函的变动记录',
    description: '记录政府部门公开的建议、提案答复函：何时公开，何时修改，改了什么。',
    crumbs: [],
    feeds: FEEDS_OF_ALL,
    body: markup`<h1>公开答复函的变动记录</h1>
<p class="intro">这里逐次读取政府部门公开的建议、提案答复函，留存读到的每一封、每一版，并说明何时公开、何时修改、改了什么。</p>
<p lang="en">A record of published replies: when each appeared, when it was edited, and what changed.</p>
<section aria-labelledby="latest"><h2 id="latest">${both('最新变动', 'Latest')}</h2>
${latest.length > 0 ? markup`<ol class="timeline">\n${latest.map(eventLine)}</ol>` : markup`<p>尚无记录。</p>`}</section>
<section aria-labelledby="columns"><h2 id="columns">${both('栏目', 'Columns')}</h2>
${cards.map(columnCard)}</section>
<section aria-labelledby="follow"><h2 id="follow">${both('订阅与核对', 'Follow and check')}</h2>
<p><a href="feeds.html">订阅</a>（RSS、Atom、JSON Feed）· <a href="feeds.opml">OPML</a> · <a href="status.json">何时看过、看得是否完整</a> · <a href="schemas/letter.edited.json">事件格式</a></p></section>`,
  })
}

function eventLine({ entry, at, columnName }: Latest): Markup {
  const significance = 'significance' in entry.data ? entry.data.significance : undefined
  const title = entry.type === 'column.held' ? columnName : entry.data.title
  const summary = entry.type === 'letter.published' ? undefined : markup`<p>${summaryOf(entry).summary}</p>`
  return markup`<li class="event ${significance ?? ''}"><p class="kicker"><span class="what">${bilingual(labelOfEntry(entry))}</span> ${instant(at)} ${columnName}</p>
<h3><a href="${linkTo(`${recordPath(entry)}index.html`, PATH)}">${title}</a></h3>
${summary}</li>
`
}

function columnCard({ column, opened, letters, edited, withdrawn }: ColumnCard): Markup {
  return markup`<article class="column"><h3><a href="${column}/index.html">${opened.name}</a></h3>
<p>${opened.authority}</p>
${counts([
  ['信件', 'Letters', letters],
  ['有过修改', 'Edited', edited],
  ['撤下', 'Withdrawn', withdrawn],
])}</article>
`
}
