import * as z from 'zod/mini'

/** One attempt of a delivery: when it began, how long it took, and the status and first kB of the answer or why there was none. */
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
 * The wait after each failed attempt, in milliseconds. 5 s, 5 min, 30 min, 2 h, 5 h and 10 h follow Standard Webhooks; the steps of
 * 12 h bring the whole to 78 hours, so that a receiver that was down for three days misses nothing.
 */
export const WAITS_MS = [5 * S, 5 * M, 30 * M, 2 * H, 5 * H, 10 * H, 12 * H, 12 * H, 12 * H, 12 * H, 12 * H]

/** How much longer than planned a wait may get, as a share of it: receivers that came back are not hit by everything at once. */
const JITTER = 0.1

/**
 * When to try again after `tries` failed attempts, or undefined when that was the last. `chance` (0 to 1) spreads the instants;
 * `askedMs`, the receiver's own wish, can only make the wait longer.
 */
export function nextAttemptAt(tries: number, now: Date, chance: number, askedMs = 0): Date | undefined {
  const wait = WAITS_MS[tries - 1]
  if (wait === undefined) return undefined
  return new Date(now.getTime() + Math.max(wait, askedMs) * (1 + JITTER * chance))
}
