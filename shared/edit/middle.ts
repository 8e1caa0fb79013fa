import type { Token } from './atoms.ts'

const ENDS_A_CLAUSE = /[,.;:!?、\n]/

/**
 * How much of two folded texts is the same at their start and at their end, in whole clauses and without cutting an atom, so that
 * only the middle needs to be read word by word.
 */
export function middleOf(
  before: string,
  after: string,
  atoms: { before: Token[]; after: Token[] },
): { start: number; end: number } {
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++
  while (start > 0 && !(ENDS_A_CLAUSE.test(before[start - 1] ?? '') && isApart(atoms, start, start))) start--
  let end = 0
  const [beforeEnd, afterEnd] = [before.length, after.length]
  while (end < shorter - start && before.charCodeAt(beforeEnd - end - 1) === after.charCodeAt(afterEnd - end - 1)) end++
  while (
    end > 0 &&
    !(startsAClause(before, end) && startsAClause(after, end) && isApart(atoms, beforeEnd - end, afterEnd - end))
  )
    end--
  return { start, end }
}

function startsAClause(text: string, end: number): boolean {
  return ENDS_A_CLAUSE.test(text[text.length - end - 1] ?? '\n')
}

function isApart(atoms: { before: Token[]; after: Token[] }, before: number, after: number): boolean {
  return !atoms.before.some((atom) => cuts(atom, before)) && !atoms.after.some((atom) => cuts(atom, after))
}

function cuts({ start, end }: Token, at: number): boolean {
  return start < at && at < end
}
