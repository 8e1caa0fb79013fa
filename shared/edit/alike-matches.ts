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
export const LIKELY = 0.5

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

function matchOf(before: number, after: number, measures: Measures): AlikeMatch {
  const [stood, stands] = [measures.before.get(before) ?? new Set<number>(), measures.after.get(after) ?? new Set<number>()]
  const count = sharedCount(stood, stands)
  return { before, after, weight: count + 1, score: alike(count, stood.size, stands.size) }
}

/** Two free lines, how many shingles they share, and how many each has. */
export type Candidate = { before: number; after: number; shared: number; stood: number; stands: number }

/** The pairs of free lines that may be one paragraph, or one a part of the other: those that share `least` of the smaller one's shingles. */
export function candidates(measures: Measures, free: Free, least: number): Candidate[] {
  const lines = linesByShingle(measures.before, free.before)
  const counts = new Uint32Array(free.before.length)
  return [...measures.after].flatMap(([after, shingles]) => {
    if (!free.after[after]) return []
    const found = countShared(shingles, lines, counts).map((before) => {
      const shared = counts[before] ?? 0
      counts[before] = 0
      return { before, after, shared, stood: measures.before.get(before)?.size ?? 0, stands: shingles.size }
    })
    return found.filter(({ shared, stood, stands }) => shared >= least * Math.min(stood, stands))
  })
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

/** Counts in `counts` what each line shares with `shingles`, and returns the places of those that share any. */
function countShared(shingles: Shingles, lines: Map<number, number[]>, counts: Uint32Array): number[] {
  const touched: number[] = []
  for (const shingle of shingles) {
    const holders = lines.get(shingle)
    if (!holders || holders.length > MOST_LINES) continue
    for (const place of holders) {
      const count = counts[place] ?? 0
      if (count === 0) touched.push(place)
      counts[place] = count + 1
    }
  }
  return touched
}

/** The lines most alike anywhere, each in one match, taking their places. */
export function matchesAnywhere(found: Candidate[], free: Free): AlikeMatch[] {
  const matches = found.map(({ before, after, shared, stood, stands }) => ({
    before,
    after,
    weight: shared + 1,
    score: alike(shared, stood, stands),
  }))
  const likely = matches.filter(({ score }) => score >= LIKELY)
  likely.sort(
    (one, other) =>
      other.score - one.score || drift(one) - drift(other) || one.before - other.before || one.after - other.after,
  )
  return likely.filter((match) => {
    const open = free.before[match.before] && free.after[match.after]
    if (open) take(free, match)
    return open
  })
}

function drift({ before, after }: AlikeMatch): number {
  return Math.abs(before - after)
}
