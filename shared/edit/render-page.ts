import { type Block, blocksOf, type Paragraph } from './blocks.ts'
import type { Span } from './edit.ts'
import { changeMarker, fieldHtml, gapHtml, type Mark, noteHtml, pieceHtml, runsOf } from './page-pieces.ts'

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
