import { type EventEntry, isEvent } from '../../shared/event.ts'
import type { VisibleEvent } from '../../shared/ledger/site-state.ts'
import { openLedger } from '../archive/ledger.ts'
import type { Store } from '../ports/store/store.ts'
import { readEntries } from './read-entries.ts'

/** An event with the instant at which it was there for all to see. */
export type SeenEvent = { entry: EventEntry; at: string }

/** Gives the events of a column in `seen` (oldest first) with their entries, newest first. */
export type EventReader = (column: string, seen: VisibleEvent[]) => Promise<SeenEvent[]>

/** So many entries are kept at most, a few feeds' worth. */
const KEPT = 400

/** Reads events for one publishing: most feeds and the home page tell the same newest events, whose entries are read once. */
export function openEventReader(store: Store): EventReader {
  const kept = new Map<string, EventEntry>()
  return async (column, seen) => {
    const idOf = ({ sequence }: { sequence: number }) => `${column}/${sequence}`
    if (kept.size > KEPT) kept.clear()
    const missing = seen.filter((one) => !kept.has(idOf(one))).map(({ sequence }) => sequence)
    for await (const entry of readEntries(openLedger(store, column), missing)) if (isEvent(entry)) kept.set(idOf(entry), entry)
    return seen.toReversed().flatMap((one) => {
      const entry = kept.get(idOf(one))
      return entry ? [{ entry, at: one.at }] : []
    })
  }
}
