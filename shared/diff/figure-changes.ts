import { nounOf } from '../findings/figures.ts'
import { compact, fold, type Prepared, servedBetween } from '../text/normalize.ts'
import { parseQuantity, type Quantity, unitKey } from '../text/numerals.ts'
import { atomsIn, type Token, tokenKey } from '../text/tokenize.ts'
import type { Pair } from './compare-paragraphs.ts'
import type { Figure } from '../edit.ts'
import type { Statement } from './summarize.ts'
import type { Stretch } from './word-diff.ts'

/** The figures, dates and names that others took the place of in a paragraph, in order, as served; figures with the noun they count. */
export function figuresOf(pair: Pair): Figure[] {
  return pair.stretches.filter(({ same }) => !same).flatMap((stretch) => figuresIn(stretch, pair))
}

function figuresIn({ before, after }: Stretch, pair: Pair): Figure[] {
  if (before.tokens.length === 0 || after.tokens.length === 0) return []
  return (['figure', 'date', 'name'] as const).flatMap((kind) => {
    const stood = before.tokens.filter((token) => token.kind === kind)
    const stands = after.tokens.filter((token) => token.kind === kind)
    const pairs = pairUp(
      withoutThoseIn(stands, pair.after, stood, pair.before),
      withoutThoseIn(stood, pair.before, stands, pair.after),
      pair,
    )
    return pairs.map(([from, to]) => figureOf(from, to, pair))
  })
}

function keyOf({ folded }: Prepared, { start, end }: Token): string {
  return folded.slice(start, end)
}

/** Of `tokens` those that say what none of the `others` says. */
function withoutThoseIn(others: Token[], othersText: Prepared, tokens: Token[], text: Prepared): Token[] {
  const said = (token: Token, where: Prepared) => tokenKey(where.folded, token)
  const known = new Set(others.map((token) => said(token, othersText)))
  return tokens.filter((token) => !known.has(said(token, text)))
}

/** Each that stood with the first that stands now and has its unit; only where as many stand as stood may units differ. */
function pairUp(stood: Token[], stands: Token[], { before, after }: Pair): [Token, Token][] {
  const unitOf = (text: Prepared, token: Token) => unitKey(parseQuantity(keyOf(text, token))?.unit ?? '')
  const open = new Set(stands)
  const alike = new Map([...Map.groupBy(stands, (token) => unitOf(after, token))].map(([unit, own]) => [unit, own.values()]))
  const firstOpen = (tokens: Iterable<Token> = []) => {
    for (const token of tokens) if (open.has(token)) return token
    return undefined
  }
  return stood.flatMap((from): [Token, Token][] => {
    const suited = from.kind === 'figure' ? firstOpen(alike.get(unitOf(before, from))) : undefined
    const to = suited ?? (stood.length === stands.length ? firstOpen(open) : undefined)
    if (!to) return []
    open.delete(to)
    return [[from, to]]
  })
}

function figureOf(from: Token, to: Token, { before, after }: Pair): Figure {
  const of =
    from.kind === 'figure' ? (nounOf(after.seen, to.start, to.end) ?? nounOf(before.seen, from.start, from.end)) : undefined
  return {
    before: servedBetween(before, from.start, from.end).trim(),
    after: servedBetween(after, to.start, to.end).trim(),
    ...(of && { of }),
  }
}

/** What is numbered in these rather than counted (七届 did not grow to 八届), measured from no real zero (℃), or not told exactly (十几家). */
const NUMBERED = /^[届版级层条款期几℃]/
/** What is a share already, or the difference of two. */
const SHARE = /^%$|百分点$/

/**
 * How much a figure grew, as people say it: `+4.2%` of itself, a multiple from ten times on, `+3个百分点` for shares; undefined where
 * the two do not compare, have no unit, or are dates or names.
 */
export function growthOf({ before, after }: Figure): Statement | undefined {
  const [from, to] = [quantityIn(before), quantityIn(after)]
  if (!from || !to || unitKey(from.unit) !== unitKey(to.unit) || from.value === 0 || from.value === to.value) return undefined
  if (SHARE.test(from.unit)) {
    const points = signed(to.value - from.value, 2)
    return { zh: `${points}个百分点`, en: `${points} percentage points` }
  }
  const times = to.value / from.value
  if (times >= 10) return { zh: `为原来的${Number(times.toFixed(1))}倍`, en: `${Number(times.toFixed(1))} times as much` }
  const percent = `${signed((times - 1) * 100, 1)}%`
  return { zh: percent, en: percent }
}

/** The quantity of a figure that counts something. */
function quantityIn(served: string): Quantity | undefined {
  const text = fold(compact(served))
  const quantity = atomsIn(text)[0]?.kind === 'figure' ? parseQuantity(text) : undefined
  return quantity && /\D$/.test(text) && !NUMBERED.test(quantity.unit) ? quantity : undefined
}

/** With so many decimals, or as many more as keep it from 0 and from -100, where it is neither. */
function signed(value: number, decimals: number): string {
  const rounded = Number(value.toFixed(decimals))
  if ((rounded === 0 || rounded === -100) && rounded !== value && decimals < 6) return signed(value, decimals + 1)
  return `${rounded > 0 ? '+' : ''}${rounded}`
}
