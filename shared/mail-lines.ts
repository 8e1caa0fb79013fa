import { displayWidth } from './edit/display-width.ts'
import { wrap } from './edit/wrap.ts'
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
