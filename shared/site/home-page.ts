import * as z from 'zod/mini'
import { CrawlReport } from '../crawl/report.ts'
import type { ColumnCard } from '../ledger/site-state.ts'
import { COVERAGE_PATH, type TextFile } from '../record.ts'
import { linkTo, pageFile } from './document.ts'
import { FEEDS_OF_ALL } from './feeds-page.ts'
import { both, bothParagraphs } from './languages.ts'
import { type Markup, markup } from '../render/markup.ts'
import { counts, instant } from './parts.ts'
import { type Latest, timeline, timelineFilters } from './timeline.ts'

/** Where the home page lies. */
export const HOME_PATH = 'index.html'

/** What the latest crawl of a column came to. */
export const LastLook = z.pick(CrawlReport, { outcome: true, endedAt: true, problems: true })
export type LastLook = z.infer<typeof LastLook>

/** The home page: what happened last in all columns, newest first, and of each column when we last looked and how complete that was. */
export function homePage(cards: ColumnCard[], latest: Latest[], crawls: Map<string, LastLook>, publicUrl: string): TextFile {
  return pageFile({
    path: HOME_PATH,
    title: 'letterwatch · 公开答复函的变动记录',
    description: '记录政府部门公开的建议、提案答复函：何时公开，何时修改，改了什么。',
    crumbs: [],
    feeds: FEEDS_OF_ALL,
    scripts: ['filters'],
    publicUrl,
    body: markup`<div class="opening"><h1>${both('公开答复函的变动记录', 'Published replies, and what became of them')}</h1>
${bothParagraphs('这里逐次读取政府部门公开的建议、提案答复函，留存读到的每一封、每一版，并说明何时公开、何时修改、改了什么。', 'We read the replies that government offices publish, keep every letter and every version, and say when each appeared, when it was edited, and what changed.')}</div>
<div class="home"><section class="latest" aria-labelledby="latest"><h2 id="latest">${both('最新变动', 'Latest')}</h2>
${timelineFilters(cards, latest)}
${latest.length > 0 ? timeline(latest, HOME_PATH) : markup`<p>${both('尚无记录。', 'Nothing recorded yet.')}</p>`}
${bothParagraphs('更早的变动见各栏目及其订阅的存档。', 'What is older stands with each column and in the archives of its feeds.')}</section>
<div class="beside"><section aria-labelledby="columns"><h2 id="columns">${both('栏目', 'Columns')}</h2>
${cards.map((card) => columnCard(card, crawls.get(card.column)))}</section>
<section aria-labelledby="follow"><h2 id="follow">${both('订阅与核对', 'Follow and check')}</h2>
<ul class="plain"><li><a href="feeds.html">${both('订阅', 'Feeds')}</a> RSS · Atom · JSON Feed</li>
<li><a href="feeds.opml">OPML</a></li>
<li><a href="${linkTo(COVERAGE_PATH, HOME_PATH)}">${both('何时看过、看得是否完整', 'When we looked, and how completely')}</a></li>
<li><a href="schemas/letter.edited.json">${both('事件格式', 'Format of events')}</a></li></ul></section></div></div>`,
  })
}

/** What says of a column when we last looked: one paragraph for each, in their order. */
const LOOK = /<p class="look[ "].*?<\/p>/g

/** The home page as it was written, of `columns`, saying of each when we last looked by now. */
export function withLooks(page: string, columns: string[], crawls: Map<string, LastLook>): TextFile {
  const looks = columns.map((column) => lastLook(crawls.get(column)).text).values()
  return { path: HOME_PATH, body: page.replace(LOOK, () => looks.next().value ?? '') }
}

/** The home page without when we last looked: the same while nothing happened. */
export function withoutLooks(page: string): string {
  return page.replace(LOOK, '')
}

function columnCard({ column, opened, letters, edited, withdrawn }: ColumnCard, crawl: LastLook | undefined): Markup {
  return markup`<article class="column"><h3><a lang="zh-CN" href="${column}/index.html">${opened.name}</a></h3>
<p lang="zh-CN">${opened.authority}</p>
${counts([
  ['信件', 'Letters', letters],
  ['有过修改', 'Edited', edited],
  ['撤下', 'Withdrawn', withdrawn],
])}${lastLook(crawl)}</article>
`
}

const OUTCOMES = {
  complete: both('完整', 'complete'),
  partial: both('不完整', 'partial'),
  failed: both('未成功', 'failed'),
} satisfies Record<CrawlReport['outcome'], Markup>

function lastLook(crawl: LastLook | undefined): Markup {
  if (!crawl) return markup`<p class="look">${both('尚无读取记录', 'No look recorded yet')}</p>`
  const { outcome, endedAt, problems } = crawl
  const trouble = problems.length > 0 && both(`，${problems.length} 处未能读取`, `, ${problems.length} not read`)
  return markup`<p class="look ${outcome}">${both('最近读取', 'Last looked')} ${instant(endedAt)} · ${OUTCOMES[outcome]}${trouble}</p>`
}
