import { type Block, blocksOf, type Paragraph, type Piece } from './blocks.ts'
import type { Span } from './edit.ts'
import { changeMarker, fieldHtml, gapHtml, inBoth, type Mark, noteHtml, pieceHtml, runsOf } from './page-pieces.ts'

/**
 * `diff` as an HTML table for the record's page: before on the left, after on the right, a row for each paragraph. Ids and classes
 * are those of `diffInline`; a change has its id where it is read first, on the left unless nothing stood there.
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

/** What a moved paragraph said where it stood; nothing when the cut took it. */
function textBefore(moved: Paragraph | undefined): string {
  return moved ? moved.pieces.filter(stood).map(pieceHtml).join('') : ''
}

function paragraphCells({ pieces, move }: Paragraph, mark: Mark): string {
  if (move !== undefined) {
    const text = pieces.filter(stands).map(pieceHtml).join('')
    return `<td></td><td class="moved">${mark(noteHtml('movedHere'))}${text}</td>`
  }
  let left = ''
  let right = ''
  for (const run of runsOf(pieces)) {
    const before = run.pieces.filter(stood).map(pieceHtml).join('')
    const after = run.pieces.filter(stands).map(pieceHtml).join('')
    left += run.changed && before ? mark(before) : before
    right += run.changed && after && !before ? mark(after) : after
  }
  return `<td>${left}</td><td>${right}</td>`
}

function stood(piece: Piece): boolean {
  return piece.op !== 'added' && !(piece.op === 'break' && piece.only === 'after')
}

function stands(piece: Piece): boolean {
  return piece.op !== 'removed' && !(piece.op === 'break' && piece.only === 'before')
}
