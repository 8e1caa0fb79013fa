import { visible } from '../escape.ts'
import type { Span } from './edit.ts'
import { renderLines, type Style } from './render-lines.ts'
import { wrap } from './wrap.ts'

/** Text that happens to hold one of our marks is told apart by a backslash. */
function plain(text: string): string {
  return visible(text).replace(/\[[-+]|[-+]\]/g, (mark) => `\\${mark}`)
}

/** The marks of plain text: [-三-][+一+]. */
export const MARKS: Style = {
  same: plain,
  added: (text) => `[+${plain(text)}+]`,
  removed: (text) => `[-${plain(text)}-]`,
  moved: plain,
  note: (text) => text,
  field: (name) => `【${name}】`,
}

/** `diff` as plain text with [-removed-] and [+added+], in lines of at most `width` columns, a Chinese character taking two. */
export function diffText(diff: Span[], width = 76): string {
  return renderLines(diff, MARKS)
    .flatMap((line) => wrap(line, width))
    .join('\n')
}
