import * as z from 'zod/mini'
import type { Answer, Verdict } from './answer.ts'
import { Attempt, nextAttemptAt, RETRY_DELAYS_MS } from './retry-schedule.ts'
import { isoInstant } from '../text/instant.ts'

/**
 * One event for one endpoint, with all its attempts. `due` is the instant of the next attempt, absent when there is none. `tries` counts
 * the attempts started since the delivery was created or replayed, `revision` the changes of this row.
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

/** The key of a delivery, as the queue carries it. */
export const DeliveryKey = z.object({ endpoint: z.string(), event: z.string() })
export type DeliveryKey = z.infer<typeof DeliveryKey>

/** A row holds 400 KB, and an attempt takes up to 4 KB: bytes of a response that are not UTF-8 take three times their size. */
const MAX_ATTEMPTS_KEPT = 50

/** How long an attempt may take before another may begin, in milliseconds: the timeout of a POST and a margin. */
const CLAIM_MS = 90_000

/** The delivery of an event to an endpoint, due at once. */
export function newDelivery({ endpoint, event }: DeliveryKey, now: Date): Delivery {
  const at = isoInstant(now)
  return { endpoint, event, state: 'waiting', createdAt: at, due: at, tries: 0, attempts: [], revision: 0 }
}

/** Whether an attempt is due at `now`. */
export function isDue({ due }: Delivery, now: Date): boolean {
  return due !== undefined && due <= isoInstant(now)
}

/** Whether all attempts were started and the last one ended without a record: a delivery that crashes the process is not retried for ever. */
export function isExhausted({ tries }: Delivery): boolean {
  return tries > RETRY_DELAYS_MS.length
}

/** `delivery` while an attempt runs: due again only when that attempt must have been lost, as in a crash. */
export function claimed(delivery: Delivery, now: Date): Delivery {
  return { ...delivery, tries: delivery.tries + 1, due: isoInstant(new Date(now.getTime() + CLAIM_MS)) }
}

/** `delivery` deferred until `due` without an attempt. */
export function deferred(delivery: Delivery, due: Date): Delivery {
  return { ...delivery, due: isoInstant(due) }
}

/** `delivery` without further attempts, and the reason. */
export function ended(delivery: Delivery, state: 'dead' | 'discarded', why: string): Delivery {
  return { ...done(delivery, state), why }
}

/** `delivery` to be sent again with the same ids. Its log is kept. */
export function replayed(delivery: Delivery, now: Date): Delivery {
  const { why: _, ...again } = delivery
  return { ...again, state: 'waiting', due: isoInstant(now), tries: 0 }
}

/** `delivery` after an attempt that began at `now`. `random` (0 to 1) spreads the instants of the next attempts. */
export function afterAttempt(delivery: Delivery, attempt: Attempt, verdict: Verdict, now: Date, random: number): Delivery {
  const logged = { ...delivery, attempts: [...delivery.attempts, attempt].slice(-MAX_ATTEMPTS_KEPT) }
  if (verdict.kind === 'accepted') return done(logged, 'delivered')
  if (verdict.kind === 'gone') return ended(logged, 'dead', 'the receiver answered 410 Gone')
  const due = nextAttemptAt(delivery.tries, now, random, verdict.kind === 'slower' ? verdict.afterMs : 0)
  return due ? deferred(logged, due) : ended(logged, 'dead', `${delivery.tries} attempts failed`)
}

/** `answer` as it is logged. */
export function attemptOf(answer: Answer, at: Date, latencyMs: number): Attempt {
  const made = { at: isoInstant(at), latencyMs }
  return answer.kind === 'answered' ? { ...made, status: answer.status, answer: answer.text } : { ...made, error: answer.error }
}

function done(delivery: Delivery, state: Delivery['state']): Delivery {
  const { due: _due, why: _why, ...rest } = delivery
  return { ...rest, state }
}
