import type { Role } from '../letter.ts'
import { atomsIn } from '../text/tokenize.ts'
import { isVisible, prepare, type Prepared, servedBetween } from '../text/normalize.ts'
import { align, type Match } from './align-paragraphs.ts'
import type { Line } from './letter-fields.ts'
import { type Atoms, diffTypography, diffWords, type Effort, fullEffort, type Stretch } from './word-diff.ts'

/** What became of one paragraph. In a `pair` something differs, or it was moved; `left` is where a moved one stood. */
export type Compared = { kind: 'same' | 'added' | 'removed'; text: string; role: Role } | { kind: 'left'; move: number } | Pair
export type Pair = {
  kind: 'pair'
  role: Role
  before: Prepared
  after: Prepared
  /** Absent where only typography differs: that needs no tokens. */
  atoms?: Atoms
  stretches: Stretch[]
  move?: number
}

/** Two versions' lines compared, in the order of `after`, what stood before what stands. Lines without a visible character do not count. */
export function compareLines(before: Line[], after: Line[]): Compared[] {
  const [stood, stands] = [before.filter(({ text }) => isVisible(text)), after.filter(({ text }) => isVisible(text))]
  const { start, end } = untouched(stood, stands)
  const same = ({ text, role }: Line): Compared => ({ kind: 'same', text, role })
  return [
    ...stands.slice(0, start).map(same),
    ...compareMiddle(stood.slice(start, stood.length - end), stands.slice(start, stands.length - end)),
    ...stands.slice(stands.length - end).map(same),
  ]
}

/** How many lines at the start and at the end are the same to the byte. */
function untouched(before: Line[], after: Line[]): { start: number; end: number } {
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && before[start]?.text === after[start]?.text) start++
  let end = 0
  while (end < shorter - start && before.at(-1 - end)?.text === after.at(-1 - end)?.text) end++
  return { start, end }
}

type Version = { lines: Line[]; prepared: Prepared[] }

function compareMiddle(before: Line[], after: Line[]): Compared[] {
  const stood = { lines: before, prepared: before.map(({ text }) => prepare([text])) }
  const stands = { lines: after, prepared: after.map(({ text }) => prepare([text])) }
  const folded = ({ prepared }: Version) => prepared.map((line) => line.folded)
  return inOrder(align(folded(stood), folded(stands)), stood, stands)
}

type Moves = { leaving: Map<number | undefined, number>; arriving: Map<number | undefined, { match: Match; move: number }> }

/** The moved matches by where they left and where they arrived, numbered from 1. */
function movesOf(matches: Match[]): Moves {
  const moved = matches.filter((match) => match.moved).map((match, index) => ({ match, move: index + 1 }))
  return {
    leaving: new Map(moved.map(({ match, move }) => [match.before[0], move])),
    arriving: new Map(moved.map((arrived) => [arrived.match.after[0], arrived])),
  }
}

function inOrder(matches: Match[], before: Version, after: Version): Compared[] {
  const moves = movesOf(matches)
  const effort = fullEffort()
  const compared: Compared[] = []
  let [beforeAt, afterAt] = [0, 0]
  const putBetween = (beforeTo: number, afterTo: number) => {
    for (; beforeAt < beforeTo; beforeAt++) compared.push(gone(before.lines[beforeAt], moves.leaving.get(beforeAt)))
    for (; afterAt < afterTo; afterAt++) {
      const arrived = moves.arriving.get(afterAt)
      compared.push(arrived ? compareMatch(arrived.match, before, after, effort, arrived.move) : come(after.lines[afterAt]))
    }
  }
  for (const match of matches.filter(({ moved }) => !moved)) {
    putBetween(match.before[0] ?? 0, match.after[0] ?? 0)
    compared.push(compareMatch(match, before, after, effort))
    beforeAt += match.before.length
    afterAt += match.after.length
  }
  putBetween(before.lines.length, after.lines.length)
  return compared
}

function gone(line: Line | undefined, move: number | undefined): Compared {
  return move === undefined ? { kind: 'removed', text: line?.text ?? '', role: line?.role ?? 'text' } : { kind: 'left', move }
}

function come(line: Line | undefined): Compared {
  return { kind: 'added', text: line?.text ?? '', role: line?.role ?? 'text' }
}

function compareMatch(match: Match, before: Version, after: Version, effort: Effort, move?: number): Compared {
  const role = after.lines[match.after[0] ?? 0]?.role ?? 'text'
  const [stood, stands] = [joinedLines(before, match.before), joinedLines(after, match.after)]
  if (move === undefined && stood.seen === stands.seen) return { kind: 'same', text: stands.served, role }
  const pair = { kind: 'pair', role, before: stood, after: stands, ...(move && { move }) } as const
  if (stood.folded === stands.folded) return { ...pair, stretches: diffTypography(stood, stands) }
  const atoms = { before: atomsIn(stood.folded), after: atomsIn(stands.folded) }
  return { ...pair, atoms, stretches: diffWords(stood, stands, atoms, effort) }
}

/** The lines at `places` as one text; one line, as it mostly is, was prepared already. */
function joinedLines({ lines, prepared }: Version, places: number[]): Prepared {
  const [only] = places
  const single = places.length === 1 && only !== undefined ? prepared[only] : undefined
  return single ?? prepare(places.map((place) => lines[place]?.text ?? ''))
}

/** What a compared paragraph says in one version; undefined where that version has none there. */
export function textOn(side: 'before' | 'after', paragraph: Compared): string | undefined {
  if (paragraph.kind === 'pair') return paragraph[side].served
  if (paragraph.kind === 'same') return paragraph.text
  return paragraph.kind === (side === 'before' ? 'removed' : 'added') ? paragraph.text : undefined
}

/** What was served for a stretch of `pair` in either version. */
export function servedOf({ before, after }: Stretch, pair: Pair): { before: string; after: string } {
  return {
    before: servedBetween(pair.before, before.from, before.to).trim(),
    after: servedBetween(pair.after, after.from, after.to).trim(),
  }
}
