import { type ColumnSummary, emptySiteState } from '../../shared/ledger/site-state.ts'
import { openLedger } from '../archive/ledger.ts'
import { basisOf, siteStatesOf, type Edges } from './edges.ts'
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
export async function publishColumn(column: string, edges: Edges, known: Known = {}, pace = UNHURRIED): Promise<Published> {
  const published = await publishLedger(column, edges, known, pace)
  return { ...published, ...sum(published, await writeFiles(edges.record, letterLooksFile(column, edges, known.startedAt))) }
}

/** Makes a column's record anew from its ledger: the same bytes, so that only what is missing or was altered is written. */
export async function rebuildColumn(column: string, edges: Edges, pace = UNHURRIED): Promise<Published> {
  const manifest = notBegun(await siteStatesOf(edges).manifest(column))
  const published = await publishSince(emptySiteState(column, basisOf(edges)), manifest, edges, pace)
  return { ...published, ...sum(published, await writeFiles(edges.record, letterLooksFile(column, edges))) }
}

async function publishLedger(
  column: string,
  edges: Edges,
  { sequence, summary, events }: Known,
  pace: Pace,
): Promise<Published> {
  const basis = basisOf(edges)
  const isThere = await edges.record.holds(`${column}/index.html`)
  // The entries that a summary tells of are in the record. One that lags says less than there is, or nothing yet of a record being made anew, whose
  // messages come again until that is done.
  if (isThere && summary?.basis === basis && sequence !== undefined && summary.sequence >= sequence) return asItIs(summary)
  const manifest = await siteStatesOf(edges).manifest(column)
  if (!isThere || manifest?.summary?.basis !== basis)
    return publishSince(emptySiteState(column, basis), manifest, edges, pace, events)
  const last = await openLedger(edges.store, column).head()
  if (last.sequence === manifest.summary.sequence) return asItIs(manifest.summary)
  return publishSince(
    (await siteStatesOf(edges).load(manifest)) ?? emptySiteState(column, basis),
    manifest,
    edges,
    pace,
    events,
  )
}

const asItIs = ({ column, sequence }: ColumnSummary): Published => ({ column, sequence, isGrown: false, ...NOTHING })
