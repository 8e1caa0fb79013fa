import { Buffer } from 'node:buffer'

/** The visible characters of `text`: two texts with one compact form differ only in white space and in characters without a shape. */
export function compact(text: string): string {
  return PLAIN.test(text) ? text : withoutBlank(composed(text))
}

/** Most text has these characters alone, and needs nothing. */
const PLAIN = /^[\x21-\x7E\u2014\u201C\u201D\u3001-\u3011\u4E00-\u9FFF\uFF01-\uFF5E]*$/

/**
 * White space and characters without a shape: spaces of every width, C0 controls, blank fillers, and what Unicode says to ignore where
 * it is not known: zero-width characters, soft hyphen, BOM, variation selectors, tags. What makes later text run from right to left is
 * visible in that text.
 */
const BLANK = '[\\s\\0-\\x1F\\x7F\\u2800]|(?![\\u202B\\u202D\\u202E\\u2067])\\p{Default_Ignorable_Code_Point}'
const INVISIBLE = new RegExp(`(?:${BLANK})+`, 'gu')
const BLANK_CHARACTER = new RegExp(`^(?:${BLANK})$`, 'u')

/** `text` with each accent in one character with its letter; Chinese text as it is. */
function composed(text: string): string {
  return COMBINING.test(text) ? text.normalize('NFC') : text
}

const COMBINING = /[\u0300-\u036F]|[\u3099\u309A]/

/** Whether `text` has a visible character. */
export function isVisible(text: string): boolean {
  return /\S/.test(text) && compact(text) !== ''
}

/** `text` without white space and characters without a shape. */
export function withoutBlank(text: string): string {
  return text.replace(INVISIBLE, '')
}

/** `text` without blank characters at its edges; everything between is as served. A loop, since `/\s+$/` is quadratic on hostile text. */
function trimBlank(text: string): string {
  let [from, to] = [0, text.length]
  while (from < to && BLANK_CHARACTER.test(text.charAt(from))) from++
  while (to > from && BLANK_CHARACTER.test(text.charAt(to - 1))) to--
  return text.slice(from, to)
}

/** `text` as HTML shows it on one line: each run of white space as one space, and none at the edges. */
export function onOneLine(text: string): string {
  return trimBlank(text.replace(/[ \t\n\r\f]+/g, ' '))
}

/** How many Chinese characters `text` has. */
export function countHan(text: string): number {
  return text.match(/\p{Script=Han}/gu)?.length ?? 0
}

/** `text` with full-width digits as ASCII digits. */
export function asciiDigits(text: string): string {
  return text.replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))
}

/** Each mark with its equivalents of another width, typeface or habit. One character for one, so that positions stay. */
export const EQUIVALENTS = {
  '.': '。｡．',
  ',': '，﹐',
  ';': '；﹔',
  ':': '：﹕∶',
  '!': '！﹗',
  '?': '？﹖',
  '(': '（﹙',
  ')': '）﹚',
  '[': '【〔［',
  ']': '】〕］',
  '<': '〈＜',
  '>': '〉＞',
  '"': '“”„‟＂「」『』″〝〞‘’‚‛',
  "'": '＇′`｀',
  '-': '－—–‐‑‒―─━﹣−',
  '~': '～〜∼',
  '·': '・•‧∙⋅･',
  '、': '､',
  '%': '％﹪',
  '¥': '￥',
} as const

/**
 * `text` without differences of width and typography, unit by unit: the length and the positions stay. An ideographic full stop between
 * two digits is kept (3。5 is not 3.5).
 */
export function fold(text: string): string {
  const folded = (foldings ??= computeFoldings())
  let at = 0
  while (at < text.length && foldedAt(folded, text, at) === text.charCodeAt(at)) at++
  if (at === text.length) return text
  const units = new Uint16Array(text.length - at)
  for (let place = at; place < text.length; place++) units[place - at] = foldedAt(folded, text, place)
  return text.slice(0, at) + Buffer.from(units.buffer).toString('utf16le')
}

let foldings: Uint16Array | undefined

/** What each UTF-16 unit folds to. Computed at first use: it takes milliseconds, which a program that folds nothing can save. */
function computeFoldings(): Uint16Array {
  const folded = new Uint16Array(0x10000)
  for (let unit = 0; unit < folded.length; unit++) folded[unit] = unit
  for (let unit = 0xff01; unit <= 0xff5e; unit++) folded[unit] = unit - 0xfee0
  for (const [mark, others] of Object.entries(EQUIVALENTS))
    for (const other of others) folded[other.charCodeAt(0)] = mark.charCodeAt(0)
  for (const [first, last] of COMPATIBILITY_BLOCKS)
    for (let unit = first; unit <= last; unit++) {
      const character = String.fromCharCode(unit).normalize('NFKC')
      if (character.length === 1) folded[unit] = character.charCodeAt(0)
    }
  return folded
}

/** Radicals and compatibility forms that look like the character they represent; pages made from PDF files are full of them. */
const COMPATIBILITY_BLOCKS = [
  [0x2e80, 0x2fdf],
  [0xf900, 0xfaff],
] as const

function foldedAt(folded: Uint16Array, text: string, at: number): number {
  const unit = text.charCodeAt(at)
  const isBetweenDigits = isStop(unit) && isDigit(folded, text, at - 1) && isDigit(folded, text, at + 1)
  return isBetweenDigits ? unit : (folded[unit] ?? unit)
}

const [IDEOGRAPHIC_STOP, HALFWIDTH_STOP] = [0x3002, 0xff61]

function isStop(unit: number): boolean {
  return unit === IDEOGRAPHIC_STOP || unit === HALFWIDTH_STOP
}

function isDigit(folded: Uint16Array, text: string, at: number): boolean {
  const digit = (folded[text.charCodeAt(at)] ?? 0) - 0x30
  return digit >= 0 && digit <= 9
}

/**
 * `fold` without keeping positions: ellipses and dashes of any length become one. Two texts that are equal then differ in typography
 * only.
 */
export function foldFully(text: string): string {
  return fold(text).replace(/\.{2,}|…+|-{2,}/g, (run) => (run.startsWith('-') ? '-' : '…'))
}

/** Punctuation marks, without the signs that carry a meaning (+ ≥ ℃ 👍). */
const MARK = '[\\p{P}|~`^<>\\n]'
const ONLY_MARKS = new RegExp(`^${MARK}*$`, 'u')
const MARKS = new RegExp(MARK, 'gu')

/** Whether `folded` has only marks and line feeds. */
export function isOnlyMarks(folded: string): boolean {
  return ONLY_MARKS.test(folded)
}

/** `folded` without its marks and line feeds. */
export function withoutMarks(folded: string): string {
  return folded.replace(MARKS, '')
}

/**
 * Lines ready to be compared, joined by line feeds: as served, compact (`seen`), and folded, at the positions of `seen`. `at` maps a
 * position of `seen` to one of `served`; absent where they are equal.
 */
export type Prepared = { served: string; seen: string; folded: string; at?: Uint32Array }

export function prepare(lines: string[]): Prepared {
  const trimmed = lines.map((line) => composed(line).trim())
  const served = trimmed.join('\n')
  const seen = trimmed.map(compact).join('\n')
  const folded = fold(seen)
  return seen.length === served.length
    ? { served, seen, folded }
    : { served, seen, folded, at: servedPositions(trimmed, seen.length) }
}

function servedPositions(lines: string[], length: number): Uint32Array {
  const at = new Uint32Array(length + 1)
  let [seen, start] = [0, 0]
  for (const line of lines) {
    if (start > 0) at[seen++] = start - 1
    let next = 0
    for (const run of [...invisibleRuns(line), { start: line.length, end: line.length }]) {
      while (next < run.start) at[seen++] = start + next++
      next = run.end
    }
    start += line.length + 1
  }
  at[length] = start - 1
  return at
}

function invisibleRuns(text: string): { start: number; end: number }[] {
  return Array.from(text.matchAll(INVISIBLE), (run) => ({ start: run.index, end: run.index + run[0].length }))
}

/** The served text between two positions of `seen`, with the white space that follows it. */
export function servedBetween({ served, at }: Prepared, from: number, to: number): string {
  return at ? served.slice(at[from], at[to]) : served.slice(from, to)
}
