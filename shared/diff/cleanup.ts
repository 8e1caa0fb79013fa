import { isOnlyMarks } from '../text/normalize.ts'
import { isAtom } from '../text/tokenize.ts'
import { joined, keyOf, type Run, type Side, textOf } from './token-runs.ts'

/** `runs` made readable: no fragments of equal text between two changes, and insertions that begin where a sentence or clause does. */
export function cleanUp(runs: Run[], before: Side, after: Side): Run[] {
  return shiftBoundaries(withoutFragments(joined(runs), before, after), before, after)
}

function withoutFragments(runs: Run[], before: Side, after: Side): Run[] {
  let kept: Run[] = []
  for (const run of runs) {
    const [change, same] = [kept.at(-2), kept.at(-1)]
    const isBetween = !run.same && same?.same && change && isFragment(same, change, run, before, after)
    kept = isBetween ? [...kept.slice(0, -2), spanning(change, run)] : [...kept, run]
  }
  return kept
}

function spanning(first: Run, last: Run): Run {
  return { ...first, beforeTo: last.beforeTo, afterTo: last.afterTo }
}

/** Equal text that is longer than this is kept between two changes. */
const MAX_FRAGMENT = 6
const ENDS_A_SENTENCE = /[.;!?\n]/

/** Equal text between two larger changes is accidental, unless it is a whole clause, a figure, a date or a name. */
function isFragment(same: Run, left: Run, right: Run, before: Side, after: Side): boolean {
  const text = textOf(after, same.afterFrom, same.afterTo)
  if (text.length > MAX_FRAGMENT || ENDS_A_SENTENCE.test(text)) return false
  if (after.tokens.slice(same.afterFrom, same.afterTo).some(isAtom)) return false
  if (replacesAtom(left, before, after) || replacesAtom(right, before, after)) return false
  if (isOnlyMarks(text))
    return isReplaced(left) && isReplaced(right) && size(left, before, after) + size(right, before, after) > 8
  return text.length < Math.min(size(left, before, after), size(right, before, after))
}

/** A figure that replaces a figure is a change of its own, however near the next change is. */
function replacesAtom(run: Run, before: Side, after: Side): boolean {
  const tokens = [...before.tokens.slice(run.beforeFrom, run.beforeTo), ...after.tokens.slice(run.afterFrom, run.afterTo)]
  return tokens.length > 0 && tokens.every(isAtom)
}

function isReplaced(run: Run): boolean {
  return run.beforeFrom < run.beforeTo && run.afterFrom < run.afterTo
}

/** The characters of a change, on its longer side. */
function size(run: Run, before: Side, after: Side): number {
  return Math.max(textOf(before, run.beforeFrom, run.beforeTo).length, textOf(after, run.afterFrom, run.afterTo).length)
}

/**
 * `runs` with each pure insertion and removal at the place that reads best among those that give the same texts: A。[+C。+]B。 and not
 * A[+。C+]。B。
 */
function shiftBoundaries(runs: Run[], before: Side, after: Side): Run[] {
  const shifted = runs.map((run) => ({ ...run }))
  shifted.forEach((run, index) => {
    const [previous, next] = [shifted[index - 1], shifted[index + 1]]
    if (run.same || !previous?.same) return
    if (run.beforeFrom === run.beforeTo)
      shift(bestShift(after, run.afterFrom, run.afterTo, room(previous), room(next)), previous, run, next)
    else if (run.afterFrom === run.afterTo)
      shift(bestShift(before, run.beforeFrom, run.beforeTo, room(previous), room(next)), previous, run, next)
  })
  return joined(shifted)
}

function room(run: Run | undefined): number {
  return run?.same ? run.afterTo - run.afterFrom : 0
}

/** How far to move the tokens from `from` to `to`, negative to the left: to the leftmost of the best places. */
function bestShift(side: Side, from: number, to: number, roomLeft: number, roomRight: number): number {
  let least = 0
  while (-least < roomLeft && areEqual(side, from + least - 1, to + least - 1)) least--
  let most = 0
  while (most < roomRight && areEqual(side, from + most, to + most)) most++
  let best = 0
  for (let by = least; by <= most; by++) if (boundaryScore(side, from + by) > boundaryScore(side, from + best)) best = by
  return best
}

function areEqual(side: Side, one: number, other: number): boolean {
  const [a, b] = [side.tokens[one], side.tokens[other]]
  return a !== undefined && b !== undefined && keyOf(side, a) === keyOf(side, b)
}

/** How natural it is for a change to begin at a token: after a sentence 3, after a clause 2, before an opening mark 1, elsewhere 0. */
function boundaryScore({ text, tokens }: Side, index: number): number {
  const start = tokens[index]?.start ?? text.folded.length
  const previous = text.folded[start - 1] ?? '\n'
  if ('.!?;\n'.includes(previous)) return 3
  if (',:、'.includes(previous)) return 2
  return '(《"['.includes(text.folded[start] ?? ' ') ? 1 : 0
}

function shift(by: number, previous: Run, run: Run, next: Run | undefined) {
  if (by > 0 && !next) return
  previous.beforeTo += by
  previous.afterTo += by
  run.beforeFrom += by
  run.beforeTo += by
  run.afterFrom += by
  run.afterTo += by
  if (!next) return
  next.beforeFrom += by
  next.afterFrom += by
}
