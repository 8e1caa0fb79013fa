import type { Prepared } from '../text/normalize.ts'
import type { Token } from '../text/tokenize.ts'
import { align } from './align-paragraphs.ts'

const ENDS_A_SENTENCE = /^[.;!?\n]/

/**
 * The runs of two texts, sentence by sentence: those that are one, or alike, are compared with each other, and what stands between them
 * with what stands there now, so that no sentence is made up of the crumbs of its neighbours. `compare` gives the runs of two parts.
 */
export function runsBySentence(before: Side, after: Side, compare: (before: Side, after: Side) => Run[]): Run[] {
  const [stood, stands] = [sentenceEnds(before), sentenceEnds(after)]
  if (stood.length < 2 || stands.length < 2) return compare(before, after)
  const runs: Run[] = []
  let at: Place = { before: 0, after: 0 }
  const putUpTo = (to: Place) => {
    if (at.before < to.before || at.after < to.after) runs.push(...partRuns(before, after, at, to, compare))
    at = to
  }
  for (const match of align(sentencesOf(before, stood), sentencesOf(after, stands)).filter(({ moved }) => !moved)) {
    putUpTo({ before: startOf(stood, match.before[0]), after: startOf(stands, match.after[0]) })
    putUpTo({ before: stood[match.before.at(-1) ?? 0] ?? 0, after: stands[match.after.at(-1) ?? 0] ?? 0 })
  }
  putUpTo({ before: before.tokens.length, after: after.tokens.length })
  return runs
}

/** A place in both texts, by tokens. */
export type Place = { before: number; after: number }

/** Where the sentences of `side` end. */
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

/** The runs of the part of two texts that lies between two places. */
export function partRuns(
  before: Side,
  after: Side,
  from: Place,
  to: Place,
  compare: (before: Side, after: Side) => Run[],
): Run[] {
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

/** The runs of two rows of a table, cell by cell: figures that changed places stay in their columns. Undefined unless both have as many cells. */
export function runsByCell(before: Side, after: Side, compare: (before: Side, after: Side) => Run[]): Run[] | undefined {
  const [stood, stands] = [cellEnds(before), cellEnds(after)]
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
function cellEnds({ text, tokens }: Side): number[] {
  const parted = tokens.flatMap(({ start, kind }, index) => (kind === 'mark' && text.folded[start] === '|' ? [index + 1] : []))
  return [...parted, tokens.length]
}

/** One of two texts, in tokens. */
export type Side = { text: Prepared; tokens: Token[] }

/** Tokens that are the same on both sides, or that stand on one side where the others stand on the other. `To` is not included. */
export type Run = { same: boolean; beforeFrom: number; beforeTo: number; afterFrom: number; afterTo: number }

/** What decides whether two tokens are one. */
export function keyOf({ text }: Side, token: Token): string {
  return text.folded.slice(token.start, token.end)
}

/** The folded text of the tokens from `from` to `to`. */
export function textOf({ text, tokens }: Side, from: number, to: number): string {
  const [first, last] = [tokens[from], tokens[to - 1]]
  return from < to && first && last ? text.folded.slice(first.start, last.end) : ''
}

/** `runs` without empty ones, neighbours of one kind joined. */
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
