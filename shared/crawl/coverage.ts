import * as z from 'zod/mini'
import { CrawlOutcome } from './report.ts'

/** A crawl of a column: when it started and ended, and its outcome. */
export const FinishedCrawl = z.object({ startedAt: z.string(), endedAt: z.string(), outcome: CrawlOutcome })
export type FinishedCrawl = z.infer<typeof FinishedCrawl>

/** Consecutive crawls on time with one outcome: from the start of the first to the end of the last, and how many (`looks`). */
export const CoverageSpan = z.object({ from: z.string(), to: z.string(), outcome: CrawlOutcome, looks: z.number() })
export type CoverageSpan = z.infer<typeof CoverageSpan>

/** Time in which no crawl read the column, and how many crawls failed in it (`failedLooks`). Changes that were undone within it cannot be known. */
export type CoverageGap = { from: string; to?: string; failedLooks: number }

/** Older spans are dropped: the row that holds them is written with every crawl. */
const MAX_SPANS = 60
/** A crawl that starts more than this many periods after the end of the one before is late. */
const LATE_AFTER_PERIODS = 2

/** `spans`, oldest first, with one crawl more; crawls are scheduled every `everyMs`. */
export function addCrawl(
  spans: CoverageSpan[],
  { startedAt, endedAt, outcome }: FinishedCrawl,
  everyMs: number,
): CoverageSpan[] {
  const last = spans.at(-1)
  const isOnTime = last !== undefined && Date.parse(startedAt) - Date.parse(last.to) <= LATE_AFTER_PERIODS * everyMs
  if (isOnTime && last.outcome === outcome) return [...spans.slice(0, -1), { ...last, to: endedAt, looks: last.looks + 1 }]
  return [...spans, { from: startedAt, to: endedAt, outcome, looks: 1 }].slice(-MAX_SPANS)
}

/** The gaps between crawls that read the column; the last gap has no end while crawls fail. */
export function gapsIn(spans: CoverageSpan[], everyMs: number): CoverageGap[] {
  const gaps: CoverageGap[] = []
  let readAt: string | undefined
  let failedLooks = 0
  for (const { from, to, outcome, looks } of spans) {
    if (outcome === 'failed') {
      failedLooks += looks
      continue
    }
    if (readAt !== undefined && Date.parse(from) - Date.parse(readAt) > LATE_AFTER_PERIODS * everyMs)
      gaps.push({ from: readAt, to: from, failedLooks })
    readAt = to
    failedLooks = 0
  }
  return failedLooks > 0 && readAt !== undefined ? [...gaps, { from: readAt, failedLooks }] : gaps
}
