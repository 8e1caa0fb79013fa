import { atomsIn } from './atoms.ts'
import { compact } from './compact.ts'
import type { Figure } from './edit.ts'
import { fold } from './fold.ts'
import { type Quantity, quantityOf } from './numerals.ts'
import type { Statement } from './statement.ts'

/** What is numbered in these rather than counted (七届 did not grow to 八届), measured from no real zero (℃), or not told exactly (十几家). */
const NUMBERED = /^[届版级层条款期几℃]/
/** What is a share already, or the difference of two. */
const SHARE = /^%$|百分点$/

/**
 * How much a figure grew, as people say it: `+4.2%` of itself, a multiple from ten times on, `+3个百分点` for shares; undefined where
 * the two do not compare, have no unit, or are dates or names.
 */
export function growthOf({ before, after }: Figure): Statement | undefined {
  const [from, to] = [quantityIn(before), quantityIn(after)]
  if (!from || !to || from.unit !== to.unit || from.value === 0 || from.value === to.value) return undefined
  if (SHARE.test(from.unit)) {
    const points = signed(to.value - from.value, 2)
    return { zh: `${points}个百分点`, en: `${points} percentage points` }
  }
  const times = to.value / from.value
  if (times >= 10) return { zh: `为原来的${Number(times.toFixed(1))}倍`, en: `${Number(times.toFixed(1))} times as much` }
  const percent = `${signed((times - 1) * 100, 1)}%`
  return { zh: percent, en: percent }
}

/** The quantity of a figure that counts something. */
function quantityIn(served: string): Quantity | undefined {
  const text = fold(compact(served))
  const quantity = atomsIn(text)[0]?.kind === 'figure' ? quantityOf(text) : undefined
  return quantity && /\D$/.test(text) && !NUMBERED.test(quantity.unit) ? quantity : undefined
}

/** With so many decimals, or as many more as keep it from 0 and from -100, where it is neither. */
function signed(value: number, decimals: number): string {
  const rounded = Number(value.toFixed(decimals))
  if ((rounded === 0 || rounded === -100) && rounded !== value && decimals < 6) return signed(value, decimals + 1)
  return `${rounded > 0 ? '+' : ''}${rounded}`
}
