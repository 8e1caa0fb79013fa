import { escapeHtml } from '../escape.ts'
import type { Piece } from './blocks.ts'
import { NOTES } from './words-of-a-diff.ts'

/** Wraps a change's HTML with the next id. */
export type Mark = (html: string) => string

/** Gives each change it wraps the next id (`prefix`-1, `prefix`-2 …) and lets it take the focus. */
export function changeMarker(prefix: string): Mark {
  let changes = 0
  return (html) => `<span class="change" id="${escapeHtml(prefix)}-${++changes}" tabindex="-1">${html}</span>`
}

/** Neighbouring pieces that are one change, or unchanged: what stood and what stands in its place are one change. */
export type Run = { changed: boolean; pieces: Piece[] }

/** `pieces` as runs, in order. */
export function runsOf(pieces: Piece[]): Run[] {
  const runs: Run[] = []
  for (const piece of pieces) {
    const changed = piece.op === 'added' || piece.op === 'removed' || piece.op === 'break'
    const last = runs.at(-1)
    if (last?.changed === changed) last.pieces.push(piece)
    else runs.push({ changed, pieces: [piece] })
  }
  return runs
}

/** One piece as HTML, its mark also in words of class `said` for readers who do not see marks. */
export function pieceHtml(piece: Piece): string {
  switch (piece.op) {
    case 'added':
      return `<ins><span class="said">新增：</span>${escapeHtml(piece.text)}</ins>`
    case 'removed':
      return `<del><span class="said">删除：</span>${escapeHtml(piece.text)}</del>`
    case 'same':
    case 'moved':
      return escapeHtml(piece.text)
    case 'break':
      return noteHtml(piece.only === 'after' ? NOTES.splitHere : NOTES.joinedHere)
    case 'cut':
      return NOTES.cut
  }
}

/** One of our own notes beside the text. */
export function noteHtml(note: string): string {
  return `<span class="note">${note}</span>`
}
