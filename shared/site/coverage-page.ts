import { CrawlReport } from '../crawl/report.ts'
import type { Gap, Stretch } from '../crawl/coverage.ts'
import type { ColumnCard } from '../ledger/site-state.ts'
import { COVERAGE_PATH, letterLooksPath, type TextFile } from '../record.ts'
import { linkTo, pageFile } from './document.ts'
import { both, bothParagraphs, served } from './languages.ts'
import { type Content, type Markup, markup } from '../render/markup.ts'
import { facts, instant } from './parts.ts'

/** What is known of when we looked at a column. */
type Looked = { report: unknown; looks: Stretch[]; gaps: Gap[] }

const OUTCOMES = {
  complete: both('完整', 'Complete'),
  partial: both('部分', 'Partial'),
  failed: both('未能读取', 'Failed'),
} as const

/** The page that says when we looked at each column, how complete that was, and when we did not see it. */
export function coveragePage(cards: ColumnCard[], looked: Map<string, Looked>): TextFile {
  return pageFile({
    path: COVERAGE_PATH,
    title: '监测覆盖 Coverage · letterwatch',
    description: '各栏目何时读取、读取是否完整、何时未能读取。',
    crumbs: [{ name: both('监测覆盖', 'Coverage') }],
    body: markup`<h1>${both('监测覆盖', 'Coverage')}</h1>
${bothParagraphs(
  '这里只说我们何时看过、看到多少。空档是我们没有看、或没能读到栏目的时间；其间出现又消失的内容无从得知，不表示发文机关有任何举动。',
  'This says when we looked and how much we saw. In a gap we did not look, or could not read the column: what came and went then cannot be known, and a gap says nothing of what the authority did.',
)}
${cards.map((card) => columnSection(card, looked.get(card.column)))}
<p><a href="${linkTo('status.json', COVERAGE_PATH)}">status.json</a></p>`,
  })
}

function columnSection({ column, opened }: ColumnCard, looked: Looked | undefined): Markup {
  const report = CrawlReport.safeParse(looked?.report).data
  const first = looked?.looks[0]
  return markup`<section aria-labelledby="${column}"><h2 id="${column}">${served(opened.name)}</h2>
${facts([
  ['最近一次读取', 'Last look', report && instant(report.endedAt)],
  ['结果', 'It was', report && OUTCOMES[report.outcome]],
  ['已知信件', 'Letters known', report?.coverage.letters],
  ['最久未看的一封', 'Longest unchecked since', report?.coverage.uncheckedSince && instant(report.coverage.uncheckedSince)],
  ['此表始于', 'This table begins', first && instant(first.from)],
  [
    '每封信的读取时间',
    'Each letter',
    report && markup`<a href="${linkTo(letterLooksPath(column), COVERAGE_PATH)}">looks.json</a>`,
  ],
])}
${gapTable(looked?.gaps ?? [])}</section>
`
}

function gapTable(gaps: Gap[]): Content {
  if (gaps.length === 0) return bothParagraphs('此间没有空档。', 'There is no gap in this time.')
  const rows = gaps.toReversed().map(
    ({
      from,
      to,
      failedLooks,
    }) => markup`<tr><td>${instant(from)}</td><td>${to === undefined ? both('至今', 'until now') : instant(to)}</td><td>${failedLooks}</td></tr>
`,
  )
  return markup`<table class="gaps"><caption>${both('空档', 'Gaps')}</caption>
<thead><tr><th scope="col">${both('自', 'From')}</th><th scope="col">${both('至', 'To')}</th><th scope="col">${both('其间未能读取的次数', 'Failed looks')}</th></tr></thead>
<tbody>
${rows}</tbody></table>`
}
