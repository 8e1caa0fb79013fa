import * as z from 'zod/mini'
import type { Answer, Verdict } from './answer.ts'
import { Attempt, nextAttemptAt, WAITS_MS } from './retry-schedule.ts'
import { isoInstant } from '../text/instant.ts'

/**
 * Giving one event to one endpoint, however many attempts. `due` is the next instant at which something is to be done, absent when
 * nothing is. `tries` counts the attempts begun since the delivery was written or replayed; `revision` the changes of this row.
 */
export const Delivery = z.object({
  endpoint: z.string(),
  event: z.string(),
  state: z.enum(['waiting', 'delivered', 'dead', 'discarded']),
  why: z.optional(z.string()),
  createdAt: z.string(),
  due: z.optional(z.string()),
  tries: z.number(),
  attempts: z.array(Attempt),
  revision: z.number(),
})
export type Delivery = z.infer<typeof Delivery>

/** What wakes a delivery: its two names. */
export const Wake = z.object({ endpoint: z.string(), event: z.string() })
export type Wake = z.infer<typeof Wake>

/** A row holds 400 KB and an attempt up to 4: bytes of an answer that are no UTF-8 take three times their room. */
const ATTEMPTS_KEPT = 50

/** How long an attempt may take before another may begin, in milliseconds: the time limit of one POST, and a margin. */
const CLAIM_MS = 90_000

/** The delivery of an event to an endpoint, due at once. */
export function newDelivery({ endpoint, event }: Wake, now: Date): Delivery {
  const at = isoInstant(now)
  return { endpoint, event, state: 'waiting', createdAt: at, due: at, tries: 0, attempts: [], revision: 0 }
}

/** Whether something is to be done for `delivery` at `now`. */
export function isDue({ due }: Delivery, now: Date): boolean {
  return due !== undefined && due <= isoInstant(now)
}

/** Whether every attempt was begun and the last came to nothing, not even to being written down: what crashes us must not do so for ever. */
export function isSpent({ tries }: Delivery): boolean {
  return tries > WAITS_MS.length
}

/** `delivery` while an attempt is made: due again only once that attempt must have come to nothing, as in a crash. */
export function claimed(delivery: Delivery, now: Date): Delivery {
  return { ...delivery, tries: delivery.tries + 1, due: isoInstant(new Date(now.getTime() + CLAIM_MS)) }
}

/** `delivery` put off until `due` without an attempt. */
export function postponed(delivery: Delivery, due: Date): Delivery {
  return { ...delivery, due: isoInstant(due) }
}

/** `delivery` for which nothing more is done, and the reason. */
export function ended(delivery: Delivery, state: 'dead' | 'discarded', why: string): Delivery {
  return { ...done(delivery, state), why }
}

/** `delivery` to be made again under the same ids, its log kept. */
export function replayed(delivery: Delivery, now: Date): Delivery {
  const { why: _, ...again } = delivery
  return { ...again, state: 'waiting', due: isoInstant(now), tries: 0 }
}

/** `delivery` after its attempt, begun at `now`, was answered and judged. `chance` (0 to 1) spreads the next instant. */
export function attempted(delivery: Delivery, attempt: Attempt, verdict: Verdict, now: Date, chance: number): Delivery {
  const logged = { ...delivery, attempts: [...delivery.attempts, attempt].slice(-ATTEMPTS_KEPT) }
  if (verdict.kind === 'accepted') return done(logged, 'delivered')
  if (verdict.kind === 'gone') return ended(logged, 'dead', 'the receiver answered 410 Gone')
  const due = nextAttemptAt(delivery.tries, now, chance, verdict.kind === 'slower' ? verdict.afterMs : 0)
  return due ? postponed(logged, due) : ended(logged, 'dead', `${delivery.tries} attempts failed`)
}

/** `answer` as the log keeps it. */
export function attemptOf(answer: Answer, at: Date, latencyMs: number): Attempt {
  const begun = { at: isoInstant(at), latencyMs }
  return answer.kind === 'answered'
    ? { ...begun, status: answer.status, answer: answer.text }
    : { ...begun, error: answer.error }
}

function done(delivery: Delivery, state: Delivery['state']): Delivery {
  const { due: _due, why: _why, ...rest } = delivery
  return { ...rest, state }
}
