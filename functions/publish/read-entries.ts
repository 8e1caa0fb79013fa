import type { Entry } from '../../shared/ledger.ts'
import type { Ledger } from '../archive/ledger.ts'

/** Reading so many entries too many costs less than asking once more. */
const WORTH_SKIPPING = 8

/** The entries of those sequences, in the order of the ledger, with as few questions to it as is sensible. */
export async function* readEntries(ledger: Ledger, sequences: Iterable<number>): AsyncGenerator<Entry> {
  const wanted = new Set(sequences)
  for (const [from, to] of runsOf([...wanted].sort((a, b) => a - b)))
    for await (const entry of ledger.entries(from, to)) if (wanted.has(entry.sequence)) yield entry
}

function runsOf(sequences: number[]): [from: number, to: number][] {
  const runs: [number, number][] = []
  for (const sequence of sequences) {
    const last = runs.at(-1)
    if (last && sequence - last[1] <= WORTH_SKIPPING) last[1] = sequence
    else runs.push([sequence, sequence])
  }
  return runs
}
