import { compact, fold, withoutMarks } from '../text/normalize.ts'
import { sharedCount, shinglesOf } from '../text/similarity.ts'
import type { Compared, Pair } from './compare-paragraphs.ts'
import type { Statement, Words } from './statement.ts'

/** A change of form that many small changes make: a column of a table, points that were joined and renumbered. */
type Structure = { statements: Statement[]; pairs: Set<Pair> }

/** The columns that were added to or removed from tables, and the rows whose only changes they are. */
export function columnChanges(body: Compared[]): Structure {
  const statements: Statement[] = []
  const pairs = new Set<Pair>()
  for (const rows of tablesIn(body)) {
    const columns = rows.map(columnOf)
    const [first] = columns
    if (!first || rows.length < 2 || columns.some((column) => column?.at !== first.at || column.isAdded !== first.isAdded))
      continue
    for (const row of rows) pairs.add(row)
    const name = first.cell === '' ? '' : `“${first.cell}”`
    statements.push(
      first.isAdded
        ? { zh: `表格增加${name}一列`, en: `table column ${name && `${name} `}added` }
        : { zh: `表格删去${name}一列`, en: `table column ${name && `${name} `}removed` },
    )
  }
  return { statements, pairs }
}

/** The changed rows of each table, one after the other. */
function tablesIn(body: Compared[]): Pair[][] {
  const tables: Pair[][] = []
  let isInTable = false
  for (const line of body) {
    const isRow = line.kind === 'pair' && line.role === 'row'
    if (isRow && isInTable) tables.at(-1)?.push(line)
    else if (isRow) tables.push([line])
    isInTable = isRow
  }
  return tables
}

type Column = { at: number; cell: string; isAdded: boolean }

/** The one cell that one version of a row has beyond the other. */
function columnOf({ before, after }: Pair): Column | undefined {
  const [cells, cellsAfter] = [before.served.split('|'), after.served.split('|')].map((row) => row.map((cell) => cell.trim()))
  if (!cells || !cellsAfter || Math.abs(cells.length - cellsAfter.length) !== 1) return undefined
  const isAdded = cellsAfter.length > cells.length
  const [longer, shorter] = isAdded ? [cellsAfter, cells] : [cells, cellsAfter]
  const at = longer.findIndex((cell, index) => cell !== shorter[index])
  if (!longer.slice(at + 1).every((cell, index) => cell === shorter[at + index])) return undefined
  return { at, cell: longer[at] ?? '', isAdded }
}

/** Points that were joined to one: those that are paragraphs of their own before, and the paragraph that has their text now. */
export type Merged = { into: Pair; from: string[] }

/** The paragraphs that were removed beside one that has their text now. */
export function mergedPoints(body: Compared[]): Merged[] {
  return body.flatMap((line, index) => {
    if (line.kind !== 'pair') return []
    const from = [...removedFrom(body, index, -1), ...removedFrom(body, index, 1)]
    const gone = from.filter((text) => isContained(text, line.after.folded) && !isContained(text, line.before.folded))
    return gone.length > 0 ? [{ into: line, from: gone }] : []
  })
}

/** The removed paragraphs right before or after a place. */
function removedFrom(body: Compared[], index: number, step: 1 | -1): string[] {
  const removed: string[] = []
  for (let at = index + step; ; at += step) {
    const line = body[at]
    if (line?.kind !== 'removed' || removed.length === MAX_MERGED) return removed
    removed.push(line.text.trim())
  }
}

const MAX_MERGED = 10
/** A point was joined to a paragraph that has this share of its text. */
const CONTAINED = 0.75

function isContained(text: string, folded: string): boolean {
  const point = shinglesOf(withoutMarks(fold(compact(text)).replace(FIRST_NUMBER, '')))
  return point.size > 0 && sharedCount(point, shinglesOf(withoutMarks(folded))) >= CONTAINED * point.size
}

/** The lines of a pair that became fewer or more. */
export function lineCounts({ before, after }: Pair): { before: number; after: number } {
  return { before: before.served.split('\n').length, after: after.served.split('\n').length }
}

const NUMERAL = '[一二三四五六七八九十]{1,3}'
/** The number of a point: 二 of 二是, （二）, 二、, 2. */
const NUMBER = new RegExp(`^(?:第?${NUMERAL}|[（(](?:${NUMERAL}|\\d{1,2})[)）]|(?:${NUMERAL}|\\d{1,2})[、.．)）])$`)
const LAST_NUMBER = new RegExp(`(?:^|(?<=[。；;，,\\n]))\\s*(?:${NUMERAL}|[（(](?:${NUMERAL}|\\d{1,2})[)）])$`)
const FIRST_NUMBER = new RegExp(`^(?:${NUMERAL}是|[（(](?:${NUMERAL}|\\d{1,2})[)）])`)

/**
 * Changed words without the numbers of points: where nothing else is left, a point was renumbered. `next` is the text that follows, by which
 * 二 is the number of 二是.
 */
export function withoutNumbers(words: Words, next: string): { words: Words | undefined; isRenumbered: boolean } {
  const { before, after } = words
  const isPoint = next.startsWith('是') || /[)）]$/.test(before) || /[、.．]$/.test(before)
  if (isPoint && NUMBER.test(before) && NUMBER.test(after)) return { words: undefined, isRenumbered: true }
  if (!next.startsWith('是') || !LAST_NUMBER.test(before) || !LAST_NUMBER.test(after)) return { words, isRenumbered: false }
  const [rest, restAfter] = [before.replace(LAST_NUMBER, '').trim(), after.replace(LAST_NUMBER, '').trim()]
  if (rest === '' && restAfter === '') return { words: undefined, isRenumbered: true }
  const isRenumbered = LAST_NUMBER.exec(before)?.[0] !== LAST_NUMBER.exec(after)?.[0] || FIRST_NUMBER.test(rest)
  return { words: { ...words, before: rest, after: restAfter }, isRenumbered }
}

/** `words` without each removed point whose text was added to another, and how many points these were. */
export function withoutJoined(words: Words[]): { words: Words[]; count: number } {
  const textOf = (text: string) => withoutMarks(fold(compact(text)).replace(FIRST_NUMBER, ''))
  const additions = new Map(words.flatMap((word) => (word.before === '' ? [[textOf(word.after), word] as const] : [])))
  const joined = words.flatMap((word) => {
    const addition = word.after === '' && FIRST_NUMBER.test(word.before) ? additions.get(textOf(word.before)) : undefined
    return addition ? [word, addition] : []
  })
  return { words: words.filter((word) => !joined.includes(word)), count: joined.length / 2 }
}

/** Whether a pair's points were joined to fewer lines and changed in their numbers and marks alone, apart from a few linking words. */
export function isMerged(pair: Pair): boolean {
  const lines = lineCounts(pair)
  if (lines.before <= lines.after || pair.stretches.length === 1) return false
  const changed = pair.stretches.filter(({ same }) => !same)
  return changed.every(({ before, after }) => {
    const old = pair.before.folded.slice(before.from, before.to)
    const now = pair.after.folded.slice(after.from, after.to)
    return isLinking(old) && isLinking(now)
  })
}

/** Numbers of points, marks, and what joins two points. */
const LINKING =
  /^(?:[一二三四五六七八九十]{1,3}是?|第[一二三四五六七八九十]|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[.)]|[,.;:、\n]|并|和|及|以及|同时|是)*$/

function isLinking(words: string): boolean {
  return words.length <= 40 && LINKING.test(words)
}
