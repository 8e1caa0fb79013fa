import type { Entry } from '../../shared/entry.ts'
import type { Ledger } from '../archive/ledger.ts'

/** Reading so many entries too many costs less than asking once more. */
const WORTH_SKIPPING = 8

/**
 * The entries of those sequences, all of which are in the ledger, in its order, with as few questions to it as is sensible: at half the
 * price by answers that may lag, and one by one where those do.
 */
export async function* readEntries(ledger: Ledger, sequences: Iterable<number>): AsyncGenerator<Entry> {
  for (const run of runsOf([...new Set(sequences)].sort((a, b) => a - b))) yield* readRun(ledger, run)
}

async function* readRun(ledger: Ledger, run: number[]): AsyncGenerator<Entry> {
  const wanted = run.values()
  let next = wanted.next().value
  for await (const entry of ledger.entries(run[0], run.at(-1), { eventuallyConsistent: true })) {
    for (; next !== undefined && next < entry.sequence; next = wanted.next().value) yield* readOne(ledger, next)
    if (next !== entry.sequence) continue
    yield entry
    next = wanted.next().value
  }
  for (; next !== undefined; next = wanted.next().value) yield* readOne(ledger, next)
}

async function* readOne(ledger: Ledger, sequence: number): AsyncGenerator<Entry> {
  const entry = await ledger.entry(sequence)
  if (entry) yield entry
}

function runsOf(sequences: number[]): number[][] {
  const runs: number[][] = []
  for (const sequence of sequences) {
    const last = runs.at(-1)
    if (last && sequence - (last.at(-1) ?? 0) <= WORTH_SKIPPING) last.push(sequence)
    else runs.push([sequence])
  }
  return runs
}
