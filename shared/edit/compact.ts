/** White space and characters without a shape: spaces of every width, zero-width, soft hyphen, BOM, variation selectors, C0 controls, blank fillers. */
const UNSEEN = new RegExp(
  '(?:[\\s\\0-\\x1F\\x7F\\u00AD\\u115F\\u1160\\u200B-\\u200F\\u2060-\\u2064\\u206A-\\u206F\\u2800\\u3164\\uFEFF\\uFFA0]|' +
    '[\\uFE00-\\uFE0F]|\\u034F|\\u061C|[\\u180B-\\u180F])+',
  'g',
)
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
