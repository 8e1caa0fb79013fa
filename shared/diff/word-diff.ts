import { diffArrays } from 'diff'
import { type Prepared, withoutMarks } from '../text/normalize.ts'
import { atomsIn, isAtom, type Token, tokensBetween } from '../text/tokenize.ts'
import { cleanUp } from './cleanup.ts'
import { type Compare, keyOf, type Run, runsByCell, runsBySentence, type Side } from './token-runs.ts'

/** A part of a text, by positions in its compact form; the tokens of a changed part are known. */
export type Part = { from: number; to: number; tokens: Token[] }

/** Text that is equal in two versions but for white space (`same`), or text before and the text that replaces it; either may be empty. */
export type Stretch = { same: boolean; before: Part; after: Part }

/** The atoms of two texts. */
export type Atoms = { before: Token[]; after: Token[] }

/**
 * How many edits may still be spent on finding the fewest words inserted and removed: the sum of their squares over the paragraphs of a
 * letter. Two unrelated letters would take minutes; what remains when the effort is spent is shown as rewritten.
 */
export type Effort = { left: number }

/** Enough for a letter that is rewritten in each paragraph: some ten milliseconds. */
export function fullEffort(): Effort {
  return { left: 200_000 }
}

/** The stretches of two paragraphs, in order; one changed stretch where the paragraph was rewritten. */
export function diffWords(before: Prepared, after: Prepared, atoms: Atoms, effort: Effort): Stretch[] {
  const stretches = wordByWord(before, after, atoms, effort)
  if (isRewritten(stretches, before, after)) return [rewritten(before, after, atoms)]
  return stretches.flatMap((stretch) => (stretch.same ? typographyOf(stretch, before, after) : [stretch]))
}

/** The stretches of two paragraphs that are equal when folded. */
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

/** A pair of paragraphs that keeps a smaller share of its text than this, between several changes, is shown as rewritten. */
const MIN_KEPT = 0.25

/** Whether only marks are kept, or little text between several changes. Figures, dates and names that replace others are no rewriting. */
function isRewritten(stretches: Stretch[], before: Prepared, after: Prepared): boolean {
  if (stretches.every((stretch) => stretch.same || replacesAtoms(stretch))) return false
  const kept = stretches
    .filter(({ same }) => same)
    .map(({ before: { from, to } }) => countLetters(before.folded.slice(from, to)))
  const longer = Math.max(1, countLetters(before.folded), countLetters(after.folded))
  const share = kept.reduce((sum, letters) => sum + letters, 0) / longer
  return share === 0 || (share < MIN_KEPT && stretches.filter(({ same }) => !same).length > 1)
}

function replacesAtoms({ before, after }: Stretch): boolean {
  return [before, after].every(({ tokens }) => tokens.length > 0 && tokens.every(isAtom))
}

function countLetters(text: string): number {
  return withoutMarks(text).length
}

function wordByWord(before: Prepared, after: Prepared, atoms: Atoms, effort: Effort): Stretch[] {
  const { start, end } = equalEnds(before.folded, after.folded, atoms)
  const [beforeEnd, afterEnd] = [before.folded.length - end, after.folded.length - end]
  const one: Side = { text: before, tokens: tokensBetween(before, atoms.before, start, beforeEnd) }
  const other: Side = { text: after, tokens: tokensBetween(after, atoms.after, start, afterEnd) }
  const compare: Compare = (partBefore, partAfter) => fewestEdits(partBefore, partAfter, effort)
  const runs = runsByCell(one, other, compare) ?? runsBySentence(one, other, compare)
  const middle = cleanUp(runs, one, other).map((run) => stretchOf(run, one, other))
  return [stretchAt(0, 0, start), ...middle, stretchAt(beforeEnd, afterEnd, end)].filter(
    (stretch) => stretch.before.from < stretch.before.to || stretch.after.from < stretch.after.to,
  )
}

const ENDS_A_CLAUSE = /[,.;:!?、\n]/

/**
 * How many characters two folded texts have in common at their start and at their end, in whole clauses and without cutting an atom:
 * only the middle needs to be compared word by word.
 */
function equalEnds(before: string, after: string, atoms: Atoms): { start: number; end: number } {
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++
  while (start > 0 && !(ENDS_A_CLAUSE.test(before[start - 1] ?? '') && isBetweenAtoms(atoms, start, start))) start--
  let end = 0
  const [beforeEnd, afterEnd] = [before.length, after.length]
  while (end < shorter - start && before.charCodeAt(beforeEnd - end - 1) === after.charCodeAt(afterEnd - end - 1)) end++
  while (
    end > 0 &&
    !(startsAClause(before, end) && startsAClause(after, end) && isBetweenAtoms(atoms, beforeEnd - end, afterEnd - end))
  )
    end--
  return { start, end }
}

function startsAClause(text: string, end: number): boolean {
  return ENDS_A_CLAUSE.test(text[text.length - end - 1] ?? '\n')
}

function isBetweenAtoms(atoms: Atoms, before: number, after: number): boolean {
  return !atoms.before.some((atom) => cuts(atom, before)) && !atoms.after.some((atom) => cuts(atom, after))
}

function cuts({ start, end }: Token, at: number): boolean {
  return start < at && at < end
}

/** More words than these inserted and removed in one paragraph are a rewriting. */
const MAX_EDITS = 300
/** Up to this many are always searched for. */
const MIN_EDITS = 16

/** The runs with the fewest words inserted and removed, found in one direction, so that swapping the texts mirrors the result. */
function fewestEdits(before: Side, after: Side, effort: Effort): Run[] {
  if (before.text.folded > after.text.folded) return fewestEdits(after, before, effort).map(mirrored)
  const maxEditLength = Math.max(MIN_EDITS, Math.min(MAX_EDITS, Math.floor(Math.sqrt(effort.left))))
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

const NO_TOKENS: Token[] = []

/** A stretch of `length` at these positions of two texts, that is `same` in both, or not. */
function stretchAt(before: number, after: number, length: number, same = true): Stretch {
  return {
    same,
    before: { from: before, to: before + length, tokens: NO_TOKENS },
    after: { from: after, to: after + length, tokens: NO_TOKENS },
  }
}

/** A stretch that is equal when folded, cut where width or typography differs, but never within a figure or a date. */
function typographyOf(
  { before: { from, to }, after: { from: fromAfter } }: Stretch,
  before: Prepared,
  after: Prepared,
): Stretch[] {
  const length = to - from
  const runs = differingRuns(before.seen.slice(from, to), after.seen.slice(fromAfter, fromAfter + length))
  const stretches: Stretch[] = []
  let at = 0
  const put = (end: number, same: boolean) => {
    if (end > at) stretches.push(stretchAt(from + at, fromAfter + at, end - at, same))
    at = Math.max(at, end)
  }
  for (const { start, end } of withWholeNumbers(runs, before.folded.slice(from, to))) {
    put(start, true)
    put(end, false)
  }
  put(length, true)
  return stretches
}

type CharacterRun = { start: number; end: number }

/** The runs of characters that differ between two texts of one length. */
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

/** `runs`, of which those that touch a digit are widened to the whole figure or date; only for those is `folded` tokenized. */
function withWholeNumbers(runs: CharacterRun[], folded: string): CharacterRun[] {
  if (!runs.some(({ start, end }) => /\d/.test(folded.slice(start, end)))) return runs
  const numbers = atomsIn(folded).filter(({ kind }) => kind === 'figure' || kind === 'date')
  let next = 0
  return runs.map(({ start, end }) => {
    while ((numbers[next]?.end ?? end) <= start) next++
    const first = numbers[next]
    let last = next
    while ((numbers[last + 1]?.start ?? end) < end) last++
    const isOutside = !first || first.start >= end
    return isOutside ? { start, end } : { start: Math.min(start, first.start), end: Math.max(end, numbers[last]?.end ?? end) }
  })
}
