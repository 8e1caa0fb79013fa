import type { Letter } from '../letter.ts'
import { type Compared, compareLines } from './compare-lines.ts'
import type { Edit, Field, Span } from './edit.ts'
import { letterFields } from './letter-fields.ts'
import { spansOf } from './spans.ts'

/** The difference between two versions of a letter; undefined when a person could see none, which makes no version. */
export function compareLetters(before: Letter, after: Letter): Edit | undefined {
  const stands = letterFields(after)
  const fields = letterFields(before).map(({ field, lines }, index) => ({
    field,
    compared: compareLines(lines, stands[index]?.lines ?? []),
  }))
  const changed = fields.filter(({ compared }) => compared.some(({ kind }) => kind !== 'same'))
  if (changed.length === 0) return undefined
  const diff = changed.flatMap(({ field, compared }): Span[] => [{ op: 'field', field }, ...spansOf(compared)])
  return { significance: 'substantive', tags: [], figures: [], summary: '', summaryEn: '', diff }
}
export type ComparedField = { field: Field; compared: Compared[] }
