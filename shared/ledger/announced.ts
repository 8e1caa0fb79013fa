import type { Entry } from '../entry.ts'
import { type EventEntry, isEvent } from '../event.ts'

/** An event that was announced, and from which instant: later than recorded if it was held. */
export type AnnouncedEvent = { entry: EventEntry; announcedAt: string }

/** The announced events among the entries of a ledger, in the order of announcing: without the baseline, and without what is held or discarded. */
export async function* announcedEvents(entries: AsyncIterable<Entry>): AsyncGenerator<AnnouncedEvent> {
  let held: EventEntry[] = []
  for await (const entry of entries) {
    if (entry.type === 'column.released' || entry.type === 'column.discarded') {
      const { from, to } = entry.data
      const decided = Map.groupBy(held, ({ sequence }) => from <= sequence && sequence <= to)
      held = decided.get(false) ?? []
      if (entry.type === 'column.discarded') continue
      for (const released of decided.get(true) ?? []) yield { entry: released, announcedAt: entry.timestamp }
    } else if (isEvent(entry) && !isBaseline(entry)) {
      if (isHeld(entry)) held.push(entry)
      else yield { entry, announcedAt: entry.timestamp }
    }
  }
}

/** The events that `entry` makes due: itself, or the held events that it releases, which are read with `entries`. */
export async function announcedBy(
  entry: Entry,
  entries: (from: number, to: number) => AsyncIterable<Entry>,
): Promise<EventEntry[]> {
  if (entry.type === 'column.released') {
    const released: EventEntry[] = []
    for await (const held of entries(entry.data.from, entry.data.to)) if (isEvent(held) && isHeld(held)) released.push(held)
    return released
  }
  return isEvent(entry) && !isHeld(entry) && !isBaseline(entry) ? [entry] : []
}

/** Part of the column's baseline: recorded and shown, never announced. */
export const isBaseline = ({ data }: EventEntry): boolean => 'baseline' in data && data.baseline === true
/** Held for an operator's decision, or once held. */
const isHeld = ({ data }: EventEntry) => 'held' in data && data.held === true
