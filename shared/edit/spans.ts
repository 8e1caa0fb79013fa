import type { Compared, Pair } from './compare-lines.ts'
import type { Span } from './edit.ts'
import { servedBetween } from './prepared.ts'
import type { Stretch } from './stretch.ts'

type TextSpan = Extract<Span, { text: string }>

/** Puts the spans of compared paragraphs on `spans`, in order. A long letter has tens of thousands: one list, not one joined from many. */
export function putSpans(spans: Span[], compared: Compared[]) {
  for (const paragraph of compared) putParagraph(spans, paragraph)
}

function putParagraph(spans: Span[], paragraph: Compared) {
  switch (paragraph.kind) {
    case 'same':
      spans.push({ op: 'same', text: paragraph.text.trim() }, { op: 'break' })
      break
    case 'added':
      spans.push({ op: 'added', text: paragraph.text.trim() }, { op: 'break', only: 'after' })
      break
    case 'removed':
      spans.push({ op: 'removed', text: paragraph.text.trim() }, { op: 'break', only: 'before' })
      break
    case 'left':
      spans.push({ op: 'left', move: paragraph.move })
      break
    case 'pair':
      putPair(spans, paragraph)
      spans.push(paragraph.move === undefined ? { op: 'break' } : { op: 'break', only: 'after' })
  }
}

/**
 * White space after a change is none of it: what stands there goes with the text that follows. A moved paragraph that kept nothing
 * still says, with an empty span, which one it is.
 */
function putPair(spans: Span[], pair: Pair) {
  if (pair.move !== undefined && !pair.stretches.some(({ same }) => same))
    spans.push({ op: 'moved', text: '', move: pair.move })
  let space = ''
  for (const stretch of pair.stretches) {
    const stands = space + servedBetween(pair.after, stretch.after.from, stretch.after.to)
    if (stretch.same) {
      putText(spans, pair.move === undefined ? { op: 'same', text: stands } : { op: 'moved', text: stands, move: pair.move })
      space = ''
    } else {
      const added = withoutSpaceAfter(stands)
      putLines(spans, 'removed', stoodIn(stretch, pair), 'before')
      putLines(spans, 'added', added, 'after')
      space = stands.slice(added.length)
    }
  }
}

function stoodIn({ before }: Stretch, pair: Pair): string {
  return withoutSpaceAfter(servedBetween(pair.before, before.from, before.to))
}

/** `text` without white space at its end, but with its line feeds: they are breaks. */
function withoutSpaceAfter(text: string): string {
  return text.slice(0, Math.max(text.trimEnd().length, text.lastIndexOf('\n') + 1))
}

/** Text of several lines: one version has breaks that the other lacks. */
function putLines(spans: Span[], op: 'added' | 'removed', text: string, only: 'before' | 'after') {
  let start = 0
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
    putText(spans, { op, text: text.slice(start, end) })
    spans.push({ op: 'break', only })
    start = end + 1
  }
  putText(spans, { op, text: start === 0 ? text : text.slice(start) })
}

function putText(spans: Span[], span: TextSpan) {
  const last = spans.at(-1)
  if (last && 'text' in last && last.op === span.op) spans[spans.length - 1] = { ...last, text: last.text + span.text }
  else if (span.text !== '') spans.push(span)
}
