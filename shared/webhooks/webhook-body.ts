import { cutDiff } from '../diff/truncate.ts'
import { excerpt } from '../diff/summarize.ts'
import type { Event } from '../event.ts'

/** Receivers may count on bodies under 20 kB; what is larger is linked. In bytes of UTF-8. */
const LARGEST_BODY = 20_000
/** What a diff takes of which nothing fits, and what a title may take of the rest, in characters. */
const EMPTY_DIFF = 64
const TITLE = 300

/**
 * The bytes that tell of `event`, as text: whole, or with `diff`, then `figures`, then `promises` cut until it fits. Gaps in the diff say
 * how much of it is left out. Same event, same bytes.
 */
export function webhookBody(event: Event): string {
  const whole = JSON.stringify(event)
  return event.type === 'column.held' || bytes(whole) < LARGEST_BODY ? whole : JSON.stringify(cut(event))
}

type LetterEvent = Exclude<Event, { type: 'column.held' }>
type Parts = Pick<LetterEvent['data'], 'promises' | 'figures' | 'diff'>

function cut(event: LetterEvent): LetterEvent {
  const title = excerpt(event.data.title, TITLE)
  const withParts = (parts: Parts): LetterEvent => ({ ...event, data: { ...event.data, title, ...parts, truncated: true } })
  const room = (parts: Parts) => LARGEST_BODY - EMPTY_DIFF - bytes(JSON.stringify(withParts(parts)))
  const { diff, ...lists } = event.data
  const promises = lists.promises && beginning(lists.promises, room({ promises: [], figures: [], diff: [] }))
  const figures = lists.figures && beginning(lists.figures, room({ promises, figures: [], diff: [] }))
  const parts = { promises, figures }
  return withParts({ ...parts, diff: diff && cutDiff({ diff }, room({ ...parts, diff: [] })).diff })
}

/** As many of the first `parts` as take less than `size` bytes. */
function beginning<T>(parts: T[], size: number): T[] {
  let taken = 0
  const end = parts.findIndex((part) => (taken += bytes(JSON.stringify(part)) + 1) >= size)
  return end === -1 ? parts : parts.slice(0, end)
}

const bytes = (text: string) => Buffer.byteLength(text)
