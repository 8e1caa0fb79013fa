import type { Entry } from '../../shared/entry.ts'
import { type EventEntry, isEvent } from '../../shared/event.ts'
import { EVENTS_A_FEED } from '../../shared/feed/feed.ts'
import type { ColumnSummary, VisibleEvent } from '../../shared/ledger/site-state.ts'
import type { Latest } from '../../shared/site/timeline.ts'
import { type Ledger, openLedger } from '../archive/ledger.ts'
import type { Store } from '../ports/store/store.ts'

/** An event with the instant at which it was announced. */
type DatedEvent = { entry: EventEntry; at: string }

/** Reads the entries of the events `visible` of a column (oldest first); returns them newest first. */
export type EventReader = (column: string, visible: VisibleEvent[]) => Promise<DatedEvent[]>

/** The most cached entries: as many as a few feeds have. */
const MAX_CACHED = 400

/** Reads events for one publication. Most feeds and the home page have the same newest events, so their entries are cached. */
export function openEventReader(store: Store): EventReader {
  const cache = new Map<string, EventEntry>()
  return async (column, visible) => {
    const idOf = ({ sequence }: { sequence: number }) => `${column}/${sequence}`
    if (cache.size > MAX_CACHED) cache.clear()
    const missing = visible.filter((one) => !cache.has(idOf(one))).map(({ sequence }) => sequence)
    for await (const entry of readEntries(openLedger(store, column), missing)) if (isEvent(entry)) cache.set(idOf(entry), entry)
    return visible.toReversed().flatMap((one) => {
      const entry = cache.get(idOf(one))
      return entry ? [{ entry, at: one.at }] : []
    })
  }
}

/** Selects events of a column: all, the substantive ones, or those of a topic. */
export type Choice = (summary: ColumnSummary) => VisibleEvent[]

/** The newest chosen events of all columns together, newest first; those of the same instant by column and sequence. */
export async function newestEvents(summaries: ColumnSummary[], choice: Choice, events: EventReader): Promise<Latest[]> {
  const chosen = summaries
    .flatMap((summary) => choice(summary).map((visible) => ({ summary, visible })))
    .sort((a, b) => (a.visible.at < b.visible.at ? -1 : a.visible.at > b.visible.at ? 1 : 0))
    .slice(-EVENTS_A_FEED)
  const latest = new Map<string, Latest>()
  for (const [{ column, opened }, ofColumn] of Map.groupBy(chosen, ({ summary }) => summary)) {
    const visible = ofColumn.map((one) => one.visible)
    for (const event of await events(column, visible)) latest.set(event.entry.data.id, { ...event, columnName: opened.name })
  }
  return chosen.toReversed().flatMap(({ summary, visible }) => latest.get(`${summary.column}/${visible.sequence}`) ?? [])
}

/** Reading up to this many unneeded entries costs less than another query. */
const MAX_GAP = 8

/**
 * The entries with these sequences, all of which exist, in the order of the ledger. Neighbouring ones are read by one eventually consistent
 * query, which costs half; entries that it lacks are read singly and consistently.
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
    if (last && sequence - (last.at(-1) ?? 0) <= MAX_GAP) last.push(sequence)
    else runs.push([sequence])
  }
  return runs
}
