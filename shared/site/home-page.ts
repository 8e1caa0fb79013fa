import * as z from 'zod/mini'
import { CrawlReport } from '../crawl/report.ts'
import { FEEDS_OF_ALL } from '../feed/offered-feeds.ts'
import type { ColumnSummary } from '../ledger/site-state.ts'
import { columnPath, COVERAGE_PATH, FEEDS_PATH, HOME_PATH, linkTo, OPML_PATH, type TextFile } from '../record.ts'
import type { Label } from '../render/labels.ts'
import { type Markup, markup } from '../render/markup.ts'
import { pageFile } from './document.ts'
import { both, bothParagraphs, counts, instant } from './elements.ts'
import { type Latest, timeline, timelineFilters } from './timeline.ts'

/** What the home page says about the latest crawl of a column. */
export const LatestCrawl = z.pick(CrawlReport, { outcome: true, endedAt: true, problems: true })
export type LatestCrawl = z.infer<typeof LatestCrawl>

/** The home page: the latest events of all columns, newest first, and for each column when it was last read and how completely. */
export function homePage(
  cards: ColumnSummary[],
  latest: Latest[],
  crawls: Map<string, LatestCrawl>,
  publicUrl: string,
): TextFile {
  return pageFile({
    path: HOME_PATH,
    title: 'letterwatch · 公开答复函的变动记录',
    description: '记录政府部门公开的建议、提案答复函：何时公开，何时修改，改了什么。',
    crumbs: [],
    feeds: FEEDS_OF_ALL,
    scripts: ['filters'],
    publicUrl,
    body: markup`<div class="opening"><h1>${both('公开答复函的变动记录', 'Changes to published government replies')}</h1>
${bothParagraphs('本站定时读取政府部门公开的人大代表建议、政协提案答复函，保存读到的每一封、每一版，记录何时公开、何时修改、改了什么。', 'This site regularly reads the replies that government offices publish to suggestions by deputies and to CPPCC proposals. It keeps every letter and every version, and records when each was published, when it was edited, and what changed.')}</div>
<div class="home"><section class="latest" aria-labelledby="latest"><h2 id="latest">${both('最新变动', 'Latest changes')}</h2>
${timelineFilters(cards, latest)}
${latest.length > 0 ? timeline(latest, HOME_PATH) : markup`<p>${both('暂无记录。', 'Nothing recorded yet.')}</p>`}
${bothParagraphs('更早的变动：见各栏目页面和订阅源存档。', 'Older changes: column pages and feed archives.')}</section>
<div class="beside"><section aria-labelledby="columns"><h2 id="columns">${both('栏目', 'Columns')}</h2>
${cards.map((card) => columnCard(card, crawls.get(card.column)))}</section>
<section aria-labelledby="follow"><h2 id="follow">${both('订阅与核验', 'Follow and verify')}</h2>
<ul class="plain"><li><a href="${FEEDS_PATH}">${both('订阅', 'Feeds')}</a> RSS · Atom · JSON Feed</li>
<li><a href="${OPML_PATH}">OPML</a></li>
<li><a href="${linkTo(COVERAGE_PATH, HOME_PATH)}">${both('监测情况：何时读取、是否完整', 'Coverage: when each column was read, and how completely')}</a></li>
<li><a href="schemas/letter.edited.json">${both('事件格式', 'Event format')}</a></li></ul></section></div></div>`,
  })
}

/** The paragraphs that say when each column was last read, in the order of the columns. */
const LATEST_CRAWLS = /<p class="look[ "].*?<\/p>/g

/** The stored home page with what `crawls` say now of each of its `columns`. */
export function withLatestCrawls(page: string, columns: string[], crawls: Map<string, LatestCrawl>): TextFile {
  const lines = columns.map((column) => latestCrawl(crawls.get(column)).text).values()
  return { path: HOME_PATH, body: page.replace(LATEST_CRAWLS, () => lines.next().value ?? '') }
}

/** The home page without the times of reading: the same bytes while no event is added. */
export function withoutLatestCrawls(page: string): string {
  return page.replace(LATEST_CRAWLS, '')
}

function columnCard({ column, opened, letters, edited, withdrawn }: ColumnSummary, crawl: LatestCrawl | undefined): Markup {
  return markup`<article class="column"><h3><a lang="zh-CN" href="${columnPath(column)}">${opened.name}</a></h3>
<p lang="zh-CN">${opened.authority}</p>
${counts([
  ['答复函', 'Letters', letters],
  ['有修改', 'Edited', edited],
  ['已撤下', 'Withdrawn', withdrawn],
])}${latestCrawl(crawl)}</article>
`
}

const OUTCOMES = {
  complete: { zh: '完整', en: 'complete' },
  partial: { zh: '不完整', en: 'partial' },
  failed: { zh: '失败', en: 'failed' },
} satisfies Record<CrawlReport['outcome'], Label>

function latestCrawl(crawl: LatestCrawl | undefined): Markup {
  if (!crawl) return markup`<p class="look">${both('尚未读取', 'Not read yet')}</p>`
  const { outcome, endedAt, problems } = crawl
  const { zh, en } = OUTCOMES[outcome]
  const count = problems.length
  const result =
    count === 0 ? both(zh, en) : both(`${zh}，${count} 个问题`, `${en}, ${count} ${count === 1 ? 'problem' : 'problems'}`)
  return markup`<p class="look ${outcome}">${both('最近读取', 'Last read')} ${instant(endedAt)} · ${result}</p>`
}
