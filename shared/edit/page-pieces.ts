import { type Field, FIELD_NAMES, FIELD_NAMES_EN } from './edit.ts'
import { escapeHtml } from '../escape.ts'
import type { Piece } from './blocks.ts'
import { gapNote, gapNoteEn, NOTES, NOTES_EN } from './words-of-a-diff.ts'

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
      return `<ins><span class="said">${inBoth('新增：', 'Added: ')}</span>${escapeHtml(piece.text)}</ins>`
    case 'removed':
      return `<del><span class="said">${inBoth('删除：', 'Removed: ')}</span>${escapeHtml(piece.text)}</del>`
    case 'same':
    case 'moved':
      return escapeHtml(piece.text)
    case 'break':
      return noteHtml(piece.only === 'after' ? 'splitHere' : 'joinedHere')
    case 'cut':
      return NOTES.cut
  }
}

/** One of our own notes beside the text. */
export function noteHtml(note: keyof typeof NOTES_EN): string {
  return `<span class="note">${inBoth(NOTES[note], NOTES_EN[note])}</span>`
}

/** What the page calls a field of a letter, and what it says for paragraphs left out. */
export function fieldHtml(field: Field): string {
  return inBoth(FIELD_NAMES[field], FIELD_NAMES_EN[field])
}
export function gapHtml(paragraphs: number): string {
  return inBoth(gapNote(paragraphs), gapNoteEn(paragraphs))
}

/** Our own words in Chinese and in English, of which the page shows one. */
export function inBoth(zh: string, en: string): string {
  return `<span class="zh">${zh}</span><span lang="en">${en}</span>`
}
