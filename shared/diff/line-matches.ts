import { diffArrays } from 'diff'
import { alike, sharedCount, type Shingles, shinglesOf } from '../text/similarity.ts'
import { heaviestRun, type Weighted } from './heaviest-run.ts'

/** More lines than these inserted and removed between two anchors are not looked into: repeated lines there count as moved. */
const MOST_EDITS = 200

/**
 * The lines that stand in both versions, each in one pair at most, ascending in `before`; some may cross others. Lines that come
 * equally often are paired in their order and anchor the rest; other repeated lines are paired between two anchors, then anywhere.
 */
export function exactMatches(before: string[], after: string[]): Weighted[] {
  const pair = (stood: number, stands: number) => ({ before: stood, after: stands, weight: (before[stood]?.length ?? 0) + 1 })
  const all = freePlaces(before.length, after.length, [])
  const anchors = pairedInOrder(before, after, all, (stood, stands) => stood === stands).map(([b, a]) => pair(b, a))
  const free = freePlaces(before.length, after.length, anchors)
  const between = gapsBetween([...heaviestRun(anchors.sort(inOrder))], free)
    .flatMap((gap) => repeatedIn(gap, before, after))
    .map(([b, a]) => pair(b, a))
  for (const found of between) take(free, found)
  const anywhere = pairedInOrder(before, after, free, () => true).map(([b, a]) => pair(b, a))
  return [...anchors, ...between, ...anywhere].sort(inOrder)
}

function inOrder(one: Weighted, other: Weighted): number {
  return one.before - other.before
}

/** Each line with its like, the first with the first and so on, where the numbers of times they stand there `suit`. */
function pairedInOrder(before: string[], after: string[], free: Free, suit: (before: number, after: number) => boolean) {
  const stands = placesOf(after, free.after)
  return [...placesOf(before, free.before)].flatMap(([line, places]) => {
    const others = stands.get(line) ?? []
    if (!suit(places.length, others.length)) return []
    return places.slice(0, others.length).map((place, index): [number, number] => [place, others[index] ?? 0])
  })
}

function placesOf(lines: string[], free: boolean[]): Map<string, number[]> {
  const places = new Map<string, number[]>()
  lines.forEach((line, place) => {
    if (!free[place]) return
    const known = places.get(line)
    if (known) known.push(place)
    else places.set(line, [place])
  })
  return places
}

function repeatedIn(gap: Gap, before: string[], after: string[]): [number, number][] {
  const stood = gap.before.filter(
    oneOf(
      gap.after.map((place) => after[place]),
      before,
    ),
  )
  const stands = gap.after.filter(
    oneOf(
      gap.before.map((place) => before[place]),
      after,
    ),
  )
  const lines = (places: number[], from: string[]) => places.map((place) => from[place] ?? '')
  const changes = diffArrays(lines(stood, before), lines(stands, after), { maxEditLength: MOST_EDITS }) ?? []
  const pairs: [number, number][] = []
  let [beforeAt, afterAt] = [0, 0]
  for (const { added, removed, count } of changes) {
    for (let at = 0; at < count && !added && !removed; at++) pairs.push([stood[beforeAt + at] ?? 0, stands[afterAt + at] ?? 0])
    if (!added) beforeAt += count
    if (!removed) afterAt += count
  }
  return pairs
}

function oneOf(others: (string | undefined)[], lines: string[]) {
  const known = new Set(others)
  return (place: number) => known.has(lines[place])
}

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

/** The places of two versions' lines that no match has taken yet. */
export type Free = { before: boolean[]; after: boolean[] }

/** The free places between two neighbouring matches that stay in place, ascending. */
export type Gap = { before: number[]; after: number[] }

type Places = { before: number; after: number }

/** All places of `before` and `after` lines but those in `taken`. */
export function freePlaces(before: number, after: number, taken: Places[]): Free {
  const free = { before: new Array<boolean>(before).fill(true), after: new Array<boolean>(after).fill(true) }
  for (const place of taken) take(free, place)
  return free
}

export function take(free: Free, place: Places) {
  free.before[place.before] = false
  free.after[place.after] = false
}

/** The gaps with free places on both sides, between matches that ascend on both. */
export function gapsBetween(inPlace: Places[], free: Free): Gap[] {
  const ends = [...inPlace].sort((one, other) => one.before - other.before)
  const gaps: Gap[] = []
  let from = { before: 0, after: 0 }
  for (const end of [...ends, { before: free.before.length, after: free.after.length }]) {
    const gap = { before: freeIn(free.before, from.before, end.before), after: freeIn(free.after, from.after, end.after) }
    if (gap.before.length > 0 && gap.after.length > 0) gaps.push(gap)
    from = { before: end.before + 1, after: end.after + 1 }
  }
  return gaps
}

function freeIn(free: boolean[], from: number, to: number): number[] {
  const places: number[] = []
  for (let place = from; place < to; place++) if (free[place]) places.push(place)
  return places
}
