import { type Block, blocksOf, type Paragraph } from './blocks.ts'
import type { Span } from './edit.ts'
import { changeMarker, type Mark, noteHtml, pieceHtml, runsOf } from './page-pieces.ts'
import { FIELD_NAMES, gapNote, NOTES } from './words-of-a-diff.ts'

/**
 * `diff` as HTML for the record's page, one text with its marks. Each change has an id (`change-1`, `change-2` …, or with another
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
      return `<h3 class="field">${FIELD_NAMES[block.field]}</h3>`
    case 'gap':
      return `<p class="gap">${gapNote(block.paragraphs)}</p>`
    case 'left':
      return `<p class="moved">${mark(noteHtml(NOTES.left))}</p>`
    case 'paragraph':
      return inlineParagraph(block, mark)
  }
}

function inlineParagraph({ pieces, only, move }: Paragraph, mark: Mark): string {
  const arrived = move === undefined ? '' : mark(noteHtml(NOTES.movedHere))
  const text = runsOf(pieces).map((run) => {
    const html = run.pieces.map(pieceHtml).join('')
    return run.changed ? mark(html) : html
  })
  const kind = move !== undefined ? 'moved' : only && (only === 'after' ? 'added' : 'removed')
  return `<p${kind ? ` class="${kind}"` : ''}>${arrived}${text.join('')}</p>`
}
