import { heaviestRun, type Weighted } from './heaviest-run.ts'
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

/** A group of lines that are one paragraph in two versions; `moved` where it stands in another order now. */
export type Match = Group & { moved: boolean }

/** How alike lines must be to be one paragraph: certainly, in its place; moved as well as changed; in its place with nothing else there. */
const SURE = 0.75
const MOVED = 0.6
const REPLACED = 0.3
/** Shorter lines are told to be replaced by their place alone. */
const SHORT = 40

/** The matches between two versions' folded lines, ascending in `after`; lines in none of them came or went. Linear but for sorting. */
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
  const sure = gapsBetween([...heaviestRun(exact)], free).flatMap((gap) => matchesInPlace(gap, measures, SURE))
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
  return new Set([...heaviestRun(pairs)].map(({ group }) => group))
}

/** Lines that stand where as many others stood, with nothing else between the same neighbours. */
function replacedLines(before: string[], after: string[], matches: Match[], measures: Measures): Match[] {
  const taken = matches.flatMap((match) =>
    match.before.flatMap((stood) => match.after.map((stands) => ({ before: stood, after: stands }))),
  )
  const free = freePlaces(before.length, after.length, taken)
  const inPlace = matches.filter(({ moved }) => !moved).flatMap(lastPlaces)
  const isShort = (place: number, lines: string[]) => (lines[place]?.length ?? 0) <= SHORT
  return gapsBetween(inPlace, free).flatMap((gap) => {
    const least =
      gap.before.every((place) => isShort(place, before)) && gap.after.every((place) => isShort(place, after)) ? 0 : REPLACED
    return matchesInPlace(gap, measures, least).map((pair) => ({ before: [pair.before], after: [pair.after], moved: false }))
  })
}

function lastPlaces({ before, after }: Match) {
  const [stood, stands] = [before.at(-1), after.at(-1)]
  return stood === undefined || stands === undefined ? [] : [{ before: stood, after: stands }]
}

/** Lines that are one paragraph in two versions, by their places: one on one side at least. */
export type Group = { before: number[]; after: number[] }

/** A line belongs to another where that share of it stands there too. */
export const CONTAINED = 0.7
/** A shorter line stands in many others by chance. */
const FEWEST_SHINGLES = 5

/**
 * Puts each free line that is a part of one on the other side into that one's group, beside the lines already there: a paragraph
 * split in two, or two joined. Changes `groups` and `free`, and returns the groups it opened.
 */
export function gatherSplits(groups: Group[], found: Candidate[], free: Free): Group[] {
  const byPlace = indexed(groups)
  const parts = [...partsOf('after', found), ...partsOf('before', found)]
  const opened: Group[] = []
  for (let waiting = parts; waiting.length > 0;) {
    const left = waiting.filter((part) => !join(part, byPlace, free, opened))
    if (left.length === waiting.length) break
    waiting = left
  }
  return opened
}

type SideName = 'before' | 'after'
type Part = { side: SideName; place: number; whole: number }
type ByPlace = Record<SideName, Map<number, Group>>

function indexed(groups: Group[]): ByPlace {
  const pairs = (side: SideName) => groups.flatMap((group) => group[side].map((place) => [place, group] as const))
  return { before: new Map(pairs('before')), after: new Map(pairs('after')) }
}

/** The lines of `side` that are contained in one of the other side, each with the one that holds most of it, in order. */
function partsOf(side: SideName, found: Candidate[]): Part[] {
  const best = new Map<number, Candidate>()
  for (const candidate of found) {
    const size = side === 'after' ? candidate.stands : candidate.stood
    const known = best.get(candidate[side])
    if (size < FEWEST_SHINGLES || candidate.shared < CONTAINED * size || (known && known.shared >= candidate.shared)) continue
    best.set(candidate[side], candidate)
  }
  const other = side === 'after' ? 'before' : 'after'
  return [...best.values()]
    .map((candidate) => ({ side, place: candidate[side], whole: candidate[other] }))
    .sort((one, another) => one.place - another.place)
}

/** Whether the part has found its place: in the group of its whole, beside its other parts, or in a new one. */
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
