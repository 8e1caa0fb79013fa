import { type ColumnSummary, emptySiteState, type HistoryStep, type SiteState } from '../../shared/ledger/site-state.ts'
import { changePath } from '../../shared/record.ts'
import { openLedger } from '../archive/ledger.ts'
import type { Manifest, Progress } from '../archive/site-state.ts'
import { batchFiles } from './batch-files.ts'
import { applyNewEntries, batchesOf, type Dirty } from './changes.ts'
import { columnFiles, fetchTimesFile } from './column-files.ts'
import { basisOf, type PublishDeps, siteStatesOf } from './deps.ts'
import { type EventReader, openEventReader } from './event-reader.ts'
import { openRawSnapshots } from './raw-snapshots.ts'
import { NOTHING, sum, type Tally, writeFiles } from './write-files.ts'

/**
 * What the caller has read already: when the last crawl began, the last sequence of the ledger, the summary (possibly out of date), and
 * events.
 */
export type Known = { startedAt?: string; sequence?: number; summary?: ColumnSummary | undefined; events?: EventReader }

/**
 * Brings the record of one column up to date with its ledger, and writes the fetch times of its letters. Only files that new entries change
 * are written. A record that is missing, or was made for another address or layout, is rebuilt. Files about all columns are not written.
 */
export async function publishColumn(
  column: string,
  deps: PublishDeps,
  known: Known = {},
  pace = DEFAULT_PACE,
): Promise<Published> {
  const published = await publishLedger(column, deps, known, pace)
  return { ...published, ...sum(published, await writeFiles(deps.record, fetchTimesFile(column, deps, known.startedAt))) }
}

/** Rebuilds a column's record from its ledger. The bytes are the same, so that only missing or altered files are written. */
export async function rebuildColumn(column: string, deps: PublishDeps, pace = DEFAULT_PACE): Promise<Published> {
  const manifest = withoutProgress(await siteStatesOf(deps).manifest(column))
  const published = await publishSince(emptySiteState(column, basisOf(deps)), manifest, deps, pace)
  return { ...published, ...sum(published, await writeFiles(deps.record, fetchTimesFile(column, deps))) }
}

async function publishLedger(
  column: string,
  deps: PublishDeps,
  { sequence, summary, events }: Known,
  pace: Pace,
): Promise<Published> {
  const basis = basisOf(deps)
  const isThere = await deps.record.holds(`${column}/index.html`)
  // The entries up to the sequence of a summary are in the record. An out-of-date summary has a lower sequence, or is missing while the record
  // is being rebuilt, which continues until it is complete.
  if (isThere && summary?.basis === basis && sequence !== undefined && summary.sequence >= sequence) return upToDate(summary)
  const manifest = await siteStatesOf(deps).manifest(column)
  if (!isThere || manifest?.summary?.basis !== basis)
    return publishSince(emptySiteState(column, basis), manifest, deps, pace, events)
  const last = await openLedger(deps.store, column).head()
  if (last.sequence === manifest.summary.sequence) return upToDate(manifest.summary)
  return publishSince((await siteStatesOf(deps).load(manifest)) ?? emptySiteState(column, basis), manifest, deps, pace, events)
}

const upToDate = ({ column, sequence }: ColumnSummary): Published => ({ column, sequence, isGrown: false, ...NOTHING })

/**
 * The result of publishing one column: the last sequence in the record, whether its state grew, and the number of files. `left`: the number
 * of entries for which there was no time; the column's page and feeds are unchanged then.
 */
export type Published = { column: string; sequence: number; isGrown: boolean; left?: number } & Tally

/** How many entries a batch has, and whether there is time for another batch. */
export type Pace = { entriesAtOnce: number; hasTime: () => boolean }

/** A batch covers two blocks of the search index: a few seconds of work, which is all that a publication that ends early loses. */
export const DEFAULT_PACE: Pace = { entriesAtOnce: 512, hasTime: () => true }

/**
 * Writes the changes since `state` in batches, and saves the new state over the one with the manifest `before`. The progress is saved after
 * each batch, and the next publication resumes there. Files about all letters are written last: until then the column's page, feeds and
 * summary are unchanged.
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
  const dirty = await applyNewEntries(state, openLedger(deps.store, column), raw)
  const last = state.sequence
  if (last === 0) return { column, sequence: 0, isGrown: false, ...NOTHING }
  const states = siteStatesOf(deps)
  const isRebuild = since === 0
  let [manifest, written] = [before, NOTHING]
  const from = await resumePoint(state, since, dirty, before?.progress, deps)
  for (const batch of batchesOf(dirty, from, last, pace.entriesAtOnce)) {
    written = sum(written, await writeFiles(deps.record, batchFiles(state, batch, deps, raw)))
    if (batch.to === last) break
    manifest = await states.saveProgress(column, manifest, { basis, sequence: batch.to }, isRebuild)
    if (!manifest) return publishAgain(state, deps, pace, events)
    if (!pace.hasTime())
      return { column, sequence: before?.summary?.sequence ?? 0, isGrown: false, left: last - batch.to, ...written }
  }
  written = sum(written, await writeFiles(deps.record, columnFiles(state, dirty, deps, events)))
  if (await states.save(state, manifest, isRebuild)) return { column, sequence: last, isGrown: true, ...written }
  return publishAgain(state, deps, pace, events)
}

/** Another publication saved first, and this one may have overwritten its newer pages: all pages are written again. */
async function publishAgain(
  { column, basis }: SiteState,
  deps: PublishDeps,
  pace: Pace,
  events: EventReader,
): Promise<Published> {
  return publishSince(
    emptySiteState(column, basis),
    withoutProgress(await siteStatesOf(deps).manifest(column)),
    deps,
    pace,
    events,
  )
}

/** The manifest without the progress of another publication, so that everything is written. */
function withoutProgress(manifest: Manifest | undefined): Manifest | undefined {
  return manifest && { ...manifest, progress: undefined }
}

/** The sequence after which writing starts: where an earlier publication was interrupted, unless the files that it wrote are missing. */
async function resumePoint(
  { column, basis, letters }: SiteState,
  since: number,
  dirty: Dirty,
  progress: Progress | undefined,
  { record }: PublishDeps,
): Promise<number> {
  if (progress?.basis !== basis) return since
  const isWritten = ({ sequence }: HistoryStep) => (dirty.versions.get(sequence) ?? Infinity) <= progress.sequence
  for (const [postId, { history }] of Object.entries(letters)) {
    const step = history.find(isWritten)
    if (step) return (await record.holds(changePath(column, postId, step.version))) ? progress.sequence : since
  }
  return progress.sequence
}
