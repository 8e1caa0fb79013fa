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

/**
 * The result of one crawl of one column. `sequence` is the last entry of the ledger that the crawl knew, its own included; `listed` counts
 * the letters on the list, `baseline` the letters recorded as the baseline, `reread` the letters whose version a new revision of the reader read again, `held`
 * the events that wait for an operator, `otherWay` the letters that the reader found by another method than before. `whole`: the listing was
 * read to its end and is plausible; `shrunk`: it is not, because it lost too many letters at once. `coverage`: the known letters, when the
 * one that was not fetched for longest was last fetched, and within how many ms all of them are fetched. `notes` are what operators may want to
 * know and need not act on.
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
  notes: z.optional(z.array(z.string())),
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
