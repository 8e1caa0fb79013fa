import * as z from 'zod/mini'
import type { Archive } from '../../../functions/archive/archive.ts'
import type { Checkpoint } from '../../../shared/ledger/checkpoint.ts'
import { brokenLink, Link } from '../../../shared/ledger/chain.ts'
import { snapshotId } from '../../../shared/snapshot.ts'
import { counted } from '../../../shared/text/counted.ts'

/** How many entries of a ledger are valid, and the first that is not. `watched` is false when the configuration lacks the column. */
export type Verdict = {
  column: string
  entries: number
  snapshots: number
  head: string | undefined
  broken?: { sequence: number; why: string }
  watched?: false
}

/**
 * Recomputes a ledger's chain and the hashes of the snapshots in its evidence, up to the first broken entry. Entries that were removed from its
 * end, or a chain that was computed again, are found only with a `checkpoint`.
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
  const verdict = verdictUpTo(before)
  if (ended === undefined || ended.sequence <= verdict.entries) return verdict
  const why = `it is missing, and the checkpoint of ${checkpoint?.date ?? ''} says that the ledger ends at entry ${ended.sequence}`
  return { ...verdict, broken: { sequence: verdict.entries + 1, why } }

  function verdictUpTo(last: Link | undefined): Verdict {
    return { column, entries: last?.sequence ?? 0, snapshots: snapshots.size, head: last?.hash }
  }
}

const Named = z.object({ data: z.object({ id: z.string() }) })
const Ids = z._default(z.array(z.string()), [])
const WithEvidence = z.object({ data: z.object({ evidence: z.object({ snapshot: z.string(), parts: Ids, listing: Ids }) }) })

/** Why the entry with the id `id` is invalid. The stored JSON is hashed, not what a schema makes of it. */
function brokenEntry(link: Link | undefined, before: Link | undefined, id: string): string | undefined {
  if (!link) return 'it is not a ledger entry'
  const broken = brokenLink(link, before)
  return broken ?? (Named.safeParse(link).data?.data.id === id ? undefined : 'its id is that of another entry')
}

async function brokenSnapshot({ snapshots }: Archive, entry: unknown, verified: Set<string>): Promise<string | undefined> {
  const evidence = WithEvidence.safeParse(entry).data?.data.evidence
  for (const id of evidence ? [evidence.snapshot, ...evidence.parts, ...evidence.listing] : []) {
    if (verified.has(id)) continue
    const snapshot = await snapshots.read(id)
    if ('lost' in snapshot) return `its snapshot ${id} ${snapshot.lost}`
    if (snapshotId(snapshot.body) !== id) return `the bytes of its snapshot ${id} have another hash`
    verified.add(id)
  }
  return undefined
}

/** A verdict in one line. */
export function describeVerdict({ column, entries, snapshots, head = 'none', broken, watched }: Verdict): string {
  const name = watched === false ? `${column} (not in the configuration)` : column
  return broken
    ? `${name}: BROKEN at entry ${broken.sequence}: ${broken.why}. ${wholeBefore(entries)}`
    : `${name}: whole. ${counted(entries, 'entry')}, ${counted(snapshots, 'snapshot')}; head ${head}`
}

function wholeBefore(entries: number): string {
  return entries === 1 ? 'The entry before it is whole' : `The ${entries} entries before it are whole`
}
