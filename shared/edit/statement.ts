/** One statement of a summary in both languages. */
export type Statement = { zh: string; en: string }

/** A longer quotation is cut to this many characters. */
const QUOTED = 24
/** `text` without its last mark, cut where it is long. */
export function quote(text: string): string {
  return excerpt(text.replace(/[。；;，,]$/, ''), QUOTED)
}

/** `text`, or its first `most` characters and an ellipsis. */
export function excerpt(text: string, most: number): string {
  const characters = Array.from(text)
  return characters.length <= most ? text : `${characters.slice(0, most).join('')}…`
}
