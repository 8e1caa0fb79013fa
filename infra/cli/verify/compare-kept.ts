import type { Ledger } from '../../../functions/archive/ledger.ts'
import type { Archive } from '../../../functions/archive/archive.ts'
import type { Claim } from '../../../shared/ledger/claims.ts'
import { hashEntry } from '../../../shared/ledger/chain.ts'

/** The first entry that is not what somebody kept of it, by column and place; `held` is its hash today, absent when it is not there. */
export type Difference = Claim & { held?: string; ends: number }

/** Compares the ledgers with what somebody kept: every entry it knows of must be there, with that hash. */
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

/** The hash of what stands in a place of a ledger, computed now, whatever hash stands with it. */
async function hashAt(ledger: Ledger, sequence: number): Promise<string | undefined> {
  for await (const { entry } of ledger.stored(sequence, sequence))
    if (typeof entry === 'object' && entry !== null) return hashEntry(entry)
  return undefined
}

/** A difference in one line. */
export function describeDifference({ column, sequence, hash, held, ends }: Difference): string {
  return held === undefined
    ? `${column}: DIFFERS at entry ${sequence}: it was kept with the hash ${hash}, and the ledger ends at entry ${ends}`
    : `${column}: DIFFERS at entry ${sequence}: it was kept with the hash ${hash}, and has ${held}`
}
