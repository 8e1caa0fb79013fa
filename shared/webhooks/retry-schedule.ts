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

const LONGEST_ASKED_MS = 24 * H

/**
 * When to try again after `tries` failed attempts, or undefined when that was the last. `chance` (0 to 1) spreads the instants;
 * `askedMs`, the receiver's own wish, can only make the wait longer.
 */
export function nextAttemptAt(tries: number, now: Date, chance: number, askedMs = 0): Date | undefined {
  const wait = WAITS_MS[tries - 1]
  if (wait === undefined) return undefined
  return new Date(now.getTime() + Math.max(wait, askedMs) * (1 + JITTER * chance))
}

/** The wait that a Retry-After header asks for (seconds or an HTTP date, RFC 9110), at most 24 hours, in milliseconds. */
export function retryAfterMs(header: string | undefined, now: Date): number | undefined {
  if (header === undefined) return undefined
  const asked = /^\s*\d+\s*$/.test(header) ? Number(header) * S : httpDate(header) - now.getTime()
  return Number.isNaN(asked) ? undefined : Math.min(Math.max(asked, 0), LONGEST_ASKED_MS)
}

/** An HTTP date begins with a day of the week: of other texts, as "-5" or "1.5", the language would make dates too. */
const httpDate = (text: string) => (/^\s*(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text) ? Date.parse(text) : NaN)
