/** One statement of a summary in both languages. */
export type Statement = { zh: string; en: string }

/** A longer quotation is cut to this many characters. */
const QUOTED = 24
/** `text` without its last mark, cut where it is long. */
export function quote(text: string): string {
  const characters = Array.from(text.replace(/[。；;，,]$/, ''))
  return characters.length <= QUOTED ? characters.join('') : `${characters.slice(0, QUOTED).join('')}…`
}
