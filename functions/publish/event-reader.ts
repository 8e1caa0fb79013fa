import type { Entry } from '../../shared/entry.ts'
import { type EventEntry, isEvent } from '../../shared/event.ts'
import { EVENTS_A_FEED } from '../../shared/feed/feed.ts'
import type { ColumnSummary, VisibleEvent } from '../../shared/ledger/site-state.ts'
import type { Latest } from '../../shared/site/timeline.ts'
import { type Ledger, openLedger } from '../archive/ledger.ts'
import type { Store } from '../ports/store/store.ts'

/** An event with the instant at which it was there for all to see. */
type SeenEvent = { entry: EventEntry; at: string }

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

/** Which of a column's events are meant: all, the substantive ones, those of a topic. */
export type Choice = (summary: ColumnSummary) => VisibleEvent[]

/** The newest events of all columns together among those chosen, newest first; at one instant, by column and place in its ledger. */
export async function newestEvents(summaries: ColumnSummary[], choice: Choice, events: EventReader): Promise<Latest[]> {
  const chosen = summaries
    .flatMap((summary) => choice(summary).map((seen) => ({ summary, seen })))
    .sort((a, b) => (a.seen.at < b.seen.at ? -1 : a.seen.at > b.seen.at ? 1 : 0))
    .slice(-EVENTS_A_FEED)
  const latest = new Map<string, Latest>()
  for (const [{ column, opened }, ofColumn] of Map.groupBy(chosen, ({ summary }) => summary)) {
    const seen = ofColumn.map((one) => one.seen)
    for (const event of await events(column, seen)) latest.set(event.entry.data.id, { ...event, columnName: opened.name })
  }
  return chosen.toReversed().flatMap(({ summary, seen }) => latest.get(`${summary.column}/${seen.sequence}`) ?? [])
}

/** Reading so many entries too many costs less than asking once more. */
const WORTH_SKIPPING = 8

/**
 * The entries of those sequences, all of which are in the ledger, in its order, with as few questions to it as is sensible: at half the
 * price by answers that may lag, and one by one where those do.
 */
export async function* readEntries(ledger: Ledger, sequences: Iterable<number>): AsyncGenerator<Entry> {
  for (const run of runsOf([...new Set(sequences)].sort((a, b) => a - b))) yield* readRun(ledger, run)
}

async function* readRun(ledger: Ledger, run: number[]): AsyncGenerator<Entry> {
  const wanted = run.values()
  let next = wanted.next().value
  for await (const entry of ledger.entries(run[0], run.at(-1), { eventuallyConsistent: true })) {
    for (; next !== undefined && next < entry.sequence; next = wanted.next().value) yield* readOne(ledger, next)
    if (next !== entry.sequence) continue
    yield entry
    next = wanted.next().value
  }
  for (; next !== undefined; next = wanted.next().value) yield* readOne(ledger, next)
}

async function* readOne(ledger: Ledger, sequence: number): AsyncGenerator<Entry> {
  const entry = await ledger.entry(sequence)
  if (entry) yield entry
}

function runsOf(sequences: number[]): number[][] {
  const runs: number[][] = []
  for (const sequence of sequences) {
    const last = runs.at(-1)
    if (last && sequence - (last.at(-1) ?? 0) <= WORTH_SKIPPING) last.push(sequence)
    else runs.push([sequence])
  }
  return runs
}
