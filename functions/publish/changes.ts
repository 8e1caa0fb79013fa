import { carriesText, type Entry, snapshotsOf } from '../../shared/entry.ts'
import { periodsOf } from '../../shared/findings/recorded-promise.ts'
import { applyToSiteState } from '../../shared/ledger/site-state-reducer.ts'
import { eventCount, postIdIn, type SiteState } from '../../shared/ledger/site-state.ts'
import type { Ledger } from '../archive/ledger.ts'
import type { RawSnapshots } from './raw-snapshots.ts'

/** What must be written because of entries that were added since a state was saved. */
export type Dirty = {
  /** How many events the feed had before. */
  events: number
  /** How many events the feed without cosmetic edits had before. */
  substantive: number
  /** The periods whose promises may have changed. */
  periods: Set<string>
  /** Post id → last entry that changes its history. */
  letters: Map<string, number>
  /** Sequence of an entry with a newly visible version → last entry that makes it visible or visibly different. */
  versions: Map<number, number>
  /** Id of a new snapshot → last entry that has it as evidence. */
  snapshots: Map<string, number>
}

/** Applies the new entries of its ledger to `state`, in place. Reads only those entries, and the raw pages of versions after the first. */
export async function applyNewEntries(state: SiteState, ledger: Ledger, raw: RawSnapshots): Promise<Dirty> {
  const before = { events: eventCount(state.events), substantive: eventCount(state.substantive) }
  const letters = new Map<string, number>()
  const snapshots = new Map<string, number>()
  const shown = new Map<number, number>()
  const periods = new Set<string>()
  const note = (postId: string) => periodsOf(state.letters[postId]?.promises ?? []).forEach((period) => periods.add(period))
  for await (const entry of ledger.entries(state.sequence + 1)) {
    const { sequence } = entry
    for (const id of snapshotsOf(entry)) snapshots.set(id, sequence)
    shown.set(sequence, sequence)
    if ('letter' in entry.data) note(postIdIn(entry.data.letter))
    if (entry.type === 'column.released')
      for (const { postId, step } of state.held) {
        note(postId)
        shown.set(step.sequence, sequence)
      }
    for (const postId of applyToSiteState(state, entry, await isRawPublished(entry, raw))) letters.set(postId, sequence)
  }
  for (const postId of letters.keys()) note(postId)
  return { ...before, periods, letters, versions: visibleAmong(shown, letters.keys(), state), snapshots }
}

/** The versions of `shown` that are visible now, each with the entry that made it visible. All of them belong to `letters`. */
function visibleAmong(shown: Map<number, number>, letters: Iterable<string>, state: SiteState): Map<number, number> {
  const visible = new Map<number, number>()
  for (const postId of letters)
    for (const { sequence, text, discarded } of state.letters[postId]?.history ?? []) {
      const by = shown.get(sequence)
      if (by !== undefined && text && !discarded) visible.set(sequence, by)
    }
  return visible
}

/** Determined only for versions after the first: the state does not keep it for first versions. */
async function isRawPublished(entry: Entry, raw: RawSnapshots): Promise<boolean> {
  if (!carriesText(entry) || entry.data.version === 1) return false
  return (await raw.of(entry.data.evidence.snapshot)) === 'published'
}

/** The part of `Dirty` that is written for the entries after `from`, up to `to`. */
export type Batch = Pick<Dirty, 'letters' | 'versions' | 'snapshots'> & { from: number; to: number }

/** The batches of `dirty` for the entries after `from`, up to `last`. Each ends at a multiple of `size`, or at `last`. */
export function* batchesOf(dirty: Dirty, from: number, last: number, size: number): Generator<Batch> {
  while (from < last) {
    const to = Math.min(last, from - (from % size) + size)
    yield batchOf(dirty, from, to)
    from = to
  }
}

function batchOf({ letters, versions, snapshots }: Dirty, from: number, to: number): Batch {
  const within = <K>(all: Map<K, number>) => new Map([...all].filter(([, by]) => from < by && by <= to))
  return { letters: within(letters), versions: within(versions), snapshots: within(snapshots), from, to }
}
