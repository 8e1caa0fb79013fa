import type { Event } from './event.ts'

/** Receivers may count on bodies under 20 kB; what is larger is linked. In bytes of UTF-8. */
const LARGEST_BODY = 20_000

/** The bytes that tell of `event`, as text: whole, or with `diff` and then `figures` cut until it fits. Same event, same bytes. */
export function webhookBody(event: Event): string {
  const whole = JSON.stringify(event)
  return event.type === 'column.held' || bytes(whole) < LARGEST_BODY ? whole : JSON.stringify(cut(event))
}

type LetterEvent = Exclude<Event, { type: 'column.held' }>

function cut(event: LetterEvent): LetterEvent {
  const withParts = (parts: Pick<LetterEvent['data'], 'diff' | 'figures'>): LetterEvent => ({
    ...event,
    data: { ...event.data, ...parts, truncated: true },
  })
  const { diff = [], figures } = event.data
  const shortFigures = figures && beginning(figures, room(withParts({ diff: [], figures: [] })))
  return withParts({ figures: shortFigures, diff: beginning(diff, room(withParts({ diff: [], figures: shortFigures }))) })
}

const room = (event: LetterEvent) => LARGEST_BODY - bytes(JSON.stringify(event))

/** As many of the first `parts` as take less than `size` bytes. */
function beginning<T>(parts: T[], size: number): T[] {
  let taken = 0
  const end = parts.findIndex((part) => (taken += bytes(JSON.stringify(part)) + 1) >= size)
  return end === -1 ? parts : parts.slice(0, end)
}

const bytes = (text: string) => Buffer.byteLength(text)
