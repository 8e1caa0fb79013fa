import type { Token } from './atoms.ts'
import type { Pair } from './compare-lines.ts'
import type { Figure } from './edit.ts'
import { meaningOf } from './meaning.ts'
import { nounOf } from './noun.ts'
import { quantityOf } from './numerals.ts'
import { type Prepared, servedBetween } from './prepared.ts'
import type { Stretch } from './stretch.ts'

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
  const said = (token: Token, where: Prepared) => meaningOf(token.kind, keyOf(where, token))
  const known = new Set(others.map((token) => said(token, othersText)))
  return tokens.filter((token) => !known.has(said(token, text)))
}

/** Each that stood with the first that stands now and has its unit; only where as many stand as stood may units differ. */
function pairUp(stood: Token[], stands: Token[], { before, after }: Pair): [Token, Token][] {
  const unitOf = (text: Prepared, token: Token) => quantityOf(keyOf(text, token))?.unit
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
