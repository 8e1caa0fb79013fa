import type { Column } from '../../shared/column.ts'
import type { Settings } from '../../shared/settings.ts'
import type { CrawlReport } from '../../shared/crawl/report.ts'
import type { Entry } from '../../shared/entry.ts'
import { confirmChanges } from './confirm.ts'
import { beginCrawl, type Crawl, type CrawlDeps, LostRace } from './crawl.ts'
import { crossCheck } from './cross-check.ts'
import { announceable, applyListing, listColumn } from './list-column.ts'
import { checkLetters } from './check-letters.ts'
import { learnColumnTemplate } from './learn-template.ts'
import { matchMoves } from './match-moves.ts'
import { recordChanges } from './record-changes.ts'
import { toReport } from './report.ts'

/**
 * One crawl of one column: list, learn how to read, fetch, compare, confirm, append. When it returns, everything it found is in the ledger, and nothing is
 * announced yet. Failures of the site are in the report. If another crawl appended meanwhile, or if the ledger was read without its newest
 * entries, this crawl starts again, once, with the present ledger. Throws what the archive throws.
 */
export async function watchColumn(column: Column, settings: Settings, deps: CrawlDeps): Promise<CrawlReport> {
  const recorded: Entry[] = []
  try {
    return await watchOnce(column, settings, deps, recorded, true)
  } catch (error) {
    if (error instanceof LostRace) return watchOnce(column, settings, deps, recorded, false)
    throw error
  }
}

/** `recorded`: the entries of this crawl so far; `eventuallyConsistent`: how it reads the ledger. */
async function watchOnce(
  column: Column,
  settings: Settings,
  deps: CrawlDeps,
  recorded: Entry[],
  eventuallyConsistent: boolean,
): Promise<CrawlReport> {
  const crawl = await beginCrawl(column, settings, deps, recorded, eventuallyConsistent)
  const listing = await listColumn(crawl)
  if (!listing) return toReport(crawl, undefined, false)
  crawl.listed = listing.letters
  applyListing(crawl, listing)
  await crossCheck(crawl, listing)

  const prefetched = await learnColumnTemplate(crawl, listing)
  const { changes, finished } = await checkLetters(crawl, listing, prefetched)
  const confirmed = await confirmChanges(crawl, announceable(crawl, listing, changes))
  await recordChanges(crawl, listing, await matchMoves(crawl, listing, confirmed))
  if (listing.whole) await endBaseline(crawl)
  await crawl.saveState()
  return toReport(crawl, listing, finished)
}

/** Rule 10: the first complete listing is the baseline, with the letters on it that could not be read yet (`pending`). */
async function endBaseline({ state, record }: Crawl): Promise<void> {
  if (state.baselined) return
  const pending = [...state.letters.values()].filter(({ version }) => version === 0).map(({ postId }) => postId)
  await record({ type: 'column.baselined', data: { letters: state.letters.size - pending.length, pending } })
}
