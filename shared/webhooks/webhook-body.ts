import { truncateDiff } from '../diff/truncate.ts'
import { excerpt } from '../diff/statement.ts'
import { type Event, isLetterEvent, type LetterEvent } from '../event.ts'

/** Standard Webhooks advises bodies under 20 kB, in bytes of UTF-8. The rest is linked. */
const MAX_BODY_BYTES = 20_000
/** The bytes of a diff that is cut to nothing. */
const EMPTY_DIFF_BYTES = 64
const MAX_TITLE_LENGTH = 300

/**
 * The body of the webhook for `event`: all of it, or with `diff`, then `figures`, then `promises` cut until it fits. Gaps in the diff
 * count the paragraphs left out. Same event, same bytes.
 */
export function webhookBody(event: Event): string {
  const whole = JSON.stringify(event)
  return isLetterEvent(event) && bytes(whole) >= MAX_BODY_BYTES ? JSON.stringify(cut(event)) : whole
}

type Parts = Pick<LetterEvent['data'], 'promises' | 'figures' | 'diff'>

function cut(event: LetterEvent): LetterEvent {
  const title = excerpt(event.data.title, MAX_TITLE_LENGTH)
  const withParts = (parts: Parts): LetterEvent => ({ ...event, data: { ...event.data, title, ...parts, truncated: true } })
  const room = (parts: Parts) => MAX_BODY_BYTES - EMPTY_DIFF_BYTES - bytes(JSON.stringify(withParts(parts)))
  const { diff, ...lists } = event.data
  const promises = lists.promises && beginning(lists.promises, room({ promises: [], figures: [], diff: [] }))
  const figures = lists.figures && beginning(lists.figures, room({ promises, figures: [], diff: [] }))
  const parts = { promises, figures }
  return withParts({ ...parts, diff: diff && truncateDiff({ diff }, room({ ...parts, diff: [] })).diff })
}

/** As many of the first `parts` as take less than `size` bytes. */
function beginning<T>(parts: T[], size: number): T[] {
  let taken = 0
  const end = parts.findIndex((part) => (taken += bytes(JSON.stringify(part)) + 1) >= size)
  return end === -1 ? parts : parts.slice(0, end)
}

const bytes = (text: string) => Buffer.byteLength(text)
