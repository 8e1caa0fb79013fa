import { compact, onOneLine } from '../text/normalize.ts'

/** A piece of text on a page, in points: `x` and `right` from the left, `y` the base line from the bottom, `size` that of its font. */
export type Piece = { text: string; x: number; y: number; right: number; size: number }

/**
 * The paragraphs of a document from the pieces of text on its pages. A line that ends at the right margin goes on in the next one, also
 * over a page's end, unless that is indented. Page numbers, and heads and feet that several pages have in common, are left out.
 */
export function paragraphsOf(pages: Piece[][]): string[] {
  const lines = withoutFurniture(pages.map(linesOf)).flat()
  if (lines.length === 0) return []
  const margins = marginsOf(lines)
  const paragraphs: Piece[][] = []
  for (const [at, line] of lines.entries()) {
    const before = lines[at - 1]
    if (before !== undefined && goesOn(before, line, margins)) paragraphs.at(-1)?.push(line)
    else paragraphs.push([line])
  }
  return paragraphs.map((paragraph) => onOneLine(joined(paragraph.map(({ text }) => text))))
}

/** The lines of a page from top to bottom: pieces on one base line are one. */
function linesOf(pieces: Piece[]): Piece[] {
  const sorted = pieces.toSorted((one, other) => other.y - one.y)
  const rows: Piece[][] = []
  for (const piece of sorted) {
    const row = rows.at(-1)
    if (row?.[0] !== undefined && row[0].y - piece.y < Math.min(row[0].size, piece.size) / 2) row.push(piece)
    else rows.push([piece])
  }
  return rows.map(lineOf)
}

function lineOf(row: Piece[]): Piece {
  const sorted = row.toSorted((one, other) => one.x - other.x)
  const pieces = sorted.filter((piece, at) => !sorted.slice(0, at).some((other) => isPrintedTwice(piece, other)))
  const text = pieces.reduce((all, piece, at) => {
    const gap = piece.x - (pieces[at - 1]?.right ?? piece.x)
    return all + (gap > piece.size / 4 ? ' ' : '') + piece.text
  }, '')
  const most = (of: (piece: Piece) => number) => Math.max(...pieces.map(of))
  return {
    text: onOneLine(text),
    x: Math.min(...pieces.map(({ x }) => x)),
    y: most(({ y }) => y),
    right: most(({ right }) => right),
    size: most(({ size }) => size),
  }
}

/** Some programs print bold text twice, a hair's breadth apart. */
function isPrintedTwice(piece: Piece, other: Piece): boolean {
  const distance = piece.size / 5
  return piece.text === other.text && Math.abs(piece.x - other.x) < distance && Math.abs(piece.y - other.y) < distance
}

/** So many lines at the top and at the bottom of a page may be its head and its foot. */
const EDGE = 2
/** `- 3 -`, `第3页`, `第3页 共7页`, `3/7`. */
const PAGE_NUMBER = /^(?:[-—–―－·.~]{1,4}\d{1,3}[-—–―－·.~]{1,4}|第\d{1,3}页(?:[,，/]?共\d{1,3}页)?|\d{1,3}\/\d{1,3})$/

function withoutFurniture(pages: Piece[][]): Piece[][] {
  const counts = new Map<string, number>()
  for (const lines of pages) for (const key of new Set(edgesOf(lines).map(keyOf))) counts.set(key, (counts.get(key) ?? 0) + 1)
  return pages.map((lines, at) => {
    const edges = new Set(edgesOf(lines))
    const isFurniture = (line: Piece) => {
      if (!edges.has(line)) return false
      const text = compact(line.text)
      const isOnAll = pages.length > 1 && (counts.get(keyOf(line)) ?? 0) >= Math.max(2, pages.length - 1)
      return isOnAll || PAGE_NUMBER.test(text) || text === String(at + 1)
    }
    const from = lines.findIndex((line) => !isFurniture(line))
    return from < 0 ? [] : lines.slice(from, lines.findLastIndex((line) => !isFurniture(line)) + 1)
  })
}

function edgesOf(lines: Piece[]): Piece[] {
  return lines.length <= 2 * EDGE ? lines : [...lines.slice(0, EDGE), ...lines.slice(-EDGE)]
}

/** Heads and feet are alike but for the page's number, and are at one height. */
function keyOf({ text, y }: Piece): string {
  return `${Math.round(y / 4)} ${compact(text).replace(/\d{1,3}/g, '#')}`
}

/** Where the text begins and ends on a line, and whether its paragraphs are indented. */
type Margins = { left: number; right: number; isIndented: boolean }

function marginsOf(lines: Piece[]): Margins {
  const left = edgeOf(
    lines.map(({ x }) => x),
    (one, other) => one - other,
  )
  const right = edgeOf(
    lines.map((line) => line.right),
    (one, other) => other - one,
  )
  const indented = lines.filter(({ x, size }) => x > left + size && x < left + 4 * size).length
  return { left, right, isIndented: indented >= Math.max(1, lines.length / 20) }
}

/** The outermost place at which more than a stray line begins or ends. */
function edgeOf(places: number[], inOrder: (one: number, other: number) => number): number {
  const sorted = places.toSorted(inOrder)
  return sorted[Math.floor(sorted.length / 20)] ?? 0
}

const SENTENCE_END = /[。！？!?；;：:]["”’」』）)]?$/

/** Whether the paragraph of `before` goes on in `line`. */
function goesOn(before: Piece, line: Piece, { left, right, isIndented }: Margins): boolean {
  const { size } = before
  if (Math.abs(line.size - size) > size / 8) return false
  // A line ends early where the next character, or a word of Latin letters, had no room.
  const isFull = before.right > right - 2 * size
  const isAtMargin = line.x < left + size
  if (!isFull || !isAtMargin) return false
  return isIndented || !SENTENCE_END.test(before.text)
}

/** Words of Latin letters that a line's end separates stay apart. */
function joined(texts: string[]): string {
  return texts.reduce((all, text) => all + (/[A-Za-z,.]$/.test(all) && /^[A-Za-z]/.test(text) ? ' ' : '') + text, '')
}
