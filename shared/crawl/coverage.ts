import * as z from 'zod/mini'
import { CrawlOutcome } from './report.ts'

/** One look at a column: a crawl, when it began and ended, and what it came to. */
export const Look = z.object({ startedAt: z.string(), endedAt: z.string(), outcome: CrawlOutcome })
export type Look = z.infer<typeof Look>

/** Looks that came to the same, one after another as often as they were to: from the beginning of the first to the end of the last. */
export const Stretch = z.object({ from: z.string(), to: z.string(), outcome: CrawlOutcome, looks: z.number() })
export type Stretch = z.infer<typeof Stretch>

/** Time in which we did not see the column, and how many looks failed in it. What came and went then cannot be known. */
export type Gap = { from: string; to?: string; failedLooks: number }

/** Older stretches are let go: the row in which they lie is written with every crawl. */
const MOST_STRETCHES = 60
/** A look that comes after this many times its period is late: nobody looked in between. */
const LATE = 2

/** `stretches`, oldest first, with one look more, where a look is to be made every `everyMs`. */
export function addLook(stretches: Stretch[], { startedAt, endedAt, outcome }: Look, everyMs: number): Stretch[] {
  const last = stretches.at(-1)
  const goesOn = last?.outcome === outcome && Date.parse(startedAt) - Date.parse(last.to) <= LATE * everyMs
  if (goesOn) return [...stretches.slice(0, -1), { ...last, to: endedAt, looks: last.looks + 1 }]
  return [...stretches, { from: startedAt, to: endedAt, outcome, looks: 1 }].slice(-MOST_STRETCHES)
}

/** The gaps between looks that saw the column; the last has no end while looks fail. */
export function gapsIn(stretches: Stretch[], everyMs: number): Gap[] {
  const gaps: Gap[] = []
  let seenAt: string | undefined
  let failedLooks = 0
  for (const { from, to, outcome, looks } of stretches) {
    if (outcome === 'failed') {
      failedLooks += looks
      continue
    }
    if (seenAt !== undefined && Date.parse(from) - Date.parse(seenAt) > LATE * everyMs)
      gaps.push({ from: seenAt, to: from, failedLooks })
    seenAt = to
    failedLooks = 0
  }
  return failedLooks > 0 && seenAt !== undefined ? [...gaps, { from: seenAt, failedLooks }] : gaps
}
