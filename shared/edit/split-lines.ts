import type { Candidate } from './alike-matches.ts'
import type { Free } from './gaps.ts'

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
