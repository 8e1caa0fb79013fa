import { isAtom } from './atoms.ts'
import { isOnlyMarks } from './marks.ts'
import { joined, type Run, type Side, textOf } from './runs.ts'
import { slide } from './slide.ts'

/** A same stretch longer than this is never given up between two changes. */
const LONGEST_CRUMB = 6
const ENDS_A_SENTENCE = /[.;!?\n]/

/** `runs` as a reader takes them in: no crumbs of sameness between two changes, and insertions that begin where a sentence or clause does. */
export function cleanUp(runs: Run[], before: Side, after: Side): Run[] {
  return slide(withoutCrumbs(joined(runs), before, after), before, after)
}

function withoutCrumbs(runs: Run[], before: Side, after: Side): Run[] {
  let kept: Run[] = []
  for (const run of runs) {
    const [change, same] = [kept.at(-2), kept.at(-1)]
    const crumb = !run.same && same?.same && change && isCrumb(same, change, run, before, after)
    kept = crumb ? [...kept.slice(0, -2), spanning(change, run)] : [...kept, run]
  }
  return kept
}

function spanning(first: Run, last: Run): Run {
  return { ...first, beforeTo: last.beforeTo, afterTo: last.afterTo }
}

/** What is the same between two larger changes says nothing, unless it is a whole clause, a figure, a date or a name. */
function isCrumb(same: Run, left: Run, right: Run, before: Side, after: Side): boolean {
  const text = textOf(after, same.afterFrom, same.afterTo)
  if (text.length > LONGEST_CRUMB || ENDS_A_SENTENCE.test(text)) return false
  if (after.tokens.slice(same.afterFrom, same.afterTo).some(isAtom)) return false
  if (replacesAtom(left, before, after) || replacesAtom(right, before, after)) return false
  if (isOnlyMarks(text))
    return isReplaced(left) && isReplaced(right) && size(left, before, after) + size(right, before, after) > 8
  return text.length < Math.min(size(left, before, after), size(right, before, after))
}

/** A figure for a figure is a change of its own, however near the next one stands. */
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
