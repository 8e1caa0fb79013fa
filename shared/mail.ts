import { cutTitle } from './cut-title.ts'
import { diffText } from './edit/render-text.ts'
import type { Event } from './event.ts'

/** One message for a mailbox: a subject of at most 99 UTF-16 units, and plain text. `id` is the same whenever the same events are told. */
export type Mail = { id: string; subject: string; text: string }

/** SNS refuses messages over 256 KB; past this many events a mail names them without their diffs, past the next it counts them. */
const WITH_DIFF = 20
const NAMED = 200
const SUBJECT_UNITS = 99

/** The one mail that tells a column's subscribers of the `events` of one crawl, oldest first. `columnName` is for the subject. */
export function mailOf(events: readonly [Event, ...Event[]], columnName: string): Mail {
  const [first] = events
  const last = events.at(-1) ?? first
  const id = events.length === 1 ? first.data.id : `${first.data.id}-${last.data.sequence}`
  const headline = events.length === 1 ? first.data.summary : `${events.length} 项变动：${first.data.summary}`
  const named = events.slice(0, NAMED).map((event, index) => paragraphOf(event, index < WITH_DIFF))
  const uncounted =
    events.length > NAMED
      ? [`另有 ${events.length - NAMED} 项，见公开记录。(${events.length - NAMED} more in the record.)`]
      : []
  return {
    id,
    subject: cutTitle(`[${columnName}] ${headline}`, SUBJECT_UNITS),
    text: [...named, ...uncounted].join('\n\n――――――――\n\n') + '\n',
  }
}

function paragraphOf({ timestamp, data }: Event, isWithDiff: boolean): string {
  const figures = 'figures' in data ? (data.figures ?? []) : []
  const diff = 'diff' in data ? data.diff : undefined
  return [
    data.summary.includes(data.title) ? undefined : data.title,
    data.summary,
    data.summaryEn,
    ...figures.map(({ of = '', before, after }) => `  ${of}${of && ' '}${before} → ${after}`),
    isWithDiff && diff ? diffText(diff) : undefined,
    `记录 Record: ${data.recordUrl}`,
    'url' in data ? `原网页 Page: ${data.url}` : undefined,
    `${timestamp} · ${data.id} · ${data.ledger.hash}`,
  ]
    .filter((line) => line !== undefined)
    .join('\n')
}
