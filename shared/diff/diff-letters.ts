import type { Letter } from '../letter.ts'
import { servedBetween } from '../text/normalize.ts'
import { classify, type ComparedField } from './classify.ts'
import { type Compared, compareLines, type Pair } from './compare-paragraphs.ts'
import type { Edit, Span } from '../edit.ts'
import { factsOf } from './facts.ts'
import { letterFields } from './letter-fields.ts'
import { summarize } from './summarize.ts'

/** The difference between two versions of a letter; undefined where a reader sees none: then there is no new version. */
export function diffLetters(before: Letter, after: Letter): Edit | undefined {
  const fields = changedFields(before, after)
  if (fields.length === 0) return undefined
  const facts = factsOf(fields, before, after)
  const { significance, tags } = classify(fields)
  return {
    significance,
    tags,
    figures: facts.figures,
    ...(facts.promises.length > 0 && { promises: facts.promises }),
    ...summarize(facts, significance, tags),
    diff: diffOf(fields),
  }
}

/** The fields in which a reader sees a difference. A number that changed with the title is part of that change. */
function changedFields(before: Letter, after: Letter): ComparedField[] {
  const fieldsAfter = letterFields(after)
  const changed = letterFields(before)
    .map(({ field, lines }, index) => ({ field, compared: compareLines(lines, fieldsAfter[index]?.lines ?? []) }))
    .filter(({ compared }) => compared.some(({ kind }) => kind !== 'same'))
  const hasTitle = changed.some(({ field }) => field === 'title')
  return changed.filter(({ field }) => field !== 'number' || !hasTitle)
}

/** The spans of all fields; the body alone needs no name. */
function diffOf(fields: ComparedField[]): Span[] {
  const isBodyOnly = fields.every(({ field }) => field === 'body')
  const spans: Span[] = []
  for (const { field, compared } of fields) {
    if (!isBodyOnly) spans.push({ op: 'field', field })
    for (const paragraph of compared) putParagraph(spans, paragraph)
  }
  return spans
}

/** Appends to one list, because a long letter has tens of thousands of spans. */
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
 * White space after a change belongs to the text that follows. A moved paragraph that kept none of its text is identified by an empty
 * span.
 */
function putPair(spans: Span[], pair: Pair) {
  if (pair.move !== undefined && !pair.stretches.some(({ same }) => same))
    spans.push({ op: 'moved', text: '', move: pair.move })
  let space = ''
  for (const stretch of pair.stretches) {
    const text = space + servedBetween(pair.after, stretch.after.from, stretch.after.to)
    if (stretch.same) {
      putText(spans, pair.move === undefined ? { op: 'same', text } : { op: 'moved', text, move: pair.move })
      space = ''
    } else {
      const added = withoutSpaceAfter(text)
      const removed = servedBetween(pair.before, stretch.before.from, stretch.before.to)
      putLines(spans, 'removed', withoutSpaceAfter(removed), 'before')
      putLines(spans, 'added', added, 'after')
      space = text.slice(added.length)
    }
  }
}

/** `text` without white space at its end, except for its line feeds, which are breaks. */
function withoutSpaceAfter(text: string): string {
  return text.slice(0, Math.max(text.trimEnd().length, text.lastIndexOf('\n') + 1))
}

/** Text of several lines: its breaks are in one version only. */
function putLines(spans: Span[], op: 'added' | 'removed', text: string, only: 'before' | 'after') {
  let start = 0
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
    putText(spans, { op, text: text.slice(start, end) })
    spans.push({ op: 'break', only })
    start = end + 1
  }
  putText(spans, { op, text: start === 0 ? text : text.slice(start) })
}

function putText(spans: Span[], span: Extract<Span, { text: string }>) {
  const last = spans.at(-1)
  if (last && 'text' in last && last.op === span.op) spans[spans.length - 1] = { ...last, text: last.text + span.text }
  else if (span.text !== '') spans.push(span)
}
