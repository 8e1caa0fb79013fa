import type { Ledger } from '../../../functions/archive/ledger.ts'
import type { Archive } from '../../../functions/archive/archive.ts'
import type { Claim } from '../../../shared/ledger/claims.ts'
import { hashEntry } from '../../../shared/ledger/chain.ts'

/** An entry that differs from a saved copy. `held` is its current hash, absent when the entry is missing; `ends` is the ledger's last sequence. */
export type Difference = Claim & { held?: string; ends: number }

/** Compares the ledgers with the hashes of a saved copy. Returns the first entry that is missing or has another hash. */
export async function compareKept(archive: Archive, claims: Claim[]): Promise<Difference | undefined> {
  for (const [column, ofColumn] of Map.groupBy(claims, (claim) => claim.column)) {
    const ledger = archive.ledger(column)
    for (const claim of ofColumn.toSorted((a, b) => a.sequence - b.sequence)) {
      const held = await hashAt(ledger, claim.sequence)
      if (held?.startsWith(claim.hash)) continue
      return { ...claim, ...(held !== undefined && { held }), ends: (await ledger.head()).sequence }
    }
  }
  return undefined
}

/** The hash of the entry at a sequence, computed from its content and not read from it. */
async function hashAt(ledger: Ledger, sequence: number): Promise<string | undefined> {
  for await (const { entry } of ledger.stored(sequence, sequence))
    if (typeof entry === 'object' && entry !== null) return hashEntry(entry)
  return undefined
}

/** A difference in one line. */
export function describeDifference({ column, sequence, hash, held, ends }: Difference): string {
  return held === undefined
    ? `${column}: DIFFERS at entry ${sequence}: the saved copy has the hash ${hash}, and the ledger ends at entry ${ends}`
    : `${column}: DIFFERS at entry ${sequence}: the saved copy has the hash ${hash}, and the ledger has ${held}`
}
