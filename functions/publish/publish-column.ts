import { type ColumnSummary, emptySiteState, type HistoryStep, type SiteState } from '../../shared/ledger/site-state.ts'
import { changePath } from '../../shared/record.ts'
import { openLedger } from '../archive/ledger.ts'
import type { Manifest, Progress } from '../archive/site-state.ts'
import { portionFiles } from './batch-files.ts'
import { foldSince, portionsOf, type Touched } from './changes.ts'
import { columnFiles, letterLooksFile } from './column-files.ts'
import { basisOf, type PublishDeps, siteStatesOf } from './deps.ts'
import { type EventReader, openEventReader } from './event-reader.ts'
import { openRawSnapshots } from './raw-snapshots.ts'
import { NOTHING, sum, type Tally, writeFiles } from './write-files.ts'

/**
 * What is known of a column before it is published: when its last crawl began, the last entry of its ledger, its summary, which may lag, and
 * entries read already.
 */
export type Known = { startedAt?: string; sequence?: number; summary?: ColumnSummary | undefined; events?: EventReader }

/**
 * Brings the record of one column up to date with its ledger, writing only what new entries touch, and with when its letters were looked
 * at. A record that was made for another address or in another layout, or has been lost, is made anew. What is about all columns is left.
 */
export async function publishColumn(
  column: string,
  deps: PublishDeps,
  known: Known = {},
  pace = UNHURRIED,
): Promise<Published> {
  const published = await publishLedger(column, deps, known, pace)
  return { ...published, ...sum(published, await writeFiles(deps.record, letterLooksFile(column, deps, known.startedAt))) }
}

/** Makes a column's record anew from its ledger: the same bytes, so that only what is missing or was altered is written. */
export async function rebuildColumn(column: string, deps: PublishDeps, pace = UNHURRIED): Promise<Published> {
  const manifest = notBegun(await siteStatesOf(deps).manifest(column))
  const published = await publishSince(emptySiteState(column, basisOf(deps)), manifest, deps, pace)
  return { ...published, ...sum(published, await writeFiles(deps.record, letterLooksFile(column, deps))) }
}

async function publishLedger(
  column: string,
  deps: PublishDeps,
  { sequence, summary, events }: Known,
  pace: Pace,
): Promise<Published> {
  const basis = basisOf(deps)
  const isThere = await deps.record.holds(`${column}/index.html`)
  // The entries that a summary tells of are in the record. One that lags says less than there is, or nothing yet of a record being made anew, whose
  // messages come again until that is done.
  if (isThere && summary?.basis === basis && sequence !== undefined && summary.sequence >= sequence) return asItIs(summary)
  const manifest = await siteStatesOf(deps).manifest(column)
  if (!isThere || manifest?.summary?.basis !== basis)
    return publishSince(emptySiteState(column, basis), manifest, deps, pace, events)
  const last = await openLedger(deps.store, column).head()
  if (last.sequence === manifest.summary.sequence) return asItIs(manifest.summary)
  return publishSince((await siteStatesOf(deps).load(manifest)) ?? emptySiteState(column, basis), manifest, deps, pace, events)
}

const asItIs = ({ column, sequence }: ColumnSummary): Published => ({ column, sequence, isGrown: false, ...NOTHING })

/**
 * What publishing one column came to: up to which entry, whether its state is another now, and how many files. `left`: there was no time
 * for so many entries after those, and the record says of the column what it said before.
 */
export type Published = { column: string; sequence: number; isGrown: boolean; left?: number } & Tally

/** How publishing goes on: so many entries at a time, and no further once there is no time. */
export type Pace = { entriesAtOnce: number; hasTime: () => boolean }

/** Two blocks of the search index at a time: seconds, of which little is lost where a publication ends early. */
export const UNHURRIED: Pace = { entriesAtOnce: 512, hasTime: () => true }

/**
 * Writes what has come since `state`, in portions, and saves it over the one that has the manifest `before`. After each portion it is noted
 * how far that has come, and the next publication goes on from there. What is about all letters is written last: until then the column's
 * page and feeds, and its summary, say what they said before.
 */
async function publishSince(
  state: SiteState,
  before: Manifest | undefined,
  deps: PublishDeps,
  pace: Pace,
  events: EventReader = openEventReader(deps.store),
): Promise<Published> {
  const { column, basis, sequence: since } = state
  const raw = openRawSnapshots(deps.snapshots)
  const touched = await foldSince(state, openLedger(deps.store, column), raw)
  const last = state.sequence
  if (last === 0) return { column, sequence: 0, isGrown: false, ...NOTHING }
  const states = siteStatesOf(deps)
  const isAnew = since === 0
  let [manifest, written] = [before, NOTHING]
  const from = await beginning(state, since, touched, before?.progress, deps)
  for (const portion of portionsOf(touched, from, last, pace.entriesAtOnce)) {
    written = sum(written, await writeFiles(deps.record, portionFiles(state, portion, deps, raw)))
    if (portion.to === last) break
    manifest = await states.saveProgress(column, manifest, { basis, sequence: portion.to }, isAnew)
    if (!manifest) return publishOnceMore(state, deps, pace, events)
    if (!pace.hasTime())
      return { column, sequence: before?.summary?.sequence ?? 0, isGrown: false, left: last - portion.to, ...written }
  }
  written = sum(written, await writeFiles(deps.record, columnFiles(state, touched, deps, events)))
  if (await states.save(state, manifest, isAnew)) return { column, sequence: last, isGrown: true, ...written }
  return publishOnceMore(state, deps, pace, events)
}

/** Somebody who saved first may have written newer pages that ours went over: all of them are written once more. */
async function publishOnceMore(
  { column, basis }: SiteState,
  deps: PublishDeps,
  pace: Pace,
  events: EventReader,
): Promise<Published> {
  return publishSince(emptySiteState(column, basis), notBegun(await siteStatesOf(deps).manifest(column)), deps, pace, events)
}

/** A manifest over which everything is written, whatever another publication has written before. */
function notBegun(manifest: Manifest | undefined): Manifest | undefined {
  return manifest && { ...manifest, progress: undefined }
}

/** After which entry writing begins: where a publication before has ended early, unless what it wrote has been lost since. */
async function beginning(
  { column, basis, letters }: SiteState,
  since: number,
  touched: Touched,
  begun: Progress | undefined,
  { record }: PublishDeps,
): Promise<number> {
  if (begun?.basis !== basis) return since
  const isWritten = ({ sequence }: HistoryStep) => (touched.versions.get(sequence) ?? Infinity) <= begun.sequence
  for (const [postId, { history }] of Object.entries(letters)) {
    const step = history.find(isWritten)
    if (step) return (await record.holds(changePath(column, postId, step.version))) ? begun.sequence : since
  }
  return begun.sequence
}
