import * as z from 'zod/mini'
import { atomsIn } from '../edit/atoms.ts'
import { compact } from '../edit/compact.ts'
import { fold } from '../edit/fold.ts'
import { nounOf } from '../edit/noun.ts'
import { quantityOf } from '../edit/numerals.ts'
import type { Letter } from '../letter.ts'
import { sentencesIn } from './sentences.ts'

/** A figure with its unit: as written, its value in that unit (absent for ranges and ordinals), the noun it counts, and where it stands. */
export const FoundFigure = z.object({
  text: z.string(),
  value: z.optional(z.number()),
  unit: z.optional(z.string()),
  of: z.optional(z.string()),
  sentence: z.string(),
  paragraph: z.number(),
})
export type FoundFigure = z.infer<typeof FoundFigure>

/** The figures in the text of `letter`, in order. A bare number without a unit is none. */
export function findFigures(letter: Letter): FoundFigure[] {
  return sentencesIn(letter.paragraphs).flatMap(({ text, paragraph }) => {
    const plain = fold(compact(text))
    const figures = atomsIn(plain).filter(
      ({ kind, start, end }) => kind === 'figure' && !/^[\d.,+]+$/.test(plain.slice(start, end)),
    )
    return figures.map(({ start, end }) => figureAt(plain, start, end, { sentence: text, paragraph }))
  })
}

function figureAt(plain: string, start: number, end: number, place: { sentence: string; paragraph: number }): FoundFigure {
  const text = plain.slice(start, end)
  const of = nounOf(plain, start, end)
  return { text, ...quantityOf(text), ...(of && { of }), ...place }
}
