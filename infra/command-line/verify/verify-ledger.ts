import type { Archive } from '../../../functions/archive/open.ts'
import { brokenLink, type Entry, snapshotsOf } from '../../../shared/ledger.ts'
import { snapshotId } from '../../../shared/served.ts'

/** How much of a ledger is whole, and the first entry that is not. */
export type Verdict = {
  column: string
  entries: number
  snapshots: number
  head: string | undefined
  broken?: { sequence: number; why: string }
}

/** Recomputes a ledger's chain, and the hash of every snapshot that its entries rest on, up to the first that is broken. */
export async function verifyLedger(archive: Archive, column: string): Promise<Verdict> {
  const snapshots = new Set<string>()
  let before: Entry | undefined
  for await (const entry of archive.ledger(column).entries()) {
    const why = brokenLink(entry, before) ?? (await brokenSnapshot(archive, entry, snapshots))
    if (why !== undefined)
      return {
        column,
        entries: before?.sequence ?? 0,
        snapshots: snapshots.size,
        head: before?.hash,
        broken: { sequence: entry.sequence, why },
      }
    before = entry
  }
  return { column, entries: before?.sequence ?? 0, snapshots: snapshots.size, head: before?.hash }
}

async function brokenSnapshot({ snapshots }: Archive, entry: Entry, verified: Set<string>): Promise<string | undefined> {
  for (const id of snapshotsOf(entry)) {
    if (verified.has(id)) continue
    const snapshot = await snapshots.find(id)
    if (!snapshot) return `its snapshot ${id} is not kept`
    if (snapshotId(snapshot.body) !== id) return `the bytes of its snapshot ${id} have another hash`
    verified.add(id)
  }
  return undefined
}

/** A verdict in one line. */
export function describeVerdict({ column, entries, snapshots, head = 'none', broken }: Verdict): string {
  return broken
    ? `${column}: BROKEN at entry ${broken.sequence}: ${broken.why}. The ${entries} entries before it are whole`
    : `${column}: whole. ${entries} entries, ${snapshots} snapshots; head ${head}`
}
