import { diffArrays } from 'diff'
import { type Prepared, withoutMarks } from '../text/normalize.ts'
import { atomsIn, isAtom, type Token, tokensBetween } from '../text/tokenize.ts'
import { cleanUp } from './cleanup.ts'
import { keyOf, type Run, runsByCell, runsBySentence, type Side } from './token-runs.ts'

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

/** The atoms of two texts. */
export type Atoms = { before: Token[]; after: Token[] }

/** The stretches of two paragraphs, in order; one changed stretch where the paragraph was rewritten. */
export function diffWords(before: Prepared, after: Prepared, atoms: Atoms, effort: Effort): Stretch[] {
  const stretches = wordByWord(before, after, atoms, effort)
  if (isRewritten(stretches, before, after)) return [rewritten(before, after, atoms)]
  return stretches.flatMap((stretch) => (stretch.same ? typographyOf(stretch, before, after) : [stretch]))
}

/** The stretches of two paragraphs that are the same when folded. */
export function diffTypography(before: Prepared, after: Prepared): Stretch[] {
  return typographyOf(stretchAt(0, 0, before.seen.length), before, after)
}

/** A paragraph shown as rewritten: all of one version, then all of the other. Of its tokens only the atoms are known. */
function rewritten(before: Prepared, after: Prepared, atoms: Atoms): Stretch {
  return {
    same: false,
    before: { from: 0, to: before.seen.length, tokens: atoms.before },
    after: { from: 0, to: after.seen.length, tokens: atoms.after },
  }
}

function wordByWord(before: Prepared, after: Prepared, atoms: Atoms, effort: Effort): Stretch[] {
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

const ENDS_A_CLAUSE = /[,.;:!?、\n]/

/**
 * How much of two folded texts is the same at their start and at their end, in whole clauses and without cutting an atom, so that
 * only the middle needs to be read word by word.
 */
export function middleOf(before: string, after: string, atoms: Atoms): { start: number; end: number } {
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++
  while (start > 0 && !(ENDS_A_CLAUSE.test(before[start - 1] ?? '') && isApart(atoms, start, start))) start--
  let end = 0
  const [beforeEnd, afterEnd] = [before.length, after.length]
  while (end < shorter - start && before.charCodeAt(beforeEnd - end - 1) === after.charCodeAt(afterEnd - end - 1)) end++
  while (
    end > 0 &&
    !(startsAClause(before, end) && startsAClause(after, end) && isApart(atoms, beforeEnd - end, afterEnd - end))
  )
    end--
  return { start, end }
}

function startsAClause(text: string, end: number): boolean {
  return ENDS_A_CLAUSE.test(text[text.length - end - 1] ?? '\n')
}

function isApart(atoms: Atoms, before: number, after: number): boolean {
  return !atoms.before.some((atom) => cuts(atom, before)) && !atoms.after.some((atom) => cuts(atom, after))
}

function cuts({ start, end }: Token, at: number): boolean {
  return start < at && at < end
}

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

type CharacterRun = { start: number; end: number }

function differingRuns(before: string, after: string): CharacterRun[] {
  const runs: CharacterRun[] = []
  for (let at = 0; at < before.length; at++) {
    if (before.charCodeAt(at) === after.charCodeAt(at)) continue
    const last = runs.at(-1)
    if (last?.end === at) last.end++
    else runs.push({ start: at, end: at + 1 })
  }
  return runs
}

/** `runs` with those that touch a digit widened to the figure or date it belongs to; only then is `folded` searched for them. */
function withWholeNumbers(runs: CharacterRun[], folded: string): CharacterRun[] {
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
