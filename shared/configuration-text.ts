import type { Column } from './column.ts'

/** A configuration without columns, as a new file begins. */
export const EMPTY_CONFIGURATION = `{
  "contact": "https://example.org/letterwatch",
  "columns": []
}
`

/**
 * The JSON of a configuration with `column` added as its last column. Everything else stays byte for byte, and the new column is written as
 * the one before it. JSON to which no column can be added, because it is no object or its `columns` is no list, is returned as it is.
 */
export function withColumn(text: string, column: Column): string {
  const tokens = tokensOf(text)
  const eol = text.includes('\r\n') ? '\r\n' : '\n'
  const list = findColumns(tokens)
  if (list === undefined) return text
  if (list === 'absent') return withNewList(text, tokens, column, eol)
  const indent = indentAt(text, list.open)
  const { last } = list
  if (last === undefined) {
    const unit = indent === '' ? '  ' : indent
    const inner = indentLines(JSON.stringify(column, undefined, unit), `${indent}${unit}`)
    return splice(text, list.open + 1, list.close, `\n${inner}\n${indent}`.replaceAll('\n', eol))
  }
  const before = text.slice(last.start, last.end)
  const isBroken = text.slice(list.open, last.end).includes('\n')
  const own = indentAt(text, last.start)
  const separator = isBroken ? `,\n${own}` : ', '
  const written = before.includes('\n')
    ? indentLines(JSON.stringify(column, undefined, unitOf(before, own)), own).trimStart()
    : onOneLine(column)
  return splice(text, last.end, last.end, `${separator}${written}`.replaceAll('\n', eol))
}

type Token = { text: string; start: number; end: number; depth: number }

/** The tokens of JSON with the depth of nesting before each; a closing bracket has the depth of the opening one. */
function tokensOf(text: string): Token[] {
  let depth = 0
  return Array.from(text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}:,]|[^\s"[\]{}:,\uFEFF]+/g), ({ 0: token, index }) => {
    if (/^[\]}]$/.test(token)) depth--
    const found = { text: token, start: index, end: index + token.length, depth }
    if (/^[[{]$/.test(token)) depth++
    return found
  })
}

type ColumnsList = { open: number; close: number; last?: { start: number; end: number } }

/** Where the list of columns opens and closes, and its last element. Of two settings of one name JSON uses the last. */
function findColumns(tokens: Token[]): ColumnsList | 'absent' | undefined {
  const at = tokens.findLastIndex(
    ({ text, depth }, index) =>
      depth === 1 && text.startsWith('"') && tokens[index + 1]?.text === ':' && JSON.parse(text) === 'columns',
  )
  if (at < 0) return tokens[0]?.text === '{' ? 'absent' : undefined
  const open = tokens[at + 2]
  if (open?.text !== '[') return undefined
  const inside = tokens.slice(at + 3)
  const close = inside.findIndex(({ text, depth }) => text === ']' && depth === open.depth)
  const starts = inside.slice(0, close).filter(({ text, depth }) => text === '{' && depth === open.depth + 1)
  const [start, end] = [starts.at(-1)?.start, inside[close - 1]?.end]
  const last = start === undefined || end === undefined ? {} : { last: { start, end } }
  return { open: open.start, close: inside[close]?.start ?? open.end, ...last }
}

/** Adds the setting `columns` at the end of a configuration that has none. */
function withNewList(text: string, tokens: Token[], column: Column, eol: string): string {
  const [before, close] = tokens.slice(-2)
  if (before === undefined || close === undefined) return text
  const list = indentLines(`"columns": ${JSON.stringify([column], undefined, 2)}`, '  ')
  const comma = before.text === '{' ? '' : ','
  return splice(text, before.end, close.start, `${comma}\n${list}\n`.replaceAll('\n', eol))
}

function splice(text: string, from: number, to: number, added: string): string {
  return text.slice(0, from) + added + text.slice(to)
}

/** The white space with which the line at `position` begins. */
function indentAt(text: string, position: number): string {
  const line = text.slice(text.lastIndexOf('\n', position - 1) + 1, position)
  return /^[ \t]*/.exec(line.replace(/^\uFEFF/, ''))?.[0] ?? ''
}

/** By how much the fields of an object that begins at `indent` are indented. */
function unitOf(object: string, indent: string): string {
  const field = /\n([ \t]*)"/.exec(object)?.[1] ?? ''
  return field.startsWith(indent) && field.length > indent.length ? field.slice(indent.length) : '  '
}

function indentLines(text: string, indent: string): string {
  return text.replace(/^/gm, indent)
}

function onOneLine(column: Column): string {
  const fields = Object.entries(column).map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`)
  return `{ ${fields.join(', ')} }`
}
