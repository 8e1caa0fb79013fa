import { createHash } from 'node:crypto'
import * as z from 'zod/mini'
import type { Check } from '../../shared/ledger/crawl-state.ts'

/** When each letter was last looked at and last read whole, in the order of the letters: runs of those that share both ('': never). */
export const Runs = z.array(z.tuple([z.number(), z.string(), z.string()]))
export type Runs = z.infer<typeof Runs>

/** The runs in which the letters of `checks` lie. */
export function runsOf(checks: Iterable<Check>): Runs {
  const runs: Runs = []
  for (const { checkedAt = '', readAt = '' } of checks) {
    const last = runs.at(-1)
    if (last && last[1] === checkedAt && last[2] === readAt) last[0]++
    else runs.push([1, checkedAt, readAt])
  }
  return runs
}

/** `checks` with the times of `runs`. */
export function withTimes(checks: Check[], runs: Runs): Check[] {
  const times = runs.flatMap(([length, checkedAt, readAt]) =>
    Array.from({ length }, () => ({ ...(checkedAt && { checkedAt }), ...(readAt && { readAt }) })),
  )
  return checks.map((check, index) => ({ ...check, ...times[index] }))
}

/** A short name of which letters there are and in which order: with it, runs are known to be about them. */
export function orderOf(letters: Iterable<string>): string {
  return createHash('sha256')
    .update([...letters].join('\n'))
    .digest('base64url')
    .slice(0, 16)
}
