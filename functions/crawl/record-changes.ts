import { CANARY } from '../../shared/column.ts'
import { type Change, isTooMany } from '../../shared/crawl/detect-changes.ts'
import type { Crawl } from './crawl.ts'
import { keepListing, type Listing } from './list-column.ts'
import { recordChange } from './record-change.ts'

/**
 * Records confirmed changes in order: held when they are too many at once (rule 9), or when what they follow is held. A hold that a
 * crash left unfinished goes on with the changes that the next crawl finds.
 */
export async function recordChanges(crawl: Crawl, listing: Listing, changes: Change[]): Promise<void> {
  const listingPages = changes.some(isAboutTheList) ? await keepListing(crawl, listing) : []
  const areHeld = await beginHold(crawl, changes)
  for (const change of changes) await recordChange(crawl, change, areHeld || change.check.heldSince !== undefined, listingPages)
}

function isAboutTheList({ kind }: Change): boolean {
  return kind === 'delisted' || kind === 'withdrawn'
}

/** Whether `changes`, with those of a hold that a crash left unfinished, are too many at once; then a hold is open, begun by now if none was. */
async function beginHold({ column, book, settings, record, tally }: Crawl, { length }: Change[]): Promise<boolean> {
  // No operator is asked every hour about what nobody is told.
  if (column.id === CANARY) return false
  const { events = 0, appended = 0 } = book.hold ?? {}
  const unfinished = appended < events ? appended : 0
  const looked = Object.values(tally).reduce((sum, count) => sum + count, 0)
  if (!isTooMany(length + unfinished, looked, settings)) return false
  if (!book.hold) await record({ type: 'column.held', data: { events: length, known: book.checks.size } })
  return true
}
