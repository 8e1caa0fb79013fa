import { candidates, LIKELY, matchesAnywhere, matchesInPlace, measure, type Measures } from './alike-matches.ts'
import { exactMatches } from './exact-matches.ts'
import { type Free, freePlaces, gapsBetween, take } from './gaps.ts'
import { heaviestRun, type Weighted } from './heaviest-run.ts'
import { CONTAINED, gatherSplits, type Group } from './split-lines.ts'

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
