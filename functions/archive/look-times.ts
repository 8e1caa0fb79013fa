import type { Store } from '../ports/store/store.ts'
import { type Head, headIn, partitionOf, readCheckBook } from './check-book-rows.ts'
import { orderOf, type Runs } from './runs.ts'

/** Letters in an order, and when each was last looked at and last read whole. */
export type LookTimes = { letters: string[]; runs: Runs }

/**
 * When each letter of a column was last looked at, as the crawl left it that began at the instant `since`. Where the letters are those
 * `remembered`, in their order, the head of the check book says it alone. Undefined when nothing is known, or not of which letters.
 */
export async function readLookTimes(
  store: Store,
  column: string,
  remembered: string[],
  since?: string,
): Promise<LookTimes | undefined> {
  const partition = partitionOf(column)
  const head = async (eventuallyConsistent: boolean) =>
    headIn(await store.get({ pk: partition, sk: 'head' }, { eventuallyConsistent }))
  const lagging = since === undefined ? undefined : await head(true)
  const latest = lagging && since !== undefined && isAsOf(lagging, since) ? lagging : await head(false)
  if (!latest) return undefined
  if (latest.order === orderOf(remembered)) return { letters: remembered, runs: latest.runs }
  const checks = [...((await readCheckBook(store, partition))?.book.checks.values() ?? [])]
  const letters = checks.map(({ letter }) => letter)
  return latest.order === orderOf(letters) ? { letters, runs: latest.runs } : undefined
}

/** Whether a crawl that began at the instant `since`, or a later one, looked at letters and wrote this head. */
function isAsOf({ runs }: Head, since: string): boolean {
  return runs.some(([, checkedAt]) => checkedAt !== '' && Date.parse(checkedAt) >= Date.parse(since))
}
