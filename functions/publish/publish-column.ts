import { type ColumnSummary, emptySiteState } from '../../shared/ledger/site-state.ts'
import { openLedger } from '../archive/ledger.ts'
import { basisOf, siteStatesOf, type PublishDeps } from './deps.ts'
import type { EventReader } from './event-reader.ts'
import { letterLooksFile } from './letter-looks-file.ts'
import { notBegun, type Pace, type Published, publishSince, UNHURRIED } from './publish-since.ts'
import { NOTHING, sum, writeFiles } from './write-files.ts'

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
