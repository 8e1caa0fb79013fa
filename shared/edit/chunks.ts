import type { Span } from './edit.ts'
import { foldFully } from './fold.ts'

/** The spans of one paragraph with its break, or one span that stands alone. `weight`: 2 where content changed, 1 where typography did, 0 for none. */
export type Chunk = { spans: Span[]; weight: 0 | 1 | 2; paragraphs: number }

/** `diff` in chunks, in order. */
export function chunksOf(diff: Span[]): Chunk[] {
  const chunks: Chunk[] = []
  let spans: Span[] = []
  for (const span of diff) {
    spans.push(span)
    if ('text' in span || isCut(span)) continue
    chunks.push(chunkOf(spans))
    spans = []
  }
  return spans.length > 0 ? [...chunks, chunkOf(spans)] : chunks
}

function isCut(span: Span): boolean {
  return span.op === 'gap' && span.paragraphs === 0
}

function chunkOf(spans: Span[]): Chunk {
  return { spans, weight: weightOf(spans), paragraphs: spans.reduce((sum, span) => sum + paragraphsIn(span), 0) }
}

/** How many paragraphs a span ends or stands for. */
export function paragraphsIn(span: Span): number {
  if (span.op === 'gap') return span.paragraphs
  return span.op === 'break' || span.op === 'left' ? 1 : 0
}

function weightOf(spans: Span[]): 0 | 1 | 2 {
  const text = (op: string) => foldFully(spans.map((span) => ('text' in span && span.op === op ? span.text : '')).join(''))
  if (spans.some((span) => span.op === 'moved' || span.op === 'left')) return 2
  if (text('removed') !== text('added')) return 2
  return spans.some((span) => span.op === 'removed' || (span.op === 'break' && span.only)) ? 1 : 0
}

/** `spans` with changes of typography told as no changes: what stands there now is the same. */
export function withoutTypography(spans: Span[]): Span[] {
  const kept: Span[] = []
  for (const span of spans) {
    const last = kept.at(-1)
    const replaces = span.op === 'added' && last?.op === 'removed' && foldFully(last.text) === foldFully(span.text)
    if (replaces) kept.pop()
    putJoined(kept, replaces ? { op: 'same', text: span.text } : span)
  }
  return kept
}

function putJoined(spans: Span[], span: Span) {
  const last = spans.at(-1)
  if (last?.op === 'same' && span.op === 'same') spans[spans.length - 1] = { op: 'same', text: last.text + span.text }
  else spans.push(span)
}
