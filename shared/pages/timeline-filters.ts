import { EVENT_TYPES } from '../event.ts'
import { STEP_LABELS } from '../feed/labels.ts'
import type { ColumnCard } from '../record-book.ts'
import { bilingual, both, served } from './languages.ts'
import { type Content, type Markup, markup } from './markup.ts'
import { type Latest, significanceOf, topicsOf } from './timeline.ts'

type Choice = { value: string; name: Content }

/**
 * What a timeline can be narrowed to, as far as there is a choice. `filters.js` shows the form and keeps the choice in the address;
 * without it the whole list stands there and no form.
 */
export function timelineFilters(cards: ColumnCard[], latest: Latest[]): Markup {
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
  types.map((type) => ({ value: type, name: bilingual(STEP_LABELS[type]) })),
)}
${choices('significance', both('程度', 'Significance'), isSignificant ? SIGNIFICANCES : [])}
${choices(
  'topic',
  both('专题', 'Topic'),
  topics.map((topic) => ({ value: topic, name: served(topic) })),
  1,
)}
<p id="matching" role="status" class="small" data-zh="显示 {shown} / {all} 项" data-en="{shown} of {all} shown"></p>
</form>`
}

const SIGNIFICANCES: Choice[] = [
  { value: 'substantive', name: both('● 实质', '● Substantive') },
  { value: 'cosmetic', name: both('○ 细微', '○ Cosmetic') },
]

function choices(name: string, legend: Markup, choices: Choice[], fewest = 2): Content {
  if (choices.length < fewest) return undefined
  const all = { value: '', name: both('全部', 'All') }
  const radio = ({ value, name: said }: Choice) =>
    markup`<label><input type="radio" name="${name}" value="${value}"${value === '' && markup` checked`}><span>${said}</span></label>`
  return markup`<fieldset><legend>${legend}</legend>${[all, ...choices].map(radio)}</fieldset>`
}
