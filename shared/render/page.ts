import { type Field, FIELD_NAMES, FIELD_NAMES_EN, type Span } from '../edit.ts'
import { escapeHtml } from '../text/escape.ts'
import { type Block, blocksOf, gapNote, gapNoteEn, NOTES, NOTES_EN, type Paragraph, type Piece } from './blocks.ts'

/**
 * `diff` as HTML for the record's page, as one text with marks. Each change has an id (`change-1`, `change-2` …, or with another
 * `prefix`) and can take the focus; classes: `field`, `gap`, `note`, `change`, `said`, `added`, `removed`, `moved`.
 */
export function diffInline(diff: Span[], prefix = 'change'): string {
  const mark = changeMarker(prefix)
  return blocksOf(diff)
    .map((block) => inlineBlock(block, mark))
    .join('\n')
}

function inlineBlock(block: Block, mark: Mark): string {
  switch (block.kind) {
    case 'field':
      return `<h3 class="field">${fieldHtml(block.field)}</h3>`
    case 'gap':
      return `<p class="gap">${gapHtml(block.paragraphs)}</p>`
    case 'left':
      return `<p class="moved">${mark(noteHtml('left'))}</p>`
    case 'paragraph':
      return inlineParagraph(block, mark)
  }
}

function inlineParagraph({ pieces, only, move }: Paragraph, mark: Mark): string {
  const arrived = move === undefined ? '' : mark(noteHtml('movedHere'))
  const text = runsOf(pieces).map((run) => {
    const html = run.pieces.map(pieceHtml).join('')
    return run.changed ? mark(html) : html
  })
  const kind = move !== undefined ? 'moved' : only && (only === 'after' ? 'added' : 'removed')
  return `<p lang="zh-CN"${kind ? ` class="${kind}"` : ''}>${arrived}${text.join('')}</p>`
}

/**
 * `diff` as an HTML table for the record's page: before on the left, after on the right, a row for each paragraph. Ids and classes
 * are those of `diffInline`; the id of a change is on the left unless there is nothing on the left.
 */
export function diffSideBySide(diff: Span[], prefix = 'change'): string {
  const mark = changeMarker(prefix)
  const blocks = blocksOf(diff)
  const moved = new Map(blocks.flatMap((block) => (block.kind === 'paragraph' ? [[block.move, block] as const] : [])))
  const rows = blocks.map((block) => `<tr>${cells(block, mark, moved)}</tr>`)
  const head = `<thead><tr><th scope="col">${inBoth('修改前', 'Before')}</th><th scope="col">${inBoth('修改后', 'After')}</th></tr></thead>`
  return `<table class="side-by-side">${head}\n<tbody lang="zh-CN">\n${rows.join('\n')}\n</tbody></table>`
}

/** The paragraphs that moved, by their number. */
type Moved = Map<number | undefined, Paragraph>

function cells(block: Block, mark: Mark, moved: Moved): string {
  switch (block.kind) {
    case 'field':
      return `<th class="field" scope="colgroup" colspan="2">${fieldHtml(block.field)}</th>`
    case 'gap':
      return `<td class="gap" colspan="2">${gapHtml(block.paragraphs)}</td>`
    case 'left':
      return `<td class="moved">${mark(noteHtml('left'))}${textBefore(moved.get(block.move))}</td><td></td>`
    case 'paragraph':
      return paragraphCells(block, mark)
  }
}

/** The text of a moved paragraph before the edit; empty if the paragraph was cut out of the diff. */
function textBefore(moved: Paragraph | undefined): string {
  return moved ? moved.pieces.filter(isBefore).map(pieceHtml).join('') : ''
}

function paragraphCells({ pieces, move }: Paragraph, mark: Mark): string {
  if (move !== undefined) {
    const text = pieces.filter(isAfter).map(pieceHtml).join('')
    return `<td></td><td class="moved">${mark(noteHtml('movedHere'))}${text}</td>`
  }
  let left = ''
  let right = ''
  for (const run of runsOf(pieces)) {
    const before = run.pieces.filter(isBefore).map(pieceHtml).join('')
    const after = run.pieces.filter(isAfter).map(pieceHtml).join('')
    left += run.changed && before ? mark(before) : before
    right += run.changed && after && !before ? mark(after) : after
  }
  return `<td>${left}</td><td>${right}</td>`
}

function isBefore(piece: Piece): boolean {
  return piece.op !== 'added' && !(piece.op === 'break' && piece.only === 'after')
}

function isAfter(piece: Piece): boolean {
  return piece.op !== 'removed' && !(piece.op === 'break' && piece.only === 'before')
}

/** Wraps a change's HTML with the next id. */
type Mark = (html: string) => string

/** Gives each change that it wraps the next id (`prefix`-1, `prefix`-2 …) and makes it focusable. */
function changeMarker(prefix: string): Mark {
  let changes = 0
  return (html) => `<span class="change" id="${escapeHtml(prefix)}-${++changes}" tabindex="-1">${html}</span>`
}

/** Adjacent pieces that are one change, or unchanged. Removed text and the text added in its place are one change. */
type Run = { changed: boolean; pieces: Piece[] }

/** `pieces` as runs, in order. */
function runsOf(pieces: Piece[]): Run[] {
  const runs: Run[] = []
  for (const piece of pieces) {
    const changed = piece.op === 'added' || piece.op === 'removed' || piece.op === 'break'
    const last = runs.at(-1)
    if (last?.changed === changed) last.pieces.push(piece)
    else runs.push({ changed, pieces: [piece] })
  }
  return runs
}

/** One piece as HTML, its mark also in words of class `said` for screen readers. */
function pieceHtml(piece: Piece): string {
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

/** A note of ours beside the text. */
function noteHtml(note: keyof typeof NOTES_EN): string {
  return `<span class="note">${inBoth(NOTES[note], NOTES_EN[note])}</span>`
}

/** The name of a field of a letter, and the note for omitted paragraphs. */
function fieldHtml(field: Field): string {
  return inBoth(FIELD_NAMES[field], FIELD_NAMES_EN[field])
}
function gapHtml(paragraphs: number): string {
  return inBoth(gapNote(paragraphs), gapNoteEn(paragraphs))
}

/** Words of ours in Chinese and in English, of which the page shows one. */
function inBoth(zh: string, en: string): string {
  return `<span class="zh">${zh}</span><span lang="en">${en}</span>`
}
