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
  for (const span of pair.stretches.flatMap((stretch) => stretchSpans(stretch, pair))) {
    const last = spans.at(-1)
    if (last && 'text' in last && 'text' in span && last.op === span.op)
      spans[spans.length - 1] = { ...last, text: last.text + span.text }
    else spans.push(span)
  }
  return spans
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
