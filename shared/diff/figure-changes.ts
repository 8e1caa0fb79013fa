import { nounOf } from '../findings/figures.ts'
import { compact, fold, type Prepared, servedBetween } from '../text/normalize.ts'
import { parseQuantity, type Quantity, unitKey } from '../text/numerals.ts'
import { atomsIn, type Token, tokenKey } from '../text/tokenize.ts'
import type { Pair } from './compare-paragraphs.ts'
import type { Figure } from '../edit.ts'
import type { Statement } from './statement.ts'
import type { Stretch } from './word-diff.ts'

/** The figures, dates and names that were replaced by others in a paragraph, in order, as served; figures with the noun they count. */
export function figuresOf(pair: Pair): Figure[] {
  return pair.stretches.filter(({ same }) => !same).flatMap((stretch) => figuresIn(stretch, pair))
}

function figuresIn({ before, after }: Stretch, pair: Pair): Figure[] {
  if (before.tokens.length === 0 || after.tokens.length === 0) return []
  return (['figure', 'date', 'name'] as const).flatMap((kind) => {
    const own = { tokens: before.tokens.filter((token) => token.kind === kind), folded: pair.before.folded }
    const other = { tokens: after.tokens.filter((token) => token.kind === kind), folded: pair.after.folded }
    const pairs = pairUp(withoutKeysOf(other, own), withoutKeysOf(own, other), pair)
    return pairs.map(([from, to]) => figureOf(from, to, pair))
  })
}

type Tokens = { tokens: Token[]; folded: string }

/** The tokens of `own` that state something that none of `other` states. */
function withoutKeysOf(other: Tokens, own: Tokens): Token[] {
  const known = new Set(other.tokens.map((token) => tokenKey(other.folded, token)))
  return own.tokens.filter((token) => !known.has(tokenKey(own.folded, token)))
}

/** Each token before with the first after that has its unit; units may differ only where both versions have as many tokens. */
function pairUp(tokens: Token[], tokensAfter: Token[], { before, after }: Pair): [Token, Token][] {
  const unitOf = ({ folded }: Prepared, { start, end }: Token) => {
    const quantity = parseQuantity(folded.slice(start, end))
    return quantity && unitKey(quantity.unit)
  }
  const open = new Set(tokensAfter)
  const byUnit = Map.groupBy(tokensAfter, (token) => unitOf(after, token))
  const alike = new Map([...byUnit].map(([unit, own]) => [unit, own.values()]))
  const firstOpen = (tokens: Iterable<Token> = []) => {
    for (const token of tokens) if (open.has(token)) return token
    return undefined
  }
  return tokens.flatMap((from): [Token, Token][] => {
    const suited = from.kind === 'figure' ? firstOpen(alike.get(unitOf(before, from))) : undefined
    const to = suited ?? (tokens.length === tokensAfter.length ? firstOpen(open) : undefined)
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

/** These number rather than count (七届 did not grow to 八届), have no absolute zero (℃), or are not exact (十几家). */
const NUMBERED = /^[届版级层条款期几番℃]/
/** Shares, and differences of shares. */
const SHARE = /^%$|百分点$/

/**
 * The growth of a figure as people state it: `+4.2%`, from ten times on a multiple, `+3个百分点` for shares; undefined where the two do not
 * compare, have no unit, or are dates or names.
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

/** `value` with so many decimals, or with more where it would be rounded to 0 or to -100. */
function signed(value: number, decimals: number): string {
  const rounded = Number(value.toFixed(decimals))
  if ((rounded === 0 || rounded === -100) && rounded !== value && decimals < 6) return signed(value, decimals + 1)
  return `${rounded > 0 ? '+' : ''}${rounded}`
}
