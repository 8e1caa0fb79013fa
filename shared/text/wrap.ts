import stringWidth from 'string-width'
import { visible } from './escape.ts'

/** A mail reader shows this many columns without breaking lines itself; a Chinese character takes two. */
export const COLUMNS = 76

/** A line does not begin with one of these. */
const CLOSING = /^[，。、；：！？）》”’〕】」』⟧…)\]},;:!?.%]/

/** `text` in lines of at most 76 columns, none of which begins with a closing mark; what breaks or reorders text is made visible. */
export function mailLines(text: string): string[] {
  return text.split('\n').flatMap((line) => foldLines(wrap(visible(line), COLUMNS)))
}

/** `lines`, of which those that are longer are cut: endless words, and rows of closing marks. */
export function foldLines(lines: string[]): string[] {
  return lines.flatMap((line) => (displayWidth(line) <= COLUMNS ? [line] : cut(line)))
}

function cut(line: string): string[] {
  const characters = new Intl.Segmenter('zh', { granularity: 'grapheme' })
  const lines: string[] = []
  let [current, width, last] = ['', 0, '']
  for (const { segment } of characters.segment(line)) {
    const columns = displayWidth(segment)
    if (width + columns > COLUMNS) {
      const carried = CLOSING.test(segment) ? last : ''
      lines.push(current.slice(0, current.length - carried.length))
      current = carried
      width = displayWidth(carried)
    }
    current += segment
    width += columns
    last = segment
  }
  return [...lines, current]
}

/**
 * What is never cut: a mark with the character it opens or closes, a word or number in Latin letters, a character with the closing
 * punctuation after it.
 */
const UNIT =
  /(?:\\?\[[-+]|[（《“‘〔【「『⟦([{<])*(?:[A-Za-z0-9.%,:/@_&#;=?~-]+(?=-\]|\+\])|[A-Za-z0-9.%,:/@_&#;=?~]+|[^])(?:\p{M}|-\]|\+\]|[，。、；：！？）》”’〕】」』⟧…)\]},;:!?.%])*/gu

/** `line` in lines of at most `width` columns, except where one unit is wider. */
export function wrap(line: string, width: number): string[] {
  const lines: string[] = []
  let [current, taken] = ['', 0]
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

/** Quotation marks, dashes and ellipses, which string-width counts as one column and Chinese fonts draw in two. */
const AMBIGUOUS = /[\u2014\u2018\u2019\u201C\u201D\u2025\u2026]/g

/** The columns `text` takes at most on a terminal or in a mail: two for a Chinese character, and for marks that may take two. */
export function displayWidth(text: string): number {
  return stringWidth(text) + (text.match(AMBIGUOUS)?.length ?? 0)
}
