import { blocksOf, type Block, type Paragraph, type Piece } from './blocks.ts'
import { FIELD_NAMES, type Span } from './edit.ts'
import { gapNote, NOTES } from './words-of-a-diff.ts'

/** How a rendering writes each kind of text. Each function escapes what it is given. */
export type Style = {
  same: (text: string) => string
  added: (text: string) => string
  removed: (text: string) => string
  moved: (text: string) => string
  note: (text: string) => string
  field: (name: string) => string
}

/** One line of output for each paragraph, field and gap of `diff`, written in `style`. */
export function renderLines(diff: Span[], style: Style): string[] {
  return blocksOf(diff).map((block) => renderBlock(block, style))
}

function renderBlock(block: Block, style: Style): string {
  switch (block.kind) {
    case 'field':
      return style.field(FIELD_NAMES[block.field])
    case 'gap':
      return style.note(gapNote(block.paragraphs))
    case 'left':
      return style.note(NOTES.left)
    case 'paragraph':
      return renderParagraph(block, style)
  }
}

function renderParagraph({ pieces, move }: Paragraph, style: Style): string {
  const text = pieces.map((piece) => renderPiece(piece, style)).join('')
  return move === undefined ? text : style.note(NOTES.movedHere) + text
}

function renderPiece(piece: Piece, style: Style): string {
  if (piece.op === 'break') return style.note(piece.only === 'after' ? NOTES.splitHere : NOTES.joinedHere)
  return piece.op === 'cut' ? style.same(NOTES.cut) : style[piece.op](piece.text)
}
