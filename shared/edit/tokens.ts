import type { Kind, Token } from './atoms.ts'
import { isOnlyMarks } from './marks.ts'
import type { Prepared } from './prepared.ts'
import { segmentsOf } from './segments.ts'

/** V8 segments one string in quadratic time, each segment carrying the whole: longer stretches are cut first. */
const LONGEST_STRETCH = 400

/** The words, marks and `atoms` of `text` between two positions, neither of which cuts an atom. */
export function tokensBetween(text: Prepared, atoms: Token[], from: number, to: number): Token[] {
  const tokens: Token[] = []
  let at = from
  for (const atom of atoms) {
    if (atom.end <= from) continue
    if (atom.start >= to) break
    pushWords(tokens, text, at, atom.start)
    tokens.push(atom)
    at = atom.end
  }
  pushWords(tokens, text, at, to)
  return tokens
}

function pushWords(tokens: Token[], text: Prepared, from: number, to: number) {
  for (let start = from; start < to; start += LONGEST_STRETCH) {
    const stretch = text.seen.slice(start, Math.min(to, start + LONGEST_STRETCH))
    for (const { segment, index } of segmentsOf(stretch)) {
      const kind: Kind = isOnlyMarks(segment) ? 'mark' : 'word'
      tokens.push(...apart({ start: start + index, end: start + index + segment.length, kind }, text))
    }
  }
}

/** Compact text has lost the spaces between Latin words: the served text still has them. */
function apart(token: Token, { at }: Prepared): Token[] {
  if (!at || token.end - token.start === 1) return [token]
  const cuts = [token.start]
  for (let position = token.start + 1; position < token.end; position++)
    if ((at[position] ?? 0) - (at[position - 1] ?? 0) > 1) cuts.push(position)
  return cuts.map((start, index) => ({ ...token, start, end: cuts[index + 1] ?? token.end }))
}
