import type { CoverageGap, CoverageSpan } from '../crawl/coverage.ts'
import { CrawlReport } from '../crawl/report.ts'
import type { ColumnSummary } from '../ledger/site-state.ts'
import { COVERAGE_PATH, fetchTimesPath, linkTo, type TextFile } from '../record.ts'
import { type Content, type Markup, markup } from '../render/markup.ts'
import { pageFile } from './document.ts'
import { both, bothParagraphs, facts, instant, served } from './elements.ts'

/** When a column was read: the report of its latest crawl, as stored, the crawls before it, and the gaps between them. */
type ColumnCoverage = { report: unknown; looks: CoverageSpan[]; gaps: CoverageGap[] }

const OUTCOMES = {
  complete: both('完整', 'Complete'),
  partial: both('不完整', 'Partial'),
  failed: both('失败', 'Failed'),
} satisfies Record<CrawlReport['outcome'], Markup>

/** The page that says when each column was read, how completely, and when it was not. */
export function coveragePage(cards: ColumnSummary[], coverage: Map<string, ColumnCoverage>): TextFile {
  return pageFile({
    path: COVERAGE_PATH,
    title: '监测情况 Coverage · letterwatch',
    description: '各栏目何时读取、读取是否完整、何时未能读取。',
    crumbs: [{ name: both('监测情况', 'Coverage') }],
    body: markup`<h1>${both('监测情况', 'Coverage')}</h1>
${bothParagraphs(
  '本页列出各栏目何时读取、读取是否完整。“监测空白”是没有读取或未能读取栏目的时段：其间出现又消失的内容无法得知，也不表示发文机关有任何动作。',
  'This page says when each column was read, and how completely. A gap is a time in which a column was not read or could not be read: what appeared and disappeared in it cannot be known. A gap says nothing about the authority.',
)}
${cards.map((card) => columnSection(card, coverage.get(card.column)))}
<p><a href="${linkTo('status.json', COVERAGE_PATH)}">status.json</a></p>`,
  })
}

function columnSection({ column, opened }: ColumnSummary, coverage: ColumnCoverage | undefined): Markup {
  const report = CrawlReport.safeParse(coverage?.report).data
  const first = coverage?.looks[0]
  const uncheckedSince = report?.coverage.uncheckedSince
  return markup`<section aria-labelledby="${column}"><h2 id="${column}">${served(opened.name)}</h2>
${facts([
  ['最近读取', 'Last read', report && instant(report.endedAt)],
  ['读取结果', 'Result', report && OUTCOMES[report.outcome]],
  ['已知答复函', 'Known letters', report?.coverage.letters],
  [
    '最久未核查',
    'Longest unchecked',
    uncheckedSince && both([instant(uncheckedSince), ' 起'], ['since ', instant(uncheckedSince)]),
  ],
  ['记录始于', 'Records begin', first && instant(first.from)],
  [
    '每封答复函的核查时间',
    'When each letter was checked',
    report && markup`<a href="${linkTo(fetchTimesPath(column), COVERAGE_PATH)}">looks.json</a>`,
  ],
])}
${gapTable(coverage?.gaps ?? [])}</section>
`
}

function gapTable(gaps: CoverageGap[]): Content {
  if (gaps.length === 0) return bothParagraphs('没有监测空白。', 'No gaps.')
  const rows = gaps.toReversed().map(
    ({
      from,
      to,
      failedLooks,
    }) => markup`<tr><td>${instant(from)}</td><td>${to === undefined ? both('至今', 'now') : instant(to)}</td><td>${failedLooks}</td></tr>
`,
  )
  return markup`<table class="gaps"><caption>${both('监测空白', 'Gaps')}</caption>
<thead><tr><th scope="col">${both('自', 'From')}</th><th scope="col">${both('至', 'To')}</th><th scope="col">${both('读取失败次数', 'Failed crawls')}</th></tr></thead>
<tbody>
${rows}</tbody></table>`
}
