import { type EventEntry, isEvent } from '../event.ts'
import type { Entry } from '../entry.ts'

/** An event that people were told of, and the instant from which they were: later than recorded if it was held. */
export type Told = { entry: EventEntry; toldAt: string }

/** Those of a ledger's entries that people are told of, in the order of telling: neither the baseline, nor what is held or discarded. */
export async function* toldOf(entries: AsyncIterable<Entry>): AsyncGenerator<Told> {
  let waiting: EventEntry[] = []
  for await (const entry of entries) {
    if (entry.type === 'column.released' || entry.type === 'column.discarded') {
      const { from, to } = entry.data
      const decided = Map.groupBy(waiting, ({ sequence }) => from <= sequence && sequence <= to)
      waiting = decided.get(false) ?? []
      if (entry.type === 'column.discarded') continue
      for (const released of decided.get(true) ?? []) yield { entry: released, toldAt: entry.timestamp }
    } else if (isEvent(entry) && !isBaseline(entry)) {
      if (isHeld(entry)) waiting.push(entry)
      else yield { entry, toldAt: entry.timestamp }
    }
  }
}

/** What `entry` alone gives cause to tell: itself, or the held events that it releases, which are found with `entries`. */
export async function toldBy(entry: Entry, entries: (from: number, to: number) => AsyncIterable<Entry>): Promise<EventEntry[]> {
  if (entry.type === 'column.released') {
    const released: EventEntry[] = []
    for await (const held of entries(entry.data.from, entry.data.to)) if (isEvent(held) && isHeld(held)) released.push(held)
    return released
  }
  return isEvent(entry) && !isHeld(entry) && !isBaseline(entry) ? [entry] : []
}

/** Recorded as the column's beginning: shown, told to nobody. */
export const isBaseline = ({ data }: EventEntry): boolean => 'baseline' in data && data.baseline === true
/** Waits, or waited, for an operator. */
const isHeld = ({ data }: EventEntry) => 'held' in data && data.held === true
