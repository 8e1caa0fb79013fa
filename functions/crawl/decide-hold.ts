import { isEvent, isLetterEntry, type LetterEventEntry } from '../../shared/event.ts'
import { isoInstant } from '../../shared/text/instant.ts'
import type { EntryOf } from '../../shared/entry.ts'
import type { Archive } from '../archive/archive.ts'

type Decision = 'column.released' | 'column.discarded'

/** The events of a column that are held and that no operator has decided about, in order. */
export async function* heldEvents(archive: Archive, column: string): AsyncGenerator<LetterEventEntry> {
  const { state } = await archive.crawlState(column)
  if (!state.hold) return
  for await (const entry of archive.ledger(column).entries(state.hold.sequence)) {
    if (isEvent(entry) && isLetterEntry(entry) && entry.data.held) yield entry
  }
}

/**
 * Records an operator's decision about all held events of a column; undefined when no hold is open. A hold without events, after a crash,
 * is closed too. Throws when a crawl appended at the same time.
 */
export async function decideHold(
  archive: Archive,
  column: string,
  decision: Decision,
  now: Date,
): Promise<EntryOf<Decision> | undefined> {
  const { state } = await archive.crawlState(column)
  if (!state.hold) return undefined
  const sequences: number[] = []
  for await (const { sequence } of heldEvents(archive, column)) sequences.push(sequence)
  const { sequence: held } = state.hold
  const [from, to] = [sequences[0] ?? held, sequences.at(-1) ?? held]
  const ledger = archive.ledger(column)
  const data = { from, to, events: sequences.length }
  const entry = await ledger.append({ type: decision, data }, await ledger.head(), isoInstant(now))
  if (!entry)
    throw new Error(`Cannot record the decision about ${column}: a crawl is appending to its ledger; run the command again`)
  return entry as EntryOf<Decision>
}
