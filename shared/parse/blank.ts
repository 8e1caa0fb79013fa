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
