import type { Role } from '../letter.ts'
import { isVisible, prepare, type Prepared, servedBetween } from '../text/normalize.ts'
import { atomsIn } from '../text/tokenize.ts'
import { align, type Match } from './align-paragraphs.ts'
import type { Line } from './letter-fields.ts'
import { type Atoms, diffTypography, diffWords, type Effort, fullEffort, type Stretch } from './word-diff.ts'

/** What became of one paragraph: `left` is the former place of a moved one. */
export type Compared = { kind: 'same' | 'added' | 'removed'; text: string; role: Role } | { kind: 'left'; move: number } | Pair

/** A paragraph of both versions in which something differs, or that was moved. `atoms` are absent where only typography may differ. */
export type Pair = {
  kind: 'pair'
  role: Role
  before: Prepared
  after: Prepared
  atoms?: Atoms
  stretches: Stretch[]
  move?: number
}

/**
 * The lines of two versions compared, in the order of `after`; in one place the lines before come first. Lines without a visible
 * character are ignored.
 */
export function compareLines(linesBefore: Line[], linesAfter: Line[]): Compared[] {
  const isShown = ({ text }: Line) => isVisible(text)
  const [before, after] = [linesBefore.filter(isShown), linesAfter.filter(isShown)]
  const { start, end } = equalLines(before, after)
  const same = ({ text, role }: Line): Compared => ({ kind: 'same', text, role })
  return [
    ...after.slice(0, start).map(same),
    ...compareMiddle(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...after.slice(after.length - end).map(same),
  ]
}

/** How many lines at the start and at the end are equal to the byte. */
function equalLines(before: Line[], after: Line[]): { start: number; end: number } {
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && before[start]?.text === after[start]?.text) start++
  let end = 0
  while (end < shorter - start && before.at(-1 - end)?.text === after.at(-1 - end)?.text) end++
  return { start, end }
}

type Version = { lines: Line[]; prepared: Prepared[] }

function compareMiddle(linesBefore: Line[], linesAfter: Line[]): Compared[] {
  const before = { lines: linesBefore, prepared: linesBefore.map(({ text }) => prepare([text])) }
  const after = { lines: linesAfter, prepared: linesAfter.map(({ text }) => prepare([text])) }
  const folded = ({ prepared }: Version) => prepared.map((line) => line.folded)
  return inOrder(align(folded(before), folded(after)), before, after)
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
  const putUnmatched = (beforeTo: number, afterTo: number) => {
    for (; beforeAt < beforeTo; beforeAt++) compared.push(removedLine(before.lines[beforeAt], moves.leaving.get(beforeAt)))
    for (; afterAt < afterTo; afterAt++) {
      const arrived = moves.arriving.get(afterAt)
      compared.push(
        arrived ? compareMatch(arrived.match, before, after, effort, arrived.move) : addedLine(after.lines[afterAt]),
      )
    }
  }
  for (const match of matches.filter(({ moved }) => !moved)) {
    putUnmatched(match.before[0] ?? 0, match.after[0] ?? 0)
    compared.push(compareMatch(match, before, after, effort))
    beforeAt += match.before.length
    afterAt += match.after.length
  }
  putUnmatched(before.lines.length, after.lines.length)
  return compared
}

function removedLine(line: Line | undefined, move: number | undefined): Compared {
  return move === undefined ? { kind: 'removed', text: line?.text ?? '', role: line?.role ?? 'text' } : { kind: 'left', move }
}

function addedLine(line: Line | undefined): Compared {
  return { kind: 'added', text: line?.text ?? '', role: line?.role ?? 'text' }
}

function compareMatch(match: Match, linesBefore: Version, linesAfter: Version, effort: Effort, move?: number): Compared {
  const role = linesAfter.lines[match.after[0] ?? 0]?.role ?? 'text'
  const [before, after] = [joinedLines(linesBefore, match.before), joinedLines(linesAfter, match.after)]
  if (move === undefined && before.seen === after.seen) return { kind: 'same', text: after.served, role }
  const pair = { kind: 'pair', role, before, after, ...(move && { move }) } as const
  if (before.folded === after.folded) return { ...pair, stretches: diffTypography(before, after) }
  const atoms = { before: atomsIn(before.folded), after: atomsIn(after.folded) }
  return { ...pair, atoms, stretches: diffWords(before, after, atoms, effort) }
}

/** The lines at `places` as one text. Most often it is one line, which is prepared already. */
function joinedLines({ lines, prepared }: Version, places: number[]): Prepared {
  const [only] = places
  const single = places.length === 1 && only !== undefined ? prepared[only] : undefined
  return single ?? prepare(places.map((place) => lines[place]?.text ?? ''))
}

/** The text of a compared paragraph in one version; undefined where that version does not have it. */
export function textOn(side: 'before' | 'after', paragraph: Compared): string | undefined {
  if (paragraph.kind === 'pair') return paragraph[side].served
  if (paragraph.kind === 'same') return paragraph.text
  return paragraph.kind === (side === 'before' ? 'removed' : 'added') ? paragraph.text : undefined
}

/** The served text of a stretch of `pair` in both versions. */
export function servedOf({ before, after }: Stretch, pair: Pair): { before: string; after: string } {
  return {
    before: servedBetween(pair.before, before.from, before.to).trim(),
    after: servedBetween(pair.after, after.from, after.to).trim(),
  }
}
