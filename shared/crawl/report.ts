import * as z from 'zod/mini'
import { Significance, Tag } from '../edit.ts'

/** Something that a crawl could not read or decide. Problems are for operators; subscribers do not get them. */
export const Problem = z.object({ url: z.string(), outcome: z.string(), why: z.string() })
export type Problem = z.infer<typeof Problem>

/** What one fetch came to. Only `read` can make a version; only `gone` can help a withdrawal. */
type Outcome = 'read' | 'unchanged' | 'gone' | 'blocked' | 'unreachable' | 'unreadable'

/** *complete*: the whole listing and every letter on it was read; *partial*: a part of that; *failed*: not even the listing's first page. */
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

/** The result of one crawl of one column. */
export const CrawlReport = z.object({
  column: z.string(),
  outcome: CrawlOutcome,
  startedAt: z.string(),
  endedAt: z.string(),
  /** The last entry of the ledger that the crawl knew, its own included. */
  sequence: z.number(),
  /** The number of letters on the list. */
  listed: z.number(),
  /** Whether the listing was read to its end and is plausible. */
  whole: z.boolean(),
  /** Whether the listing is implausible because it lost too many letters at once. */
  shrunk: z.boolean(),
  /** The number of letters that the reader found by another method than before. */
  otherWay: z.number(),
  /** The number of events that wait for an operator. */
  held: z.number(),
  requests: z.number(),
  bytes: z.number(),
  /** How many fetches had which outcome. */
  outcomes: z.record(z.string(), z.number()),
  /** The number of letters recorded as the baseline. */
  baseline: z.number(),
  /** The number of letters whose version a new revision of the reader read again. */
  reread: z.number(),
  events: z.array(FoundEvent),
  problems: z.array(Problem),
  /** What operators may want to know and need not act on. */
  notes: z.optional(z.array(z.string())),
  /** The known letters, since when the longest unfetched one was not fetched, and within how many ms all of them are fetched. */
  coverage: z.object({ letters: z.number(), uncheckedSince: z.optional(z.string()), wholeEveryMs: z.number() }),
})
export type CrawlReport = z.infer<typeof CrawlReport>

/** How many fetches had which outcome. */
export type Tally = Partial<Record<Outcome, number>>

/** How many letters were fetched and could not be read. */
export function unreadIn({ blocked = 0, unreachable = 0, unreadable = 0 }: Record<string, number>): number {
  return blocked + unreachable + unreadable
}

/**
 * Whether a crawl counts as complete: the whole listing and every fetched letter was read. Where a column has more letters than one crawl
 * may fetch, the rest may wait for the next crawls, each at most twice the time within which all are fetched.
 */
export function isComplete({ outcome, whole, outcomes, coverage, endedAt }: CrawlReport): boolean {
  if (outcome === 'complete') return true
  if (outcome === 'failed' || !whole || unreadIn(outcomes) > 0 || coverage.uncheckedSince === undefined) return false
  return Date.parse(endedAt) - Date.parse(coverage.uncheckedSince) <= 2 * coverage.wholeEveryMs
}
