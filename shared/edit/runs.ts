import type { Token } from './atoms.ts'
import type { Prepared } from './prepared.ts'

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
