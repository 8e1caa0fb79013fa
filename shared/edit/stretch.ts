import type { Token } from './atoms.ts'
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

/** A stretch that is the same when folded, cut where width or typography differs. */
export function typographyOf(stretch: Stretch, before: Prepared, after: Prepared): Stretch[] {
  const [beforeFrom, afterFrom, length] = [stretch.before.from, stretch.after.from, stretch.before.to - stretch.before.from]
  if (before.seen.slice(beforeFrom, stretch.before.to) === after.seen.slice(afterFrom, stretch.after.to)) return [stretch]
  const stretches: Stretch[] = []
  for (let at = 0; at < length;) {
    const same = before.seen.charCodeAt(beforeFrom + at) === after.seen.charCodeAt(afterFrom + at)
    const start = at
    while (at < length && (before.seen.charCodeAt(beforeFrom + at) === after.seen.charCodeAt(afterFrom + at)) === same) at++
    stretches.push(stretchAt(beforeFrom + start, afterFrom + start, at - start, same))
  }
  return stretches
}
