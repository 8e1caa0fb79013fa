import type { Damage } from '../letter.ts'

/**
 * A character lost between Chinese ones before the page reached us: a control, a Latin letter of one byte, U+FFFD or private use.
 * The signs of that range that Chinese text does use (· × ÷ ° ± §) are none.
 */
const LOST = /(?<=\p{Script=Han})[\u0080-\u009F\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u00FF\uFFFD\uE000-\uF8FF]+(?=\p{Script=Han})/gu

/** Every place of `title` (paragraph -1) and `paragraphs` where a character was lost, with up to six characters on each side. */
export function findDamage(title: string, paragraphs: string[]): Damage[] {
  return [title, ...paragraphs].flatMap((text, at) => contexts(text).map((context) => ({ paragraph: at - 1, context })))
}

function contexts(text: string): string[] {
  return [...text.matchAll(LOST)].map(({ 0: lost, index }) => {
    const before = Array.from(text.slice(Math.max(0, index - 12), index)).slice(-6)
    const after = Array.from(text.slice(index + lost.length, index + lost.length + 12)).slice(0, 6)
    return [...before, lost, ...after].join('')
  })
}
