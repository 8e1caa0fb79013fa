import { diffArrays } from 'diff'
import { alike, sharedCount, type Shingles, shinglesOf } from '../text/similarity.ts'
import { heaviestIncreasingSubsequence, type Weighted } from './heaviest-increasing-subsequence.ts'

/**
 * The lines that are equal in both versions, each in one pair at most, ascending in `before`; some pairs may cross others. Lines that
 * occur equally often are paired in their order and anchor the rest; other repeated lines are paired between two anchors, then anywhere.
 */
export function exactMatches(before: string[], after: string[]): Weighted[] {
  const pair = ([one, other]: [number, number]) => ({ before: one, after: other, weight: (before[one]?.length ?? 0) + 1 })
  const all = freePlaces(before.length, after.length, [])
  const anchors = pairedInOrder(before, after, all, (count, countAfter) => count === countAfter).map(pair)
  const free = freePlaces(before.length, after.length, anchors)
  const staying = [...heaviestIncreasingSubsequence(anchors.sort(byPlace))]
  const between = gapsBetween(staying, free).flatMap((gap) => repeatedIn(gap, before, after).map(pair))
  for (const found of between) take(free, found)
  const anywhere = pairedInOrder(before, after, free, () => true).map(pair)
  return [...anchors, ...between, ...anywhere].sort(byPlace)
}

function byPlace(one: Weighted, other: Weighted): number {
  return one.before - other.before
}

/** Each line with its equals, the first with the first and so on, where the numbers of occurrences `suit`. */
function pairedInOrder(
  before: string[],
  after: string[],
  free: Free,
  suit: (before: number, after: number) => boolean,
): [number, number][] {
  const placesAfter = placesByLine(after, free.after)
  return [...placesByLine(before, free.before)].flatMap(([line, places]) => {
    const others = placesAfter.get(line) ?? []
    if (!suit(places.length, others.length)) return []
    return places.slice(0, others.length).map((place, index): [number, number] => [place, others[index] ?? 0])
  })
}

function placesByLine(lines: string[], free: boolean[]): Map<string, number[]> {
  const places = new Map<string, number[]>()
  lines.forEach((line, place) => {
    if (!free[place]) return
    const known = places.get(line)
    if (known) known.push(place)
    else places.set(line, [place])
  })
  return places
}

/** Where more lines than these are inserted and removed between two anchors, repeated lines there count as moved. */
const MAX_EDITS = 200

/** The pairs of equal lines in a gap, in order. */
function repeatedIn(gap: Gap, before: string[], after: string[]): [number, number][] {
  const textBefore = (place: number) => before[place] ?? ''
  const textAfter = (place: number) => after[place] ?? ''
  const [known, knownAfter] = [new Set(gap.before.map(textBefore)), new Set(gap.after.map(textAfter))]
  const places = gap.before.filter((place) => knownAfter.has(textBefore(place)))
  const placesAfter = gap.after.filter((place) => known.has(textAfter(place)))
  const changes = diffArrays(places.map(textBefore), placesAfter.map(textAfter), { maxEditLength: MAX_EDITS }) ?? []
  const pairs: [number, number][] = []
  let [at, atAfter] = [0, 0]
  for (const { added, removed, count } of changes) {
    for (let next = 0; next < count && !added && !removed; next++)
      pairs.push([places[at + next] ?? 0, placesAfter[atAfter + next] ?? 0])
    if (!added) at += count
    if (!removed) atAfter += count
  }
  return pairs
}

/** From this share on two lines are one paragraph. */
export const LIKELY = 0.5
/** Beyond this many characters to compare, shingles are sampled. */
const SAMPLED_BEYOND = 100_000

/** The shingles of the free lines, by place. */
export type Measures = { before: Map<number, Shingles>; after: Map<number, Shingles> }

export function measure(before: string[], after: string[], free: Free): Measures {
  const open = (lines: string[], isFree: boolean[]) =>
    lines.map((line, place) => ({ line, place })).filter(({ place }) => isFree[place])
  const [openBefore, openAfter] = [open(before, free.before), open(after, free.after)]
  const length = [...openBefore, ...openAfter].reduce((sum, { line }) => sum + line.length, 0)
  const every = Math.ceil(Math.max(1, length / SAMPLED_BEYOND))
  const shingles = (lines: typeof openBefore) => new Map(lines.map(({ line, place }) => [place, shinglesOf(line, every)]))
  return { before: shingles(openBefore), after: shingles(openAfter) }
}

/** Two lines that differ, and how alike they are (0 … 1). */
type AlikeMatch = Weighted & { score: number }

/** In a gap with as many lines before as after, each line with the one in its place, if they are at least `least` alike. */
export function matchesInPlace({ before, after }: Gap, measures: Measures, least: number): AlikeMatch[] {
  if (before.length !== after.length) return []
  return before.flatMap((place, index) => {
    const match = matchOf(place, after[index] ?? 0, measures)
    return match.score >= least ? [match] : []
  })
}

const NO_SHINGLES: Shingles = new Set()

function matchOf(before: number, after: number, measures: Measures): AlikeMatch {
  const [one, other] = [measures.before.get(before) ?? NO_SHINGLES, measures.after.get(after) ?? NO_SHINGLES]
  const count = sharedCount(one, other)
  return { before, after, weight: count + 1, score: alike(count, one.size, other.size) }
}

/** Two free lines, how many shingles they share, and how many each has. */
export type Candidate = { before: number; after: number; shared: number; sizeBefore: number; sizeAfter: number }

/** The pairs of free lines that may be one paragraph, or one a part of the other: those that share `least` of the smaller one's shingles. */
export function candidates(measures: Measures, free: Free, least: number): Candidate[] {
  const lines = linesByShingle(measures.before, free.before)
  const counts = new Uint32Array(free.before.length)
  return [...measures.after].flatMap(([after, shingles]) => {
    if (!free.after[after]) return []
    const found = countShared(shingles, lines, counts).map((before) => {
      const shared = counts[before] ?? 0
      counts[before] = 0
      return { before, after, shared, sizeBefore: measures.before.get(before)?.size ?? 0, sizeAfter: shingles.size }
    })
    return found.filter(({ shared, sizeBefore, sizeAfter }) => shared >= least * Math.min(sizeBefore, sizeAfter))
  })
}

/** A shingle of more lines than this does not distinguish them. */
const MAX_LINES = 12

function linesByShingle(measured: Map<number, Shingles>, free: boolean[]): Map<number, number[]> {
  const lines = new Map<number, number[]>()
  for (const [place, shingles] of measured) {
    if (!free[place]) continue
    for (const shingle of shingles) {
      const holders = lines.get(shingle)
      if (!holders) lines.set(shingle, [place])
      else if (holders.length <= MAX_LINES) holders.push(place)
    }
  }
  return lines
}

/** Counts in `counts` what each line shares with `shingles`, and returns the places of the lines that share any. */
function countShared(shingles: Shingles, lines: Map<number, number[]>, counts: Uint32Array): number[] {
  const counted: number[] = []
  for (const shingle of shingles) {
    const holders = lines.get(shingle)
    if (!holders || holders.length > MAX_LINES) continue
    for (const place of holders) {
      const count = counts[place] ?? 0
      if (count === 0) counted.push(place)
      counts[place] = count + 1
    }
  }
  return counted
}

/** The most similar lines anywhere, each in one match. Takes their places. */
export function matchesAnywhere(found: Candidate[], free: Free): AlikeMatch[] {
  const matches = found.map(({ before, after, shared, sizeBefore, sizeAfter }) => ({
    before,
    after,
    weight: shared + 1,
    score: alike(shared, sizeBefore, sizeAfter),
  }))
  const likely = matches.filter(({ score }) => score >= LIKELY)
  likely.sort(
    (one, other) =>
      other.score - one.score || distance(one) - distance(other) || one.before - other.before || one.after - other.after,
  )
  return likely.filter((match) => {
    const isOpen = free.before[match.before] && free.after[match.after]
    if (isOpen) take(free, match)
    return isOpen
  })
}

function distance({ before, after }: AlikeMatch): number {
  return Math.abs(before - after)
}

/** The places of two versions' lines that are in no match yet. */
export type Free = { before: boolean[]; after: boolean[] }

/** The free places between two neighbouring matches that keep their order, ascending. */
type Gap = { before: number[]; after: number[] }

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
