import * as z from 'zod/mini'
import type { Archive } from '../../../functions/archive/archive.ts'
import type { Checkpoint } from '../../../shared/ledger/checkpoint.ts'
import { brokenLink, Link } from '../../../shared/ledger/chain.ts'
import { snapshotId } from '../../../shared/snapshot.ts'

/** How much of a ledger is whole, and the first entry that is not. */
export type Verdict = {
  column: string
  entries: number
  snapshots: number
  head: string | undefined
  broken?: { sequence: number; why: string }
}

/**
 * Recomputes a ledger's chain, and the hash of every snapshot that its entries rest on, up to the first that is broken. What was cut off
 * its end, or chained anew, only a `checkpoint` tells.
 */
export async function verifyLedger(archive: Archive, column: string, checkpoint?: Checkpoint): Promise<Verdict> {
  const ended = checkpoint?.columns.find((end) => end.column === column)
  const snapshots = new Set<string>()
  let before: Link | undefined
  for await (const { sequence, entry } of archive.ledger(column).stored()) {
    const link = Link.safeParse(entry).data
    const isOther = sequence === ended?.sequence && link?.hash !== ended.hash
    const why =
      brokenEntry(link, before, `${column}/${sequence}`) ??
      (isOther ? `the checkpoint of ${checkpoint?.date ?? ''} has another hash for it` : undefined) ??
      (await brokenSnapshot(archive, entry, snapshots))
    if (why !== undefined) return { ...verdictUpTo(before), broken: { sequence, why } }
    before = link
  }
  const whole = verdictUpTo(before)
  if (ended === undefined || ended.sequence <= whole.entries) return whole
  const why = `it is not there, and the checkpoint of ${checkpoint?.date ?? ''} has the ledger end at entry ${ended.sequence}`
  return { ...whole, broken: { sequence: whole.entries + 1, why } }

  function verdictUpTo(last: Link | undefined): Verdict {
    return { column, entries: last?.sequence ?? 0, snapshots: snapshots.size, head: last?.hash }
  }
}

const Named = z.object({ data: z.object({ id: z.string() }) })
const Resting = z.object({
  data: z.object({ evidence: z.object({ snapshot: z.string(), listing: z._default(z.array(z.string()), []) }) }),
})

/** The first thing wrong with what stands in the place `id` of a ledger. What is hashed is what stands there, not what we make of it. */
function brokenEntry(link: Link | undefined, before: Link | undefined, id: string): string | undefined {
  if (!link) return 'what stands there is no entry'
  const broken = brokenLink(link, before)
  return broken ?? (Named.safeParse(link).data?.data.id === id ? undefined : 'its id is that of another entry')
}

async function brokenSnapshot({ snapshots }: Archive, entry: unknown, verified: Set<string>): Promise<string | undefined> {
  const evidence = Resting.safeParse(entry).data?.data.evidence
  for (const id of evidence ? [evidence.snapshot, ...evidence.listing] : []) {
    if (verified.has(id)) continue
    const snapshot = await snapshots.read(id)
    if ('lost' in snapshot) return `its snapshot ${id} ${snapshot.lost}`
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
