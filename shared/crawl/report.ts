import * as z from 'zod/mini'
import { Significance, Tag } from '../edit.ts'
import type { Outcome } from '../outcome.ts'

/** Something a crawl could not decide or read: for operators, never for subscribers. */
export const Problem = z.object({ url: z.string(), outcome: z.string(), why: z.string() })
export type Problem = z.infer<typeof Problem>

/** *complete*: the whole listing and every letter on it read; *partial*: some of it; *failed*: not even the listing's first page. */
export const CrawlOutcome = z.enum(['complete', 'partial', 'failed'])
export type CrawlOutcome = z.infer<typeof CrawlOutcome>

const FoundEvent = z.object({
  id: z.string(),
  type: z.string(),
  letter: z.optional(z.string()),
  significance: z.optional(Significance),
  tags: z.optional(z.array(Tag)),
  held: z.optional(z.literal(true)),
})

/**
 * What one crawl of one column came to. `listed` letters on the list, `baseline` letters recorded as the column's beginning. `coverage`:
 * letters known, since when the one longest unchecked has not been looked at, and within how many ms all of them are looked at.
 * `whole`: the listing was read to its end and believed; `shrunk`: it was not believed, having lost too many letters at once.
 * `sequence`: the last entry of its ledger that the crawl knew of, its own included.
 * `otherWay`: letters that our reader found in their pages in another way than at the look before. `held`: events that wait for an operator.
 */
export const CrawlReport = z.object({
  column: z.string(),
  outcome: CrawlOutcome,
  startedAt: z.string(),
  endedAt: z.string(),
  sequence: z.number(),
  listed: z.number(),
  whole: z.boolean(),
  shrunk: z.boolean(),
  otherWay: z.number(),
  held: z.number(),
  requests: z.number(),
  bytes: z.number(),
  outcomes: z.record(z.string(), z.number()),
  baseline: z.number(),
  reread: z.number(),
  events: z.array(FoundEvent),
  problems: z.array(Problem),
  coverage: z.object({ letters: z.number(), uncheckedSince: z.optional(z.string()), wholeEveryMs: z.number() }),
})
export type CrawlReport = z.infer<typeof CrawlReport>

/** Outcomes counted: only those that occurred. */
export type Tally = Partial<Record<Outcome, number>>

/** Letters that were looked at and could not be read. */
export function unreadIn({ blocked = 0, unreachable = 0, unreadable = 0 }: Record<string, number>): number {
  return blocked + unreachable + unreadable
}

/**
 * Whether a crawl did what it is for: the listing read whole, every letter read. Letters left for the next crawl because there are more
 * than one may ask for do not count against it while none waits longer than twice its time.
 */
export function isComplete({ outcome, whole, outcomes, coverage, endedAt }: CrawlReport): boolean {
  if (outcome === 'complete') return true
  if (outcome === 'failed' || !whole || unreadIn(outcomes) > 0 || coverage.uncheckedSince === undefined) return false
  return Date.parse(endedAt) - Date.parse(coverage.uncheckedSince) <= 2 * coverage.wholeEveryMs
}
