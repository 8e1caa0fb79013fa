/**
 * White space and characters without a shape: spaces of every width, C0 controls, blank fillers, and what Unicode says to ignore where
 * it is not known: zero-width, soft hyphen, BOM, variation selectors, tags. What makes later text run from right to left is seen.
 */
const UNSEEN = /(?:[\s\0-\x1F\x7F\u2800]|(?![\u202B\u202D\u202E\u2067])\p{Default_Ignorable_Code_Point})+/gu
const COMBINING = /[\u0300-\u036F]|[\u3099\u309A]/
/** Text of these characters alone, as most is, needs nothing. */
const PLAIN = /^[\x21-\x7E\u2014\u201C\u201D\u3001-\u3011\u4E00-\u9FFF\uFF01-\uFF5E]*$/

/** What a person can see of `text`: two texts with one compact form differ in nothing visible but their white space. */
export function compact(text: string): string {
  return PLAIN.test(text) ? text : composed(text).replace(UNSEEN, '')
}

/** `text` with accents in one character with their letter; Chinese text as it is. */
export function composed(text: string): string {
  return COMBINING.test(text) ? text.normalize('NFC') : text
}

/** Whether `text` has any character a person can see. */
export function isSeen(text: string): boolean {
  return /\S/.test(text) && compact(text) !== ''
}

/** Where `text` holds white space or characters without a shape. */
export function unseenRuns(text: string): { start: number; end: number }[] {
  return Array.from(text.matchAll(UNSEEN), (run) => ({ start: run.index, end: run.index + run[0].length }))
}
