import { displayWidth } from './display-width.ts'

/**
 * What is never cut: a mark with the character it opens or closes, a word or number in Latin letters, a character with the closing
 * punctuation after it.
 */
const UNIT =
  /(?:\\?\[[-+]|[（《“‘〔【「『⟦([{<])*(?:[A-Za-z0-9.%,:/@_&#;=?~-]+(?=-\]|\+\])|[A-Za-z0-9.%,:/@_&#;=?~]+|[^])(?:\p{M}|-\]|\+\]|[，。、；：！？）》”’〕】」』⟧…)\]},;:!?.%])*/gu

/** `line` in lines of at most `width` columns, where its units allow it. */
export function wrap(line: string, width: number): string[] {
  const lines: string[] = []
  let current = ''
  let taken = 0
  for (const [unit] of line.matchAll(UNIT)) {
    const columns = displayWidth(unit)
    if (current !== '' && taken + displayWidth(unit.trimEnd()) > width) {
      lines.push(current.trimEnd())
      current = ''
      taken = 0
    }
    if (current === '' && unit.trim() === '' && lines.length > 0) continue
    current += unit
    taken += columns
  }
  return [...lines, current.trimEnd()]
}
