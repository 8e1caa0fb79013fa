import type { Prepared } from '../text/normalize.ts'
import type { Token } from '../text/tokenize.ts'
import { align } from './align-paragraphs.ts'

/** One of two texts, in tokens. */
export type Side = { text: Prepared; tokens: Token[] }

/** Tokens that are equal on both sides (`same`), or those of one side that replace those of the other. `To` is exclusive. */
export type Run = { same: boolean; beforeFrom: number; beforeTo: number; afterFrom: number; afterTo: number }

/** Finds the runs of two texts, or of parts of them. */
export type Compare = (before: Side, after: Side) => Run[]

/** What decides whether two tokens are equal. */
export function keyOf({ text }: Side, token: Token): string {
  return text.folded.slice(token.start, token.end)
}

/** The folded text of the tokens from `from` to `to`. */
export function textOf({ text, tokens }: Side, from: number, to: number): string {
  const [first, last] = [tokens[from], tokens[to - 1]]
  return from < to && first && last ? text.folded.slice(first.start, last.end) : ''
}

/** `runs` without empty ones, and with neighbours of one kind joined. */
export function joined(runs: Run[]): Run[] {
  const kept: Run[] = []
  for (const run of runs) {
    const last = kept.at(-1)
    if (run.beforeFrom === run.beforeTo && run.afterFrom === run.afterTo) continue
    if (last?.same === run.same) kept[kept.length - 1] = { ...last, beforeTo: run.beforeTo, afterTo: run.afterTo }
    else kept.push(run)
  }
  return kept
}

/**
 * The runs of two texts, sentence by sentence: equal or similar sentences are compared with each other, and what is between them with
 * what is there in the other text, so that no sentence is composed of fragments of its neighbours.
 */
export function runsBySentence(before: Side, after: Side, compare: Compare): Run[] {
  const [ends, endsAfter] = [sentenceEnds(before), sentenceEnds(after)]
  if (ends.length < 2 || endsAfter.length < 2) return compare(before, after)
  const runs: Run[] = []
  let at: Place = { before: 0, after: 0 }
  const compareUpTo = (to: Place) => {
    if (at.before < to.before || at.after < to.after) runs.push(...partRuns(before, after, at, to, compare))
    at = to
  }
  const matches = align(sentencesOf(before, ends), sentencesOf(after, endsAfter))
  for (const match of matches.filter(({ moved }) => !moved)) {
    compareUpTo({ before: startOf(ends, match.before[0]), after: startOf(endsAfter, match.after[0]) })
    compareUpTo({ before: ends[match.before.at(-1) ?? 0] ?? 0, after: endsAfter[match.after.at(-1) ?? 0] ?? 0 })
  }
  compareUpTo({ before: before.tokens.length, after: after.tokens.length })
  return runs
}

const ENDS_A_SENTENCE = /^[.;!?\n]/

function sentenceEnds({ text, tokens }: Side): number[] {
  const ends: number[] = []
  tokens.forEach(({ start, kind }, index) => {
    if (index + 1 === tokens.length || (kind === 'mark' && ENDS_A_SENTENCE.test(text.folded[start] ?? ''))) ends.push(index + 1)
  })
  return ends
}

function startOf(ends: number[], sentence = 0): number {
  return sentence === 0 ? 0 : (ends[sentence - 1] ?? 0)
}

function sentencesOf(side: Side, ends: number[]): string[] {
  return ends.map((end, sentence) => textOf(side, startOf(ends, sentence), end))
}

/**
 * The runs of two rows of a table, cell by cell: figures that changed places stay in their columns. Undefined unless both rows have as
 * many cells.
 */
export function runsByCell(before: Side, after: Side, compare: Compare): Run[] | undefined {
  const [ends, endsAfter] = [cellEnds(before), cellEnds(after)]
  if (ends.length < 2 || ends.length !== endsAfter.length) return undefined
  let from: Place = { before: 0, after: 0 }
  return ends.flatMap((end, cell) => {
    const to = { before: end, after: endsAfter[cell] ?? end }
    const runs = partRuns(before, after, from, to, compare)
    from = to
    return runs
  })
}

/** Where the cells of a row end, which | separates. */
function cellEnds({ text, tokens }: Side): number[] {
  const bars = tokens.flatMap(({ start, kind }, index) => (kind === 'mark' && text.folded[start] === '|' ? [index + 1] : []))
  return [...bars, tokens.length]
}

/** A place in both texts, by tokens. */
type Place = { before: number; after: number }

/** The runs of the part of two texts between two places. */
function partRuns(before: Side, after: Side, from: Place, to: Place, compare: Compare): Run[] {
  const part = (side: Side, start: number, end: number): Side => ({ text: side.text, tokens: side.tokens.slice(start, end) })
  const runs = compare(part(before, from.before, to.before), part(after, from.after, to.after))
  return runs.map((run) => ({
    same: run.same,
    beforeFrom: from.before + run.beforeFrom,
    beforeTo: from.before + run.beforeTo,
    afterFrom: from.after + run.afterFrom,
    afterTo: from.after + run.afterTo,
  }))
}
