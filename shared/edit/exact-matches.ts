import { diffArrays } from 'diff'
import { type Free, freePlaces, type Gap, gapsBetween, take } from './gaps.ts'
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
