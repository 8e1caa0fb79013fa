import { heaviestIncreasingSubsequence, type Weighted } from './heaviest-increasing-subsequence.ts'
import {
  type Candidate,
  candidates,
  exactMatches,
  type Free,
  freePlaces,
  gapsBetween,
  LIKELY,
  matchesAnywhere,
  matchesInPlace,
  measure,
  type Measures,
  take,
} from './line-matches.ts'

/** Lines that are one paragraph in two versions, by their places: one on one side at least. */
type Group = { before: number[]; after: number[] }

/** A group; `moved` where its order among the others changed. */
export type Match = Group & { moved: boolean }

/**
 * The matches between two versions' folded lines, ascending in `after`; lines in no match were added or removed. Linear but for
 * sorting.
 */
export function align(before: string[], after: string[]): Match[] {
  const found = isLater(before, after) ? aligned(after, before).map(mirrored) : aligned(before, after)
  return found.sort((one, other) => (one.after[0] ?? 0) - (other.after[0] ?? 0))
}

/** Ties are broken in one direction, so that swapping the versions mirrors the result. */
function isLater(before: string[], after: string[]): boolean {
  const at = before.findIndex((line, place) => line !== after[place])
  return at >= 0 && (before[at] ?? '') > (after[at] ?? '')
}

function mirrored({ before, after, moved }: Match): Match {
  return { before: after, after: before, moved }
}

/** How alike two lines must be to be one paragraph: between the same neighbours; when moved; when alone between the same neighbours. */
const SURE = 0.75
const MOVED = 0.6
const REPLACED = 0.3

/** A group with how alike its lines are (1 when they are equal) and how much text they share. */
type Scored = Group & { weight: number; score: number }

function aligned(before: string[], after: string[]): Match[] {
  const exact = exactMatches(before, after)
  const free = freePlaces(before.length, after.length, exact)
  const measures = measure(before, after, free)
  const groups: Scored[] = [...exact.map((pair) => scored({ ...pair, score: 1 })), ...alikeGroups(measures, free, exact)]
  const inPlace = stayingGroups(groups)
  const kept = groups.filter((group) => inPlace.has(group) || (group.score >= MOVED && isPair(group)))
  const matches = kept.map((group) => ({ before: group.before, after: group.after, moved: !inPlace.has(group) }))
  return [...matches, ...replacedLines(before, after, matches, measures)]
}

function scored({ before, after, weight, score }: Weighted & { score: number }): Scored {
  return { before: [before], after: [after], weight, score }
}

function isPair({ before, after }: Group): boolean {
  return before.length === 1 && after.length === 1
}

function alikeGroups(measures: Measures, free: Free, exact: Weighted[]): Scored[] {
  const gaps = gapsBetween([...heaviestIncreasingSubsequence(exact)], free)
  const sure = gaps.flatMap((gap) => matchesInPlace(gap, measures, SURE))
  for (const pair of sure) take(free, pair)
  const found = candidates(measures, free, Math.min(LIKELY, CONTAINED))
  const groups = [...sure, ...matchesAnywhere(found, free)].map(scored)
  const opened = gatherSplits(groups, found, free)
  return [...groups, ...opened.map((group) => ({ ...group, weight: 1, score: 0 }))]
}

function stayingGroups(groups: Scored[]): Set<Scored> {
  const pairs = groups.map((group) => ({
    before: group.before[0] ?? 0,
    after: group.after[0] ?? 0,
    weight: group.weight,
    group,
  }))
  pairs.sort((one, other) => one.before - other.before)
  return new Set([...heaviestIncreasingSubsequence(pairs)].map(({ group }) => group))
}

/** Lines up to this length are matched by their place alone where they are replaced. */
const SHORT = 40

/** Lines in the place of as many others, with nothing else between the same neighbours. */
function replacedLines(before: string[], after: string[], matches: Match[], measures: Measures): Match[] {
  const taken = matches.flatMap((match) =>
    match.before.flatMap((one) => match.after.map((other) => ({ before: one, after: other }))),
  )
  const free = freePlaces(before.length, after.length, taken)
  const inPlace = matches.filter(({ moved }) => !moved).flatMap(lastPlaces)
  const areShort = (places: number[], lines: string[]) => places.every((place) => (lines[place]?.length ?? 0) <= SHORT)
  return gapsBetween(inPlace, free).flatMap((gap) => {
    const least = areShort(gap.before, before) && areShort(gap.after, after) ? 0 : REPLACED
    return matchesInPlace(gap, measures, least).map((pair) => ({ before: [pair.before], after: [pair.after], moved: false }))
  })
}

function lastPlaces(match: Match): { before: number; after: number }[] {
  const [before, after] = [match.before.at(-1), match.after.at(-1)]
  return before === undefined || after === undefined ? [] : [{ before, after }]
}

/** A line is a part of another where that has this share of its shingles. */
const CONTAINED = 0.7
/** Shorter lines are contained in many others by coincidence. */
const MIN_SHINGLES = 5

/**
 * Puts each free line that is a part of a line on the other side into that line's group, beside the lines already there: a paragraph
 * that was split in two, or two that were joined. Changes `groups` and `free`, and returns the groups it opened.
 */
function gatherSplits(groups: Group[], found: Candidate[], free: Free): Group[] {
  const byPlace = indexed(groups)
  const opened: Group[] = []
  for (let waiting = [...partsOf('after', found), ...partsOf('before', found)]; waiting.length > 0;) {
    const left = waiting.filter((part) => !join(part, byPlace, free, opened))
    if (left.length === waiting.length) break
    waiting = left
  }
  return opened
}

type Side = 'before' | 'after'
type Part = { side: Side; place: number; whole: number }
type ByPlace = Record<Side, Map<number, Group>>

function indexed(groups: Group[]): ByPlace {
  const pairs = (side: Side) => groups.flatMap((group) => group[side].map((place) => [place, group] as const))
  return { before: new Map(pairs('before')), after: new Map(pairs('after')) }
}

/** The lines of `side` that are a part of a line of the other side, each with the line that has most of it, in order. */
function partsOf(side: Side, found: Candidate[]): Part[] {
  const best = new Map<number, Candidate>()
  for (const candidate of found) {
    const size = side === 'after' ? candidate.sizeAfter : candidate.sizeBefore
    const known = best.get(candidate[side])
    if (size < MIN_SHINGLES || candidate.shared < CONTAINED * size || (known && known.shared >= candidate.shared)) continue
    best.set(candidate[side], candidate)
  }
  const other = side === 'after' ? 'before' : 'after'
  return [...best.values()]
    .map((candidate) => ({ side, place: candidate[side], whole: candidate[other] }))
    .sort((one, another) => one.place - another.place)
}

/** Whether the part has its place now: in the group of its whole, beside its other parts, or in a new group. */
function join({ side, place, whole }: Part, byPlace: ByPlace, free: Free, opened: Group[]): boolean {
  if (!free[side][place]) return true
  const other = side === 'after' ? 'before' : 'after'
  const group = byPlace[other].get(whole)
  if (group && (group[other].length > 1 || !isBeside(group[side], place))) return false
  if (!group && !free[other][whole]) return false
  if (group) group[side] = [...group[side], place].sort((one, another) => one - another)
  const joined = group ?? (side === 'after' ? { before: [whole], after: [place] } : { before: [place], after: [whole] })
  if (!group) opened.push(joined)
  byPlace[side].set(place, joined)
  byPlace[other].set(whole, joined)
  free[side][place] = false
  free[other][whole] = false
  return true
}

function isBeside(places: number[], place: number): boolean {
  return places[0] === place + 1 || places.at(-1) === place - 1
}
