import * as z from 'zod/mini'

/** One attempt of a delivery: when it began, how long it took, and the status and first kB of the response, or the error. */
export const Attempt = z.object({
  at: z.string(),
  latencyMs: z.number(),
  status: z.optional(z.number()),
  answer: z.optional(z.string()),
  error: z.optional(z.string()),
})
export type Attempt = z.infer<typeof Attempt>

const S = 1000
const M = 60 * S
const H = 60 * M

/**
 * The delay after each failed attempt, in milliseconds. 5 s, 5 min, 30 min, 2 h, 5 h and 10 h are those of Standard Webhooks; the steps of
 * 12 h extend the total to 78 hours, so that a receiver that is down for three days misses nothing.
 */
export const RETRY_DELAYS_MS = [5 * S, 5 * M, 30 * M, 2 * H, 5 * H, 10 * H, 12 * H, 12 * H, 12 * H, 12 * H, 12 * H]

/** The largest share that is added to a delay at random, so that a receiver that recovers does not get everything at once. */
const JITTER = 0.1

/**
 * When to try again after `tries` failed attempts, or undefined when that was the last. `random` (0 to 1) spreads the instants;
 * `askedMs`, the delay that the receiver asked for, can only make the delay longer.
 */
export function nextAttemptAt(tries: number, now: Date, random: number, askedMs = 0): Date | undefined {
  const delay = RETRY_DELAYS_MS[tries - 1]
  if (delay === undefined) return undefined
  return new Date(now.getTime() + Math.max(delay, askedMs) * (1 + JITTER * random))
}
