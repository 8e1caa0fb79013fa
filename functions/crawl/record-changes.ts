import { CANARY } from '../../shared/column.ts'
import { type Change, exceedsHoldLimit } from '../../shared/crawl/detect-changes.ts'
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
  for (const change of changes)
    await recordChange(crawl, change, areHeld || change.letter.heldSince !== undefined, listingPages)
}

function isAboutTheList({ kind }: Change): boolean {
  return kind === 'delisted' || kind === 'withdrawn'
}

/** Whether `changes`, with those of a hold that a crash left unfinished, are too many at once; then a hold is open, begun by now if none was. */
async function beginHold({ column, state, settings, record, tally }: Crawl, { length }: Change[]): Promise<boolean> {
  // No operator is asked every hour about what nobody is told.
  if (column.id === CANARY) return false
  const { events = 0, appended = 0 } = state.hold ?? {}
  const unfinished = appended < events ? appended : 0
  const looked = Object.values(tally).reduce((sum, count) => sum + count, 0)
  if (!exceedsHoldLimit(length + unfinished, looked, settings)) return false
  if (!state.hold) await record({ type: 'column.held', data: { events: length, known: state.letters.size } })
  return true
}
