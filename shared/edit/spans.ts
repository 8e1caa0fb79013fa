import type { Compared, Pair } from './compare-lines.ts'
import type { Span } from './edit.ts'
import { servedBetween } from './prepared.ts'
import type { Stretch } from './stretch.ts'

/** The spans of compared paragraphs, in order. */
export function spansOf(compared: Compared[]): Span[] {
  return compared.flatMap((paragraph): Span[] => {
    switch (paragraph.kind) {
      case 'same':
        return [{ op: 'same', text: paragraph.text.trim() }, { op: 'break' }]
      case 'added':
        return [
          { op: 'added', text: paragraph.text.trim() },
          { op: 'break', only: 'after' },
        ]
      case 'removed':
        return [
          { op: 'removed', text: paragraph.text.trim() },
          { op: 'break', only: 'before' },
        ]
      case 'left':
        return [{ op: 'left', move: paragraph.move }]
      case 'pair':
        return [...pairSpans(paragraph), paragraph.move === undefined ? { op: 'break' } : { op: 'break', only: 'after' }]
    }
  })
}

function pairSpans(pair: Pair): Span[] {
  const spans: Span[] = []
  let space = ''
  for (const span of pair.stretches.flatMap((stretch) => stretchSpans(stretch, pair))) {
    if (!('text' in span)) spans.push(span)
    else {
      const text = isChange(span) ? span.text.trimEnd() : space + span.text
      space = span.op === 'added' ? span.text.slice(text.length) : isChange(span) ? space : ''
      putText(spans, { ...span, text })
    }
  }
  return spans
}

/** White space after a change is none of it: what stands there goes with the text that follows. */
function isChange({ op }: Span): boolean {
  return op === 'added' || op === 'removed'
}

function putText(spans: Span[], span: Extract<Span, { text: string }>) {
  const last = spans.at(-1)
  if (last && 'text' in last && last.op === span.op) spans[spans.length - 1] = { ...last, text: last.text + span.text }
  else if (span.text !== '') spans.push(span)
}

function stretchSpans({ same, before, after }: Stretch, pair: Pair): Span[] {
  const stands = servedBetween(pair.after, after.from, after.to)
  if (same) return [pair.move === undefined ? { op: 'same', text: stands } : { op: 'moved', text: stands, move: pair.move }]
  const stood = servedBetween(pair.before, before.from, before.to)
  return [...withBreaks('removed', stood, 'before'), ...withBreaks('added', stands, 'after')]
}

/** Text of several lines: where one version has a break the other lacks. */
function withBreaks(op: 'added' | 'removed', text: string, only: 'before' | 'after'): Span[] {
  return text
    .split('\n')
    .flatMap((line, index): Span[] => [
      ...(index > 0 ? [{ op: 'break' as const, only }] : []),
      ...(line === '' ? [] : [{ op, text: line }]),
    ])
}
