import type { Ledger } from '../archive/ledger.ts'
import { type EventEntry, isEvent } from '../../shared/event.ts'
import type { Entry } from '../../shared/ledger.ts'
import type { Seen } from '../../shared/record-book.ts'

/** Reading so many entries too many costs less than asking once more. */
const WORTH_SKIPPING = 8

/** The entries of those sequences, in the order of the ledger, with as few questions to it as is sensible. */
export async function* readEntries(ledger: Ledger, sequences: Iterable<number>): AsyncGenerator<Entry> {
  const wanted = new Set(sequences)
  for (const [from, to] of runsOf([...wanted].sort((a, b) => a - b)))
    for await (const entry of ledger.entries(from, to)) if (wanted.has(entry.sequence)) yield entry
}

function runsOf(sequences: number[]): [from: number, to: number][] {
  const runs: [number, number][] = []
  for (const sequence of sequences) {
    const last = runs.at(-1)
    if (last && sequence - last[1] <= WORTH_SKIPPING) last[1] = sequence
    else runs.push([sequence, sequence])
  }
  return runs
}

/** An event with the instant at which it was there for all to see. */
export type SeenEvent = { entry: EventEntry; at: string }

/** The events in `seen` (oldest first) with their entries, newest first. */
export async function readEvents(ledger: Ledger, seen: Seen[]): Promise<SeenEvent[]> {
  const entries = new Map<number, EventEntry>()
  for await (const entry of readEntries(
    ledger,
    seen.map(({ sequence }) => sequence),
  ))
    if (isEvent(entry)) entries.set(entry.sequence, entry)
  return seen.toReversed().flatMap(({ sequence, at }) => {
    const entry = entries.get(sequence)
    return entry ? [{ entry, at }] : []
  })
}
