import type { Field, Span } from '../edit.ts'

/** A part of a paragraph. A `break` is the place where the paragraph was split, or where two were joined; a `cut` is omitted text. */
export type Piece =
  | { op: 'same' | 'added' | 'removed'; text: string }
  | { op: 'moved'; text: string; move: number }
  | { op: 'break'; only: 'before' | 'after' }
  | { op: 'cut' }

/** A diff as it is shown. `only` names the version that has a paragraph, if not both have it; `move` numbers a moved one. */
export type Block =
  { kind: 'field'; field: Field } | { kind: 'gap'; paragraphs: number } | { kind: 'left'; move: number } | Paragraph
export type Paragraph = { kind: 'paragraph'; pieces: Piece[]; only?: 'before' | 'after'; move?: number }

/** The blocks of `diff`, in order. */
export function blocksOf(diff: Span[]): Block[] {
  const blocks: Block[] = []
  let pieces: Piece[] = []
  for (const span of diff) {
    const piece = pieceOf(span, pieces)
    if (piece) pieces.push(piece)
    else {
      blocks.push(...paragraphOf(pieces), ...blockOf(span))
      pieces = []
    }
  }
  return [...blocks, ...paragraphOf(pieces)]
}

function pieceOf(span: Span, pieces: Piece[]): Piece | undefined {
  if (span.op === 'gap') return span.paragraphs === 0 ? { op: 'cut' } : undefined
  if (span.op === 'break')
    return span.only && isInsideParagraph(pieces, span.only) ? { op: 'break', only: span.only } : undefined
  return span.op === 'field' || span.op === 'left' ? undefined : span
}

/** A break in one version only is inside a paragraph of the other version if that version has text before it. */
function isInsideParagraph(pieces: Piece[], only: 'before' | 'after'): boolean {
  const other = only === 'before' ? 'added' : 'removed'
  return pieces.every(({ op }) => op !== 'moved') && pieces.some(({ op }) => op === 'same' || op === other)
}

function paragraphOf(pieces: Piece[]): Paragraph[] {
  if (pieces.length === 0) return []
  const moved = pieces.find((piece) => piece.op === 'moved')
  if (moved) return [{ kind: 'paragraph', pieces, move: moved.move }]
  if (pieces.every(({ op }) => op === 'added')) return [{ kind: 'paragraph', pieces, only: 'after' }]
  if (pieces.every(({ op }) => op === 'removed')) return [{ kind: 'paragraph', pieces, only: 'before' }]
  return [{ kind: 'paragraph', pieces }]
}

function blockOf(span: Span): Block[] {
  if (span.op === 'field') return [{ kind: 'field', field: span.field }]
  if (span.op === 'left') return [{ kind: 'left', move: span.move }]
  return span.op === 'gap' ? [{ kind: 'gap', paragraphs: span.paragraphs }] : []
}

/** Notes for what the marks on the text do not show. */
export const NOTES = {
  movedHere: '〔由别处移来〕',
  left: '〔此处一段移至别处〕',
  splitHere: '〔自此另起一段〕',
  joinedHere: '〔原在此分段〕',
  cut: '……',
} as const

/** The same in English. */
export const NOTES_EN = {
  movedHere: '[moved here from elsewhere]',
  left: '[a paragraph moved elsewhere]',
  splitHere: '[a new paragraph begins here]',
  joinedHere: '[a paragraph used to end here]',
} as const satisfies Partial<Record<keyof typeof NOTES, string>>

/** The note for `paragraphs` omitted paragraphs. */
export function gapNote(paragraphs: number): string {
  return `〔略去 ${paragraphs} 段〕`
}
export function gapNoteEn(paragraphs: number): string {
  return `[${paragraphs === 1 ? '1 paragraph' : `${paragraphs} paragraphs`} omitted]`
}
