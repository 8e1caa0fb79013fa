import type { Run, Side } from './runs.ts'
import { partRuns, type Place } from './sentence-runs.ts'

/** The runs of two rows of a table, cell by cell: figures that changed places stay in their columns. Undefined unless both have as many cells. */
export function runsByCell(before: Side, after: Side, compare: (before: Side, after: Side) => Run[]): Run[] | undefined {
  const [stood, stands] = [endsOf(before), endsOf(after)]
  if (stood.length < 2 || stood.length !== stands.length) return undefined
  let from: Place = { before: 0, after: 0 }
  return stood.flatMap((end, cell) => {
    const to = { before: end, after: stands[cell] ?? end }
    const runs = partRuns(before, after, from, to, compare)
    from = to
    return runs
  })
}

/** Where the cells of `side` end, which are parted by |. */
function endsOf({ text, tokens }: Side): number[] {
  const parted = tokens.flatMap(({ start, kind }, index) => (kind === 'mark' && text.folded[start] === '|' ? [index + 1] : []))
  return [...parted, tokens.length]
}
