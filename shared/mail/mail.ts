import { cutTitle, mailText } from './mail-text.ts'
import type { Event } from '../event.ts'
import { daysOf, type Digest } from './period.ts'

/**
 * One mail: a subject of at most 99 UTF-16 units, one in ASCII for services that refuse the first, and plain text. The same content for
 * the same audience has the same `id`.
 */
export type Mail = { id: string; subject: string; asciiSubject: string; text: string }

/** The audience of the operators. */
export const OPERATORS = 'operators'

type Events = readonly [Event, ...Event[]]

const MAX_SUBJECT_UNITS = 99

/** The mail for the `events` of one crawl, oldest first, to everybody or to an `audience`. `columnName` goes into the subject. */
export function crawlMail(events: Events, columnName: string, audience?: string): Mail {
  const [first] = events
  const last = events.at(-1) ?? first
  const range = events.length === 1 ? first.data.id : `${first.data.id}-${last.data.sequence}`
  const count = events.length === 1 ? '' : `${events.length} 项变动：`
  return {
    id: audience === undefined ? range : `${range}/${audience}`,
    subject: cutTitle(`[${columnName}] ${count}${first.data.summary}`, MAX_SUBJECT_UNITS),
    asciiSubject: `letterwatch: ${changes(events)} (${range})`,
    text: mailText(events),
  }
}

/** The digest of the `events` of one `period`, oldest first, for an `audience`. */
export function digestMail(events: Events, digest: Digest, period: string, audience: string): Mail {
  const { first, last } = daysOf(period)
  const days = digest === 'daily' ? { zh: first, en: first } : { zh: `${first} 至 ${last}`, en: `${first} to ${last}` }
  const { zh, en } = NAMES[digest]
  return {
    id: `digest/${period}/${audience}`,
    subject: cutTitle(`[${zh} ${period}] ${events.length} 项变动：${events[0].data.summary}`, MAX_SUBJECT_UNITS),
    asciiSubject: `letterwatch: ${en} digest ${period}, ${changes(events)}`,
    text: mailText(events, [
      `${zh}：${days.zh}（北京时间），${events.length} 项变动`,
      `${en} digest: ${days.en} (Beijing time), ${changes(events)}`,
    ]),
  }
}

const NAMES = {
  daily: { zh: '日报', en: 'Daily' },
  weekly: { zh: '周报', en: 'Weekly' },
} as const satisfies Record<Digest, object>

const changes = ({ length }: Events) => (length === 1 ? '1 change' : `${length} changes`)
