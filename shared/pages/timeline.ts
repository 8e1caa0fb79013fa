import { type EventEntry, recordPath } from '../event.ts'
import { labelOfEntry } from '../feed/labels.ts'
import { summaryOf } from '../summary.ts'
import { linkTo } from './document.ts'
import { bilingual, both, bothQuoting } from './languages.ts'
import { type Content, type Markup, markup } from './markup.ts'
import { calendarDay, clockTime } from './parts.ts'

/** An event of a timeline: its entry, when it was there for all to see, and its column's name. */
export type Latest = { entry: EventEntry; at: string; columnName: string }

/** What readers are told of how much an edit matters: in words, and by a mark that is full or hollow. */
const SIGNIFICANCES = {
  substantive: both('● 实质改动', '● substantive'),
  cosmetic: both('○ 细微改动', '○ cosmetic'),
}

/** `latest`, newest first, under the days on which they came to be seen. `filters.js` finds what each is in its attributes. */
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
  const title = entry.type === 'column.held' ? columnName : entry.data.title
  return markup`<li class="event ${significance ?? ''}" data-column="${entry.data.column}" data-type="${entry.type}" data-significance="${significance ?? ''}" data-topics="${topicsOf(entry).join('\n')}"><p class="kicker">${clockTime(at)} <span class="what">${bilingual(labelOfEntry(entry))}</span> ${significance && SIGNIFICANCES[significance]} <span class="from" lang="zh-CN">${columnName}</span></p>
<h4><a lang="zh-CN" href="${linkTo(`${recordPath(entry)}index.html`, from)}">${title}</a></h4>
${summary(entry)}</li>
`
}

/** The title says already that a letter was published. */
function summary(entry: EventEntry): Content {
  if (entry.type === 'letter.published') return undefined
  const { summary, summaryEn } = summaryOf(entry)
  return markup`<p>${bothQuoting(summary, summaryEn)}</p>`
}

export function significanceOf({ data }: EventEntry): 'substantive' | 'cosmetic' | undefined {
  return 'significance' in data ? data.significance : undefined
}

export function topicsOf({ data }: EventEntry): string[] {
  return 'topics' in data ? data.topics : []
}
