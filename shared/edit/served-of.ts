import type { Pair } from './compare-lines.ts'
import { servedBetween } from './prepared.ts'
import type { Stretch } from './stretch.ts'

/** What was served for a stretch of `pair` in either version. */
export function servedOf({ before, after }: Stretch, pair: Pair): { before: string; after: string } {
  return {
    before: servedBetween(pair.before, before.from, before.to).trim(),
    after: servedBetween(pair.after, after.from, after.to).trim(),
  }
}
