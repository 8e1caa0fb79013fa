import type { Significance } from '../edit.ts'
import { EVENT_TYPES, type EventEntry, isLetterEntry, recordPath, summaryOf } from '../event.ts'
import type { ColumnSummary } from '../ledger/site-state.ts'
import { labelOfEntry, ENTRY_LABELS } from '../render/labels.ts'
import { type Content, type Markup, markup } from '../render/markup.ts'
import { linkTo } from '../record.ts'
import { bilingual, both, bothQuoting, calendarDay, clockTime, served } from './elements.ts'

/** An event of the timeline: its entry, the instant at which it was announced, and its column's name. */
export type Latest = { entry: EventEntry; at: string; columnName: string }

/** How much an edit matters, in words and by a full or a hollow mark: never by a colour alone. */
const SIGNIFICANCE_MARKS = {
  substantive: both('● 实质改动', '● substantive'),
  cosmetic: both('○ 细微改动', '○ cosmetic'),
} satisfies Record<Significance, Markup>

/** `latest`, newest first, grouped by the day of their announcement. `filters.js` reads the attributes of each event. */
export function timeline(latest: Latest[], from: string): Markup {
  const days = Map.groupBy(latest, ({ at }) => at.slice(0, 10))
  return markup`<div class="timeline">
${[...days].map(
  ([, events]) => markup`<section class="day"><h3>${events[0] && calendarDay(events[0].at)}</h3>
<ol>
${events.map((event) => eventLine(event, from))}</ol></section>
`,
)}</div>`
}

function eventLine({ entry, at, columnName }: Latest, from: string): Markup {
  const significance = significanceOf(entry)
  const title = isLetterEntry(entry) ? entry.data.title : columnName
  return markup`<li class="event ${significance ?? ''}" data-column="${entry.data.column}" data-type="${entry.type}" data-significance="${significance ?? ''}" data-topics="${topicsOf(entry).join('\n')}"><p class="kicker">${clockTime(at)} <span class="what">${bilingual(labelOfEntry(entry))}</span> ${significance && SIGNIFICANCE_MARKS[significance]} <span class="from" lang="zh-CN">${columnName}</span></p>
<h4><a lang="zh-CN" href="${linkTo(`${recordPath(entry)}index.html`, from)}">${title}</a></h4>
${summary(entry)}</li>
`
}

/** None where the title says it all. */
function summary(entry: EventEntry): Content {
  if (entry.type === 'letter.published') return undefined
  const { summary, summaryEn } = summaryOf(entry)
  return markup`<p>${bothQuoting(summary, summaryEn)}</p>`
}

function significanceOf({ data }: EventEntry): Significance | undefined {
  return 'significance' in data ? data.significance : undefined
}

function topicsOf({ data }: EventEntry): string[] {
  return 'topics' in data ? data.topics : []
}

type Choice = { value: string; name: Content }

/** The filters of a timeline that offer a choice. The form is hidden until `filters.js` shows it and keeps the choice in the address. */
export function timelineFilters(cards: ColumnSummary[], latest: Latest[]): Markup {
  const types = EVENT_TYPES.filter((type) => latest.some(({ entry }) => entry.type === type))
  const isSignificant = latest.some(({ entry }) => significanceOf(entry) !== undefined)
  const topics = [...new Set(latest.flatMap(({ entry }) => topicsOf(entry)))].sort()
  return markup`<form id="filters" class="filters" hidden aria-label="筛选 Filters">
${choices(
  'column',
  both('栏目', 'Column'),
  cards.map(({ column, opened }) => ({ value: column, name: served(opened.name) })),
)}
${choices(
  'type',
  both('变动', 'Event'),
  types.map((type) => ({ value: type, name: bilingual(ENTRY_LABELS[type]) })),
)}
${choices('significance', both('程度', 'Significance'), isSignificant ? SIGNIFICANCE_CHOICES : [])}
${choices(
  'topic',
  both('专题', 'Topic'),
  topics.map((topic) => ({ value: topic, name: served(topic) })),
  1,
)}
<p id="matching" role="status" class="small" data-zh="显示 {shown} 项，共 {all} 项" data-en="{shown} of {all} shown"></p>
</form>`
}

const SIGNIFICANCE_CHOICES: Choice[] = [
  { value: 'substantive', name: both('● 实质', '● Substantive') },
  { value: 'cosmetic', name: both('○ 细微', '○ Cosmetic') },
]

function choices(name: string, legend: Markup, choices: Choice[], min = 2): Content {
  if (choices.length < min) return undefined
  const all = { value: '', name: both('全部', 'All') }
  const radio = ({ value, name: label }: Choice) =>
    markup`<label><input type="radio" name="${name}" value="${value}"${value === '' && markup` checked`}><span>${label}</span></label>`
  return markup`<fieldset><legend>${legend}</legend>${[all, ...choices].map(radio)}</fieldset>`
}
