import type { Letter } from '../letter.ts'
import { classify, type ComparedField } from './classify.ts'
import { compareLines } from './compare-lines.ts'
import type { Edit, Span } from './edit.ts'
import { factsOf } from './facts.ts'
import { letterFields } from './letter-fields.ts'
import { putSpans } from './spans.ts'
import { summarise } from './summarise.ts'

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
