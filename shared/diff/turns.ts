import { negationsIn, OPPOSITES, scopeOf, statusOf } from '../findings/wording.ts'
import { type Prepared, servedBetween, withoutMarks } from '../text/normalize.ts'
import { endsAClause } from '../text/sentences.ts'
import type { Pair } from './compare-paragraphs.ts'
import type { Part, Stretch } from './word-diff.ts'

/**
 * A few words that turn what a clause says: into its opposite (不得 → 可), from done to under way or planned, from all to some. `before` and
 * `after` are the clauses, as served.
 */
export type Turn = { kind: TurnKind; before: string; after: string; stretch: Stretch }
type TurnKind = 'reversal' | 'status' | 'scope'

/** Longer changes are rewordings. */
const MAX_WORDS = 40

/** The turns in a paragraph, in order. */
export function turnsIn(pair: Pair): Turn[] {
  return pair.stretches.flatMap((stretch) => {
    const kind = stretch.same ? undefined : turnOf(stretch, pair)
    return kind
      ? [{ kind, before: clauseOf(pair.before, stretch.before), after: clauseOf(pair.after, stretch.after), stretch }]
      : []
  })
}

function turnOf({ before, after }: Stretch, pair: Pair): TurnKind | undefined {
  if (before.to - before.from > MAX_WORDS || after.to - after.from > MAX_WORDS) return undefined
  const [old, now] = [pair.before.folded.slice(before.from, before.to), pair.after.folded.slice(after.from, after.to)]
  if (denies(pair.before, before) !== denies(pair.after, after) && withoutModals(old) === withoutModals(now)) return 'reversal'
  if (OPPOSITES.some(([one, other]) => isReplaced(old, now, one, other) || isReplaced(old, now, other, one))) return 'reversal'
  const [status, statusAfter] = [statusOf(old), statusOf(now)]
  if (status && statusAfter && status !== statusAfter) return 'status'
  return isOfScope(old, now) ? 'scope' : undefined
}

/** Whether a part denies what follows; the characters around it decide whether 不 and 未 do (不断, 未来). */
function denies({ folded }: Prepared, { from, to }: Part): boolean {
  const start = Math.max(0, from - 2)
  const places = negationsIn(folded.slice(start, to + 4))
  return places.some((place) => place.end > from - start && place.start < to - start)
}

/** Words of permission, duty and time, which a negation replaces: 不得 → 可, 予以 → 不予, 已 → 未. */
const MODAL =
  /可以|可|应当|应该|必须|应|须|将会|将|会|能够|能|予以|给予|均|都|已经|已|仍然|仍|继续|允许|准许|得以|暂|需要|需|要/g

function withoutModals(words: string): string {
  let rest = ''
  let at = 0
  for (const { start, end } of negationsIn(words)) {
    rest += words.slice(at, start)
    at = end
  }
  return withoutMarks(`${rest}${words.slice(at)}`.replace(MODAL, ''))
    .replace(/^同意$/, '')
    .replace(FIGURES, '#')
}

/** Figures may change beside the words that turn a clause. */
const FIGURES = /\d+(?:[.,]\d+)*/g

function isReplaced(old: string, now: string, one: string, other: string): boolean {
  const [at, atNow] = [old.indexOf(one), now.indexOf(other)]
  if (at < 0 || atNow < 0) return false
  const rest = (text: string) => text.replace(FIGURES, '#')
  return (
    rest(old.slice(0, at)) === rest(now.slice(0, atNow)) &&
    rest(old.slice(at + one.length)) === rest(now.slice(atNow + other.length))
  )
}

/** 同意 → 原则同意. */
const IN_PRINCIPLE = /^原则上?$/

function isOfScope(old: string, now: string): boolean {
  const [from, to] = [scopeOf(old), scopeOf(now)]
  if ((from && to && from !== to) || (IN_PRINCIPLE.test(old + now) && (old === '' || now === ''))) return true
  return (from === 'partial' || to === 'partial') && from !== to && withoutScope(old) === withoutScope(now)
}

function withoutScope(words: string): string {
  return withoutModals(words.replace(/部分|个别|试点|先行|少数|若干|一些|有条件的?/g, ''))
}

/** A clause reaches so many characters beyond the words that changed. */
const REACH = 30

/** The clause around a part, as served, without the marks at its ends. */
function clauseOf(text: Prepared, { from, to }: Part): string {
  let start = from
  while (start > 0 && from - start < REACH && !endsAClause(text.folded, start - 1)) start--
  let end = to
  while (end < text.folded.length && end - to < REACH && !endsAClause(text.folded, end)) end++
  const clause = servedBetween(text, start, end).trim()
  const isCut = start > 0 && !endsAClause(text.folded, start - 1)
  return `${isCut ? '…' : ''}${clause}${end < text.folded.length && !endsAClause(text.folded, end) ? '…' : ''}`
}
