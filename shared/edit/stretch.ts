import { atomsIn, type Token } from './atoms.ts'
import type { Prepared } from './prepared.ts'

/** A part of a text, by positions in what is seen; of a changed part the tokens are known. */
export type Part = { from: number; to: number; tokens: Token[] }

/** What is the same in two texts but for white space, or what stood before and what stands after in its place (either may be empty). */
export type Stretch = { same: boolean; before: Part; after: Part }

const NO_TOKENS: Token[] = []

/** A stretch of `length` at these positions of two texts, that is the `same` in both, or not. */
export function stretchAt(before: number, after: number, length: number, same = true): Stretch {
  return {
    same,
    before: { from: before, to: before + length, tokens: NO_TOKENS },
    after: { from: after, to: after + length, tokens: NO_TOKENS },
  }
}

/** A stretch that is the same when folded, cut where width or typography differs, but never within a figure or a date. */
export function typographyOf(stretch: Stretch, before: Prepared, after: Prepared): Stretch[] {
  const [stood, stands] = [stretch.before.from, stretch.after.from]
  const length = stretch.before.to - stood
  const runs = differingRuns(before.seen.slice(stood, stood + length), after.seen.slice(stands, stands + length))
  const stretches: Stretch[] = []
  let at = 0
  const put = (to: number, same: boolean) => {
    if (to > at) stretches.push(stretchAt(stood + at, stands + at, to - at, same))
    at = Math.max(at, to)
  }
  for (const { start, end } of withWholeNumbers(runs, before.folded.slice(stood, stood + length))) {
    put(start, true)
    put(end, false)
  }
  put(length, true)
  return stretches
}

type Run = { start: number; end: number }

function differingRuns(before: string, after: string): Run[] {
  const runs: Run[] = []
  for (let at = 0; at < before.length; at++) {
    if (before.charCodeAt(at) === after.charCodeAt(at)) continue
    const last = runs.at(-1)
    if (last?.end === at) last.end++
    else runs.push({ start: at, end: at + 1 })
  }
  return runs
}

/** `runs` with those that touch a digit widened to the figure or date it belongs to; only then is `folded` searched for them. */
function withWholeNumbers(runs: Run[], folded: string): Run[] {
  if (!runs.some(({ start, end }) => /\d/.test(folded.slice(start, end)))) return runs
  const numbers = atomsIn(folded).filter(({ kind }) => kind === 'figure' || kind === 'date')
  let next = 0
  return runs.map(({ start, end }) => {
    while ((numbers[next]?.end ?? end) <= start) next++
    const first = numbers[next]
    let last = next
    while ((numbers[last + 1]?.start ?? end) < end) last++
    const isApart = !first || first.start >= end
    return isApart ? { start, end } : { start: Math.min(start, first.start), end: Math.max(end, numbers[last]?.end ?? end) }
  })
}
