import type { Letter } from '../letter.ts'
import { servedBetween } from '../text/normalize.ts'
import { classify, type ComparedField } from './classify.ts'
import { type Compared, compareLines, type Pair } from './compare-paragraphs.ts'
import type { Edit, Span } from '../edit.ts'
import { factsOf } from './facts.ts'
import { letterFields } from './letter-fields.ts'
import { summarise } from './summarize.ts'
import type { Stretch } from './word-diff.ts'

/** The difference between two versions of a letter; undefined when a person could see none, which makes no version. */
export function compareLetters(before: Letter, after: Letter): Edit | undefined {
  const fields = changedFields(before, after)
  if (fields.length === 0) return undefined
  const facts = factsOf(fields, before, after)
  const { significance, tags } = classify(fields)
  return {
    significance,
    tags,
    figures: facts.figures,
    ...(facts.promises.length > 0 && { promises: facts.promises }),
    ...summarise(facts, significance, tags),
    diff: diffOf(fields),
  }
}

/** The fields in which a person sees a difference. A number that changed with the title is told by the title. */
function changedFields(before: Letter, after: Letter): ComparedField[] {
  const stands = letterFields(after)
  const changed = letterFields(before)
    .map(({ field, lines }, index) => ({ field, compared: compareLines(lines, stands[index]?.lines ?? []) }))
    .filter(({ compared }) => compared.some(({ kind }) => kind !== 'same'))
  const titled = changed.some(({ field }) => field === 'title')
  return changed.filter(({ field }) => field !== 'number' || !titled)
}

/** The spans of all fields; the body alone needs no name. */
function diffOf(fields: ComparedField[]): Span[] {
  const bodyOnly = fields.every(({ field }) => field === 'body')
  const spans: Span[] = []
  for (const { field, compared } of fields) {
    if (!bodyOnly) spans.push({ op: 'field', field })
    putSpans(spans, compared)
  }
  return spans
}

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
