import { asciiDigits } from '../text/normalize.ts'

const BETWEEN = '[\\s\\u00A0\\u200B\\u3000.·\\-‐-—－]'
const DIGIT = '[0-9０-９]'
/** How many a mobile number has: most lines of a page are shorter. */
const DIGITS = 11

/**
 * A mainland mobile number: 1, then 3 to 9, then nine digits, whole or in groups. Its first three digits stand together or all
 * stand apart, so that a sum such as `13 500 000 000` is none; nor is one that a unit of money follows.
 */
const MOBILE = new RegExp(
  `(?<!${DIGIT}|${DIGIT}\\.)(?:[1１][3-9３-９]${DIGIT}(?:${BETWEEN}{0,2}${DIGIT}){8}|[1１](?:${BETWEEN}${DIGIT}){10})(?!${DIGIT}|\\s?[万亿]?元)`,
  'g',
)

/** `text` with every mobile number reduced to its first three and last two digits, as in `138******00`. Landlines stay. */
export function maskMobiles(text: string): string {
  return text.length < DIGITS ? text : text.replace(MOBILE, masked)
}

function masked(found: string): string {
  const digits = asciiDigits(found).replace(/\D/g, '')
  return /^1[3-9]/.test(digits) ? `${digits.slice(0, 3)}******${digits.slice(-2)}` : found
}
