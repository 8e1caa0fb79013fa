import { type Free, type Gap, take } from './gaps.ts'
import type { Weighted } from './heaviest-run.ts'
import { alike, sharedCount, type Shingles, shinglesOf } from './shingles.ts'

/** A match of two lines that differ, and how alike they are (0 … 1). */
export type AlikeMatch = Weighted & { score: number }

/** Beyond this many characters to compare, shingles are sampled. */
const SAMPLED_BEYOND = 100_000
/** A shingle that stands in more lines than this tells nothing. */
const MOST_LINES = 12
/** From here on two lines are one paragraph. */
const LIKELY = 0.5

/** The shingles of the lines that are free, by place. */
export type Measures = { before: Map<number, Shingles>; after: Map<number, Shingles> }

export function measure(before: string[], after: string[], free: Free): Measures {
  const open = (lines: string[], places: boolean[]) =>
    lines.map((line, place) => ({ line, place })).filter(({ place }) => places[place])
  const [stood, stands] = [open(before, free.before), open(after, free.after)]
  const length = [...stood, ...stands].reduce((sum, { line }) => sum + line.length, 0)
  const every = Math.ceil(Math.max(1, length / SAMPLED_BEYOND))
  const shingles = (lines: typeof stood) => new Map(lines.map(({ line, place }) => [place, shinglesOf(line, every)]))
  return { before: shingles(stood), after: shingles(stands) }
}

/** Of a gap with as many lines before as after, those at least `least` alike, each with the one in its place. */
export function matchesInPlace({ before, after }: Gap, measures: Measures, least: number): AlikeMatch[] {
  if (before.length !== after.length) return []
  return before.flatMap((place, index) => {
    const match = matchOf(place, after[index] ?? 0, measures)
    return match.score >= least ? [match] : []
  })
}

function matchOf(before: number, after: number, measures: Measures, shared?: number): AlikeMatch {
  const [stood, stands] = [measures.before.get(before) ?? new Set<number>(), measures.after.get(after) ?? new Set<number>()]
  const count = shared ?? sharedCount(stood, stands)
  return { before, after, weight: count + 1, score: alike(count, stood.size, stands.size) }
}

/** How many shingles each line that is free before shares with each that is free after; only pairs that share any rare one. */
export type SharedCounts = Map<number, Map<number, number>>

export function sharedCounts(measures: Measures, free: Free): SharedCounts {
  const lines = linesByShingle(measures.before, free.before)
  const counts: SharedCounts = new Map()
  for (const [stands, shingles] of measures.after) {
    if (!free.after[stands]) continue
    for (const shingle of shingles) {
      const holders = lines.get(shingle)
      if (holders && holders.length <= MOST_LINES) for (const stood of holders) raise(counts, stood, stands)
    }
  }
  return counts
}

function linesByShingle(measured: Map<number, Shingles>, free: boolean[]): Map<number, number[]> {
  const lines = new Map<number, number[]>()
  for (const [place, shingles] of measured) {
    if (!free[place]) continue
    for (const shingle of shingles) {
      const holders = lines.get(shingle)
      if (!holders) lines.set(shingle, [place])
      else if (holders.length <= MOST_LINES) holders.push(place)
    }
  }
  return lines
}

function raise(counts: SharedCounts, stood: number, stands: number) {
  const row = counts.get(stood) ?? new Map<number, number>()
  if (row.size === 0) counts.set(stood, row)
  row.set(stands, (row.get(stands) ?? 0) + 1)
}

/** The lines most alike anywhere, each in one match, taking their places. */
export function matchesAnywhere(counts: SharedCounts, measures: Measures, free: Free): AlikeMatch[] {
  const candidates = [...counts]
    .flatMap(([stood, row]) => [...row].map(([stands, shared]) => matchOf(stood, stands, measures, shared)))
    .filter(({ score }) => score >= LIKELY)
    .sort(
      (one, other) =>
        other.score - one.score || drift(one) - drift(other) || one.before - other.before || one.after - other.after,
    )
  return candidates.filter((match) => {
    const open = free.before[match.before] && free.after[match.after]
    if (open) take(free, match)
    return open
  })
}

function drift({ before, after }: AlikeMatch): number {
  return Math.abs(before - after)
}
