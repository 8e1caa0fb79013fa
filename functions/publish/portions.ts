import type { Touched } from './fold-since.ts'

/** What of a column's record is written at once: for the sake of the entries after `from`, up to `to`. */
export type Portion = Pick<Touched, 'letters' | 'versions' | 'snapshots'> & { from: number; to: number }

/** The portions of `touched` that are written for the sake of the entries after `from`, up to `last`: each ends with a multiple of `size`, or with the last. */
export function* portionsOf(touched: Touched, from: number, last: number, size: number): Generator<Portion> {
  while (from < last) {
    const to = Math.min(last, from - (from % size) + size)
    yield portionOf(touched, from, to)
    from = to
  }
}

function portionOf({ letters, versions, snapshots }: Touched, from: number, to: number): Portion {
  const within = <K>(all: Map<K, number>) => new Map([...all].filter(([, by]) => from < by && by <= to))
  return { letters: within(letters), versions: within(versions), snapshots: within(snapshots), from, to }
}
