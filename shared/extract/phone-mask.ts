import type { Served } from '../snapshot.ts'
import { asciiDigits } from '../text/normalize.ts'
import { decode } from './decode.ts'

const BETWEEN = '[\\s\\u00A0\\u200B\\u3000.·\\-‐-—－]'
const DIGIT = '[0-9０-９]'
/** The digits of a mobile number: most lines of a page are shorter. */
const DIGITS = 11

/**
 * A mainland mobile number: 1, then 3 to 9, then nine digits, whole or in groups. Its first three digits are together or all separate,
 * which excludes a sum such as `13 500 000 000`, and no unit of money follows.
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

/** What may be between two digits of a number: up to three characters that are neither letter nor digit. */
const SPREAD = '[^\\p{L}\\p{N}]{0,3}'
/** Eleven digits that could be a mainland mobile number, with or without the country's code or a 0 before it: more than `maskMobiles` masks. */
const ANY_MOBILE = new RegExp(`(?<!\\p{N})(?:(?:00)?86${SPREAD}|0)?1${SPREAD}[3-9](?:${SPREAD}\\p{N}){9}(?!\\p{N})`, 'u')

/**
 * Whether the bytes of `served` may show a person's mobile number anywhere: in text, attributes, comments or scripts, in one piece or
 * split by tags, written as references or escapes. True in doubt, and for bytes that cannot be decoded.
 */
export function mayShowMobile(served: Served): boolean {
  const decoded = decode(served)
  if ('why' in decoded) return true
  const source = decoded.text
  const joined = source.replace(COMMENT, '').replace(TAG, '')
  const views = [source, source.replace(TAG, ' '), source.replace(TAG, ''), joined, joined.replace(/\s+/gu, '')]
  return [...new Set(views)].some((view) => ANY_MOBILE.test(plain(view)))
}

/** Neither matches past the beginning of the next one: the search for an end would take quadratic time on hostile text. */
const TAG = /<[^<>]*>/g
const COMMENT = /<!--(?:(?!<!--|-->)[^])*-->/g

/** Format characters and marks; one test excludes ASCII and the common Chinese characters, which are most of a page. */
const UNSEEN = /(?![\0-\u00AC\u4E00-\u9FFF])[\p{Cf}\p{Mn}]/gu

/** `text` with every form of a digit as an ASCII digit, and without invisible characters. */
function plain(text: string): string {
  return text
    .replace(/&#x0*([0-9a-f]{1,6});?/gi, (_, code: string) => character(Number.parseInt(code, 16)))
    .replace(/&#0*(\d{1,7});?/g, (_, code: string) => character(Number(code)))
    .replace(/(?:\\u\{0*|\\u|\\x|%)([0-9a-f]{1,6})/gi, escaped)
    .replace(/&[a-z]{2,8};?/gi, ' ')
    .normalize('NFKC')
    .replace(UNSEEN, '')
    .replace(/\s+/gu, ' ')
}

/** `\\u0031`, `\\u{31}`, `\\x31` and `%31`; what follows it stays. */
function escaped(found: string, code: string): string {
  const length = found.startsWith('\\u{') ? code.length : found.startsWith('\\u') ? 4 : 2
  return character(Number.parseInt(code.slice(0, length), 16)) + code.slice(length)
}

function character(code: number): string {
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ' '
}
