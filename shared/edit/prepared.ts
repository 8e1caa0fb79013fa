import { compact, composed, unseenRuns } from './compact.ts'
import { fold } from './fold.ts'

/**
 * Lines ready to be compared, joined by line feeds: as served, as seen (compact), and folded (same positions as seen). `at` maps a
 * position of what is seen to one of what was served; absent where the two are one.
 */
export type Prepared = { served: string; seen: string; folded: string; at?: Uint32Array }

export function prepare(lines: string[]): Prepared {
  const trimmed = lines.map((line) => composed(line).trim())
  const served = trimmed.join('\n')
  const seen = trimmed.map(compact).join('\n')
  const folded = fold(seen)
  return seen.length === served.length
    ? { served, seen, folded }
    : { served, seen, folded, at: positions(trimmed, seen.length) }
}

function positions(lines: string[], length: number): Uint32Array {
  const at = new Uint32Array(length + 1)
  let seen = 0
  let start = 0
  for (const line of lines) {
    if (start > 0) at[seen++] = start - 1
    let next = 0
    for (const run of [...unseenRuns(line), { start: line.length, end: line.length }]) {
      while (next < run.start) at[seen++] = start + next++
      next = run.end
    }
    start += line.length + 1
  }
  at[length] = start - 1
  return at
}

/** What was served for the part of `text` seen between two positions, with the white space that follows it. */
export function servedBetween({ served, at }: Prepared, from: number, to: number): string {
  return at ? served.slice(at[from], at[to]) : served.slice(from, to)
}
