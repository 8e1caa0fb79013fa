import { Buffer } from 'node:buffer'

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
