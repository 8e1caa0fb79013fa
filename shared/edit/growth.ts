import { atomsIn } from './atoms.ts'
import { compact } from './compact.ts'
import type { Figure } from './edit.ts'
import { fold } from './fold.ts'
import { type Quantity, quantityOf } from './numerals.ts'
import type { Statement } from './statement.ts'

/**
 * How much a figure grew, as people say it: `+4.2%` of itself, or `+3个百分点` for shares; undefined where the two do not compare, or
 * are dates or names.
 */
export function growthOf({ before, after }: Figure): Statement | undefined {
  const [from, to] = [quantityIn(before), quantityIn(after)]
  if (!from || !to || from.unit !== to.unit || from.value === 0 || from.value === to.value) return undefined
  if (from.unit === '%') {
    const points = signed(to.value - from.value, 2)
    return { zh: `${points}个百分点`, en: `${points} percentage points` }
  }
  const percent = `${signed(((to.value - from.value) / from.value) * 100, 1)}%`
  return { zh: percent, en: percent }
}

function quantityIn(served: string): Quantity | undefined {
  const text = fold(compact(served))
  return atomsIn(text)[0]?.kind === 'figure' ? quantityOf(text) : undefined
}

function signed(value: number, decimals: number): string {
  const rounded = Number(value.toFixed(decimals))
  return `${rounded > 0 ? '+' : ''}${rounded}`
}
