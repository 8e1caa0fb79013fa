import { visible } from '../escape.ts'
import type { Span } from './edit.ts'
import { renderLines, type Style } from './render-lines.ts'

const paint = (code: string) => (text: string) => `\u001B[${code}m${visible(text)}\u001B[0m`

const COLOURS: Style = {
  same: visible,
  added: paint('32;4'),
  removed: paint('31;9'),
  moved: paint('36'),
  note: paint('2'),
  field: paint('1'),
}

/** `diff` for a terminal in colours: added green and underlined, removed red and struck, moved cyan. Escape sequences in the text are made visible. */
export function diffTerminal(diff: Span[]): string {
  return renderLines(diff, COLOURS).join('\n')
}
