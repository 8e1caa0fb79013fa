import { diffArrays } from 'diff'
import { atomsIn, isAtom } from './atoms.ts'
import { runsByCell } from './cell-runs.ts'
import { cleanUp } from './clean-up.ts'
import { withoutMarks } from './marks.ts'
import { middleOf } from './middle.ts'
import type { Prepared } from './prepared.ts'
import { keyOf, type Run, type Side } from './runs.ts'
import { runsBySentence } from './sentence-runs.ts'
import { type Part, stretchAt, type Stretch, typographyOf } from './stretch.ts'
import { tokensBetween } from './tokens.ts'

/**
 * What may still be spent on finding the fewest words inserted and removed: their square, summed over the paragraphs of a letter. Two
 * letters that have little to do with each other would take minutes; what is left when it is spent is shown as rewritten.
 */
export type Effort = { left: number }

/** Enough for a letter rewritten in each paragraph; some ten milliseconds. */
export function fullEffort(): Effort {
  return { left: 200_000 }
}

/** More words than these inserted and removed in one paragraph are a rewriting. */
const MOST_EDITS = 300
/** As few as these are always looked for. */
const FEWEST_EDITS = 16
/** A pair that keeps a smaller share of its text than this, in crumbs between several changes, is shown as rewritten. */
const LEAST_KEPT = 0.25

/** The stretches of two paragraphs, in order; one changed stretch where the paragraph was rewritten. */
export function diffWords(before: Prepared, after: Prepared, effort: Effort): Stretch[] {
  if (before.folded === after.folded) return typographyOf(stretchAt(0, 0, before.seen.length), before, after)
  const stretches = wordByWord(before, after, effort)
  if (isRewritten(stretches, before, after)) return [rewritten(before, after)]
  return stretches.flatMap((stretch) => (stretch.same ? typographyOf(stretch, before, after) : [stretch]))
}

/** A paragraph shown as rewritten: all that stood, then all that stands. Of its tokens only the atoms are known. */
export function rewritten(before: Prepared, after: Prepared): Stretch {
  const whole = ({ seen, folded }: Prepared): Part => ({ from: 0, to: seen.length, tokens: atomsIn(folded) })
  return { same: false, before: whole(before), after: whole(after) }
}

function wordByWord(before: Prepared, after: Prepared, effort: Effort): Stretch[] {
  const atoms = { before: atomsIn(before.folded), after: atomsIn(after.folded) }
  const { start, end } = middleOf(before.folded, after.folded, atoms)
  const [beforeEnd, afterEnd] = [before.folded.length - end, after.folded.length - end]
  const stood: Side = { text: before, tokens: tokensBetween(before, atoms.before, start, beforeEnd) }
  const stands: Side = { text: after, tokens: tokensBetween(after, atoms.after, start, afterEnd) }
  const compare = (stood: Side, stands: Side) => runsBetween(stood, stands, effort)
  const runs = runsByCell(stood, stands, compare) ?? runsBySentence(stood, stands, compare)
  const middle = cleanUp(runs, stood, stands).map((run) => stretchOf(run, stood, stands))
  return [stretchAt(0, 0, start), ...middle, stretchAt(beforeEnd, afterEnd, end)].filter(
    (stretch) => stretch.before.from < stretch.before.to || stretch.after.from < stretch.after.to,
  )
}

/** The fewest words inserted and removed, found in one direction so that swapping the texts mirrors the result. */
function runsBetween(before: Side, after: Side, effort: Effort): Run[] {
  if (before.text.folded > after.text.folded) return runsBetween(after, before, effort).map(mirrored)
  const maxEditLength = Math.max(FEWEST_EDITS, Math.min(MOST_EDITS, Math.floor(Math.sqrt(effort.left))))
  const changes = diffArrays(keysOf(before), keysOf(after), { maxEditLength })
  effort.left = Math.max(0, effort.left - squareOfEdits(changes, maxEditLength))
  if (!changes)
    return [{ same: false, beforeFrom: 0, beforeTo: before.tokens.length, afterFrom: 0, afterTo: after.tokens.length }]
  let [beforeAt, afterAt] = [0, 0]
  return changes.map(({ added, removed, count }) => {
    const [beforeFrom, afterFrom] = [beforeAt, afterAt]
    if (!added) beforeAt += count
    if (!removed) afterAt += count
    return { same: !added && !removed, beforeFrom, beforeTo: beforeAt, afterFrom, afterTo: afterAt }
  })
}

function squareOfEdits(changes: { added: boolean; removed: boolean; count: number }[] | undefined, most: number): number {
  const edits = changes?.reduce((sum, { added, removed, count }) => (added || removed ? sum + count : sum), 0) ?? most
  return edits * edits
}

function keysOf(side: Side): string[] {
  return side.tokens.map((token) => keyOf(side, token))
}

function mirrored({ same, beforeFrom, beforeTo, afterFrom, afterTo }: Run): Run {
  return { same, beforeFrom: afterFrom, beforeTo: afterTo, afterFrom: beforeFrom, afterTo: beforeTo }
}

function stretchOf({ same, beforeFrom, beforeTo, afterFrom, afterTo }: Run, before: Side, after: Side): Stretch {
  return { same, before: partOf(before, beforeFrom, beforeTo), after: partOf(after, afterFrom, afterTo) }
}

function partOf({ text, tokens }: Side, from: number, to: number): Part {
  const start = tokens[from]?.start ?? tokens[from - 1]?.end ?? 0
  return { from: start, to: from < to ? (tokens[to - 1]?.end ?? text.seen.length) : start, tokens: tokens.slice(from, to) }
}

/** Whether nothing but marks stayed, or little, between several changes; figures, dates and names for others are no rewriting. */
function isRewritten(stretches: Stretch[], before: Prepared, after: Prepared): boolean {
  if (stretches.every((stretch) => stretch.same || replacesAtoms(stretch))) return false
  const kept = stretches.filter(({ same }) => same).map(({ before: { from, to } }) => lettersIn(before.folded.slice(from, to)))
  const share = kept.reduce((sum, letters) => sum + letters, 0) / Math.max(1, lettersIn(before.folded), lettersIn(after.folded))
  return share === 0 || (share < LEAST_KEPT && stretches.filter(({ same }) => !same).length > 1)
}

function replacesAtoms({ before, after }: Stretch): boolean {
  return [before, after].every(({ tokens }) => tokens.length > 0 && tokens.every(isAtom))
}

function lettersIn(text: string): number {
  return withoutMarks(text).length
}
