import type { PromiseChange } from '../edit/edit.ts'
import { type Quantity, quantityOf } from '../edit/numerals.ts'
import type { Strength } from './commitment-rules.ts'
import { type Deadline, deadlineIn } from './deadline.ts'
import type { Pledge } from './find-promises.ts'
import { leewayGained } from './leeway.ts'

const FIRMNESS = { hoped: 0, intended: 1, firm: 2 } satisfies Record<Strength, number>

type Due = Pick<Pledge, 'strength' | 'rule' | 'sentence'> & { due: Deadline | undefined }

/**
 * What became of a promise that stands in both versions; undefined when it is as firm as it was and due as before. A deadline that went
 * weakens it, unless its word became a firm one, or what was planned is under way; more leeway for what is done by then does, too.
 */
export function kindOfChange(before: Due, after: Due): PromiseChange['kind'] | undefined {
  const firmer = FIRMNESS[after.strength] - FIRMNESS[before.strength]
  const isLost = before.due !== undefined && after.due === undefined
  if (firmer < 0) return 'weakened'
  if (isLost && after.rule === 'under-way') return undefined
  if (isLost && (firmer === 0 || after.strength !== 'firm')) return 'weakened'
  if (firmer > 0 || (before.due === undefined && after.due !== undefined)) return 'strengthened'
  const later = before.due && after.due ? laterBy(before.due, after.due) : 0
  if (later !== 0) return later > 0 ? 'postponed' : 'advanced'
  const leeway = leewayGained(before.sentence, after.sentence)
  return leeway === 0 ? undefined : leeway > 0 ? 'weakened' : 'strengthened'
}

/** Where neither the letter nor the promise names its year, both mean the same. */
const SAME_YEAR = 2000

/** Above 0 when `after` ends later than `before`, below when earlier; 0 when they cannot be told apart. */
function laterBy(before: Deadline, after: Deadline): number {
  const [stoodOn, standsOn] =
    before.on || after.on ? [before.on, after.on] : [before, after].map(({ text }) => deadlineIn(text, SAME_YEAR)?.on)
  if (stoodOn && standsOn) return Date.parse(standsOn) - Date.parse(stoodOn)
  const [stood, stands] = [spanOf(before), spanOf(after)]
  return stood && stands && stood.unit === stands.unit ? stands.value - stood.value : 0
}

/** How long 20个工作日内 is. */
function spanOf({ text }: Deadline): Quantity | undefined {
  return quantityOf(text.replace(/^(?:近|未来)|(?:之|以)?内$/g, ''))
}
