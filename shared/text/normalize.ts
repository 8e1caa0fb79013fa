import { Buffer } from 'node:buffer'

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

/** Each mark and the ones that stand for it in another width, typeface or habit. One character for one, so that positions stay. */
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

let table: Uint16Array | undefined

/** What each UTF-16 unit folds to. Made when something is folded: it takes milliseconds, which who folds nothing need not wait for. */
function foldings(): Uint16Array {
  const folded = new Uint16Array(0x10000)
  for (let unit = 0; unit < folded.length; unit++) folded[unit] = unit
  for (let unit = 0xff01; unit <= 0xff5e; unit++) folded[unit] = unit - 0xfee0
  for (const [mark, others] of Object.entries(EQUIVALENTS))
    for (const other of others) folded[other.charCodeAt(0)] = mark.charCodeAt(0)
  for (const [first, last] of LIKENESSES)
    for (let unit = first; unit <= last; unit++) {
      const character = String.fromCharCode(unit).normalize('NFKC')
      if (character.length === 1) folded[unit] = character.charCodeAt(0)
    }
  return folded
}

/** Radicals and compatibility forms drawn like the character they stand for; pages made from PDF files are full of them. */
const LIKENESSES = [
  [0x2e80, 0x2fdf],
  [0xf900, 0xfaff],
] as const

const [IDEOGRAPHIC_STOP, HALFWIDTH_STOP] = [0x3002, 0xff61]

/**
 * `text` with width and typography folded away, unit by unit: same length, same positions. An ideographic full stop between two
 * digits stays (3。5 is not 3.5).
 */
export function fold(text: string): string {
  const folded = (table ??= foldings())
  let at = 0
  while (at < text.length && foldedAt(folded, text, at) === text.charCodeAt(at)) at++
  if (at === text.length) return text
  const units = new Uint16Array(text.length - at)
  for (let place = at; place < text.length; place++) units[place - at] = foldedAt(folded, text, place)
  return text.slice(0, at) + Buffer.from(units.buffer).toString('utf16le')
}

function foldedAt(folded: Uint16Array, text: string, at: number): number {
  const unit = text.charCodeAt(at)
  const isBetweenDigits = isStop(unit) && isDigit(folded, text, at - 1) && isDigit(folded, text, at + 1)
  return isBetweenDigits ? unit : (folded[unit] ?? unit)
}

function isStop(unit: number): boolean {
  return unit === IDEOGRAPHIC_STOP || unit === HALFWIDTH_STOP
}

function isDigit(folded: Uint16Array, text: string, at: number): boolean {
  const digit = (folded[text.charCodeAt(at)] ?? 0) - 0x30
  return digit >= 0 && digit <= 9
}

const DOUBLED = /\.{2,}|…+|-{2,}/g

/** `fold` without keeping positions: ellipses and dashes of any length are one. Two texts with one such form differ in typography only. */
export function foldFully(text: string): string {
  return fold(text).replace(DOUBLED, (run) => (run.startsWith('-') ? '-' : '…'))
}

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

/**
 * Lines ready to be compared, joined by line feeds: as served, as seen (compact), and folded (same positions as seen). `at` maps a
 * position of what is seen to one of what was served; absent where the two are one.
 */
export type Prepared = { served: string; seen: string; folded: string; at?: Uint32Array }

export function prepare(lines: string[]): Prepared {
  const trimmed = lines.map((line) => composed(line).trim())
  const served = trimmed.join('\n')
  const seen = trimmed.map(compact).join('\n')
  const folded = fold(seen)
  return seen.length === served.length
    ? { served, seen, folded }
    : { served, seen, folded, at: positions(trimmed, seen.length) }
}

function positions(lines: string[], length: number): Uint32Array {
  const at = new Uint32Array(length + 1)
  let seen = 0
  let start = 0
  for (const line of lines) {
    if (start > 0) at[seen++] = start - 1
    let next = 0
    for (const run of [...unseenRuns(line), { start: line.length, end: line.length }]) {
      while (next < run.start) at[seen++] = start + next++
      next = run.end
    }
    start += line.length + 1
  }
  at[length] = start - 1
  return at
}

/** What was served for the part of `text` seen between two positions, with the white space that follows it. */
export function servedBetween({ served, at }: Prepared, from: number, to: number): string {
  return at ? served.slice(at[from], at[to]) : served.slice(from, to)
}

/** Characters that show nothing at the edge of a paragraph: white space, U+00A0, U+3000 and the zero-width ones. */
const BLANK = /[\s\u00A0\u00AD\u180E\u200B-\u200F\u2060\u3000\uFEFF]/

/** `text` without blank characters at its edges; everything between stays as served. A loop, since `/\s+$/` is quadratic on hostile text. */
export function trimBlank(text: string): string {
  let from = 0
  let to = text.length
  while (from < to && BLANK.test(text.charAt(from))) from++
  while (to > from && BLANK.test(text.charAt(to - 1))) to--
  return text.slice(from, to)
}

/** `text` as HTML shows it on one line: its white space collapsed to single spaces, blank edges gone. */
export function onOneLine(text: string): string {
  return trimBlank(text.replace(/[ \t\n\r\f]+/g, ' '))
}

/** `text` without any blank character, for comparing and matching only. */
export function withoutBlank(text: string): string {
  return text.replace(/[\s\u00A0\u00AD\u180E\u200B-\u200F\u2060\u3000\uFEFF]+/g, '')
}

/** `text` with full-width digits as ASCII digits. */
export function asciiDigits(text: string): string {
  return text.replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))
}

/** How many Chinese characters `text` has. */
export function countHan(text: string): number {
  return text.match(/\p{Script=Han}/gu)?.length ?? 0
}
