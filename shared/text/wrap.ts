import { visible } from './escape.ts'

/** A mail reader shows this many columns without breaking lines itself; a Chinese character takes two. */
export const COLUMNS = 76

const CLOSING = /^[，。、；：！？）》”’〕】」』⟧…)\]},;:!?.%]/

/** `text` in lines of at most 76 columns, none of which begins with a closing mark; what breaks or reorders text is made visible. */
export function mailLines(text: string): string[] {
  return text.split('\n').flatMap((line) => foldLines(wrap(visible(line), COLUMNS)))
}

/** `lines` with those cut that are longer: words without end, and rows of closing marks. */
export function foldLines(lines: string[]): string[] {
  return lines.flatMap((line) => (displayWidth(line) <= COLUMNS ? [line] : cut(line)))
}

function cut(line: string): string[] {
  const characters = new Intl.Segmenter('zh', { granularity: 'grapheme' })
  const lines: string[][] = [[]]
  for (const { segment } of characters.segment(line)) {
    const current = lines.at(-1) ?? []
    if (displayWidth(current.join('') + segment) <= COLUMNS) current.push(segment)
    else lines.push([...(CLOSING.test(segment) ? current.splice(-1) : []), segment])
  }
  return lines.map((characters) => characters.join(''))
}

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

const WIDE =
  /[\u1100-\u115F\u2014\u2018\u2019\u201C\u201D\u2025\u2026\u2E80-\u303E\u3041-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1F300}-\u{1FAFF}\u{20000}-\u{3FFFD}]/u
const WITHOUT_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/u

/** The columns `text` takes on a terminal: two for a Chinese character; quotes and dashes that may take two are counted so. */
export function displayWidth(text: string): number {
  let width = 0
  for (const character of text) width += WIDE.test(character) ? 2 : WITHOUT_WIDTH.test(character) ? 0 : 1
  return width
}
