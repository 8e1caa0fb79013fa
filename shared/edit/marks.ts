/** Marks of punctuation; signs that say something of their own (+ ≥ ℃ 👍) are none. */
const MARK = '[\\p{P}|~`^<>\\n]'
const ONLY_MARKS = new RegExp(`^${MARK}*$`, 'u')
const MARKS = new RegExp(MARK, 'gu')

/** Whether `folded` holds nothing but marks and line feeds. */
export function isOnlyMarks(folded: string): boolean {
  return ONLY_MARKS.test(folded)
}

/** `folded` without its marks and line feeds. */
export function withoutMarks(folded: string): string {
  return folded.replace(MARKS, '')
}
