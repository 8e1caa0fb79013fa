import { carriesText, type Entry, snapshotsOf } from '../../shared/entry.ts'
import { periodsOf } from '../../shared/findings/recorded-promise.ts'
import { applyToSiteState } from '../../shared/ledger/site-state-reducer.ts'
import { eventCount, postIdIn, type SiteState } from '../../shared/ledger/site-state.ts'
import type { Ledger } from '../archive/ledger.ts'
import type { RawSnapshots } from './raw-snapshots.ts'

/**
 * What has to be written since a state was last saved: where the feeds ended then, the periods whose promises may be others, and, each
 * with the sequence of the entry for whose sake it is written last, the post ids of the letters with another history, the sequences of
 * the entries that carry versions new to see, and the names of the snapshots new to the ledger.
 */
export type Touched = {
  events: number
  substantive: number
  periods: Set<string>
  letters: Map<string, number>
  versions: Map<number, number>
  snapshots: Map<string, number>
}

/** Brings `state` up to date with its ledger, in place, reading only what came since, and the raw pages of later versions in it. */
export async function foldSince(state: SiteState, ledger: Ledger, raw: RawSnapshots): Promise<Touched> {
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

/** Those of the versions `shown`, each with the entry that shows it, that can be seen by now: of `letters`, to which all of them belong. */
function visibleAmong(shown: Map<number, number>, letters: Iterable<string>, state: SiteState): Map<number, number> {
  const visible = new Map<number, number>()
  for (const postId of letters)
    for (const { sequence, text, discarded } of state.letters[postId]?.history ?? []) {
      const by = shown.get(sequence)
      if (by !== undefined && text && !discarded) visible.set(sequence, by)
    }
  return visible
}

/** Asked of versions after the first alone: of others the state keeps no such thing. */
async function isRawPublished(entry: Entry, raw: RawSnapshots): Promise<boolean> {
  if (!carriesText(entry) || entry.data.version === 1) return false
  return (await raw.of(entry.data.evidence.snapshot)) === 'published'
}

/** What of a column's record is written at once: for the sake of the entries after `from`, up to `to`. */
export type Portion = Pick<Touched, 'letters' | 'versions' | 'snapshots'> & { from: number; to: number }

/** The portions of `touched` that are written for the sake of the entries after `from`, up to `last`: each ends with a multiple of `size`, or with the last. */
export function* portionsOf(touched: Touched, from: number, last: number, size: number): Generator<Portion> {
  while (from < last) {
    const to = Math.min(last, from - (from % size) + size)
    yield portionOf(touched, from, to)
    from = to
  }
}

function portionOf({ letters, versions, snapshots }: Touched, from: number, to: number): Portion {
  const within = <K>(all: Map<K, number>) => new Map([...all].filter(([, by]) => from < by && by <= to))
  return { letters: within(letters), versions: within(versions), snapshots: within(snapshots), from, to }
}
