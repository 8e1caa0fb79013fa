/** Each mark and the ones that stand for it in another width, typeface or habit. One character for one, so that positions stay. */
const EQUIVALENTS = {
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
  '"': '“”„‟＂「」『』″〝〞',
  "'": '‘’‚‛＇′`｀',
  '-': '－—–‐‑‒―─━﹣−',
  '~': '～〜∼',
  '·': '・•‧∙⋅･',
  '、': '､',
  '%': '％﹪',
  '¥': '￥',
} as const

const folded = new Map<number, string>(
  Object.entries(EQUIVALENTS).flatMap(([mark, others]) => Array.from(others, (other) => [other.charCodeAt(0), mark] as const)),
)
for (let code = 0xff01; code <= 0xff5e; code++) if (!folded.has(code)) folded.set(code, String.fromCharCode(code - 0xfee0))

const FOLDABLE = new RegExp(`[${[...folded.keys()].map((code) => `\\u${code.toString(16).padStart(4, '0')}`).join('')}]`, 'g')
/** Radicals and compatibility forms drawn like the character they stand for; pages made from PDF files are full of them. */
const LOOK_ALIKE = /[\u2E80-\u2FDF\uF900-\uFAFF]/g
const STOP_IN_A_FIGURE = /(?<=\d)[。｡](?=\d)/g

/**
 * `text` with width and typography folded away, unit by unit: same length, same positions. A full stop between two digits stays
 * (3。5 is not 3.5).
 */
export function fold(text: string): string {
  const even = text.replace(FOLDABLE, (found) => folded.get(found.charCodeAt(0)) ?? found).replace(LOOK_ALIKE, standsFor)
  return text.replace(STOP_IN_A_FIGURE, '') === text ? even : keepStops(text, even)
}

function keepStops(text: string, even: string): string {
  const places = Array.from(text.matchAll(STOP_IN_A_FIGURE), ({ index }) => index)
  return places.reduce((kept, place) => `${kept.slice(0, place)}。${kept.slice(place + 1)}`, even)
}

function standsFor(found: string): string {
  const character = found.normalize('NFKC')
  return character.length === 1 ? character : found
}

const DOUBLED = /\.{2,}|…+|-{2,}/g

/** `fold` without keeping positions: ellipses and dashes of any length are one. Two texts with one such form differ in typography only. */
export function foldFully(text: string): string {
  return fold(text).replace(DOUBLED, (run) => (run.startsWith('-') ? '-' : '…'))
}
