import { compact } from '../../../shared/text/normalize.ts'
import type { Span } from '../../../shared/edit.ts'

/** The paragraphs of one version, rebuilt from the spans of a diff of the body, without white space. */
export function versionIn(diff: Span[], side: 'before' | 'after'): string[] {
  const [own, other] = side === 'before' ? (['removed', 'after'] as const) : (['added', 'before'] as const)
  const lines: string[] = []
  let text = ''
  const end = () => {
    if (text !== '') lines.push(compact(text))
    text = ''
  }
  for (const paragraph of paragraphsOf(diff)) {
    const moved = paragraph.find((span) => span.op === 'moved')
    if (moved && side === 'before') continue
    for (const span of paragraph) {
      if (span.op === 'left' && side === 'before') lines.push(compact(textOfMove(diff, span.move)))
      if (span.op === 'same' || span.op === 'moved' || span.op === own) text += span.text
      if (span.op === 'break' && span.only !== other) end()
    }
  }
  end()
  return lines
}

function paragraphsOf(diff: Span[]): Span[][] {
  const paragraphs: Span[][] = [[]]
  for (const span of diff) {
    paragraphs.at(-1)?.push(span)
    if (span.op === 'break' || span.op === 'left') paragraphs.push([])
  }
  return paragraphs
}

/** The text before of the paragraph with that move number. */
function textOfMove(diff: Span[], move: number): string {
  const paragraph = paragraphsOf(diff).find((spans) => spans.some((span) => span.op === 'moved' && span.move === move)) ?? []
  return paragraph.map((span) => (span.op === 'moved' || span.op === 'removed' ? span.text : '')).join('')
}
