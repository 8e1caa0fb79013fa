import type { Column } from '../../shared/column.ts'
import type { Settings } from '../../shared/settings.ts'
import type { CrawlReport } from '../../shared/crawl/report.ts'
import type { Entry } from '../../shared/entry.ts'
import { confirmChanges } from './confirm.ts'
import { beginCrawl, type Crawl, type CrawlEdges, LostRace } from './crawl.ts'
import { crossCheck } from './cross-check.ts'
import { announceable, applyListing, listColumn } from './list-column.ts'
import { checkLetters } from './check-letters.ts'
import { matchMoves } from './match-moves.ts'
import { recordChanges } from './record-changes.ts'
import { toReport } from './report.ts'

/**
 * One crawl of one column: list, look, compare, confirm, append. Everything it finds is in the ledger when it returns, and nobody has
 * been told. What the site does is in the report. Another crawl that wrote meanwhile makes this one begin anew, once: it reads what the
 * other wrote and compares again. So does one whose answer lagged. Throws what the archive throws.
 */
export async function watchColumn(column: Column, settings: Settings, edges: CrawlEdges): Promise<CrawlReport> {
  const recorded: Entry[] = []
  try {
    return await watchOnce(column, settings, edges, recorded, true)
  } catch (error) {
    if (error instanceof LostRace) return watchOnce(column, settings, edges, recorded, false)
    throw error
  }
}

/** `recorded`: the entries of this crawl so far; `eventuallyConsistent`: how it reads the ledger. */
async function watchOnce(
  column: Column,
  settings: Settings,
  edges: CrawlEdges,
  recorded: Entry[],
  eventuallyConsistent: boolean,
): Promise<CrawlReport> {
  const crawl = await beginCrawl(column, settings, edges, recorded, eventuallyConsistent)
  const listing = await listColumn(crawl)
  if (!listing) return toReport(crawl, undefined, false)
  applyListing(crawl, listing)
  await crossCheck(crawl, listing)

  const { suspects, finished } = await checkLetters(crawl, listing)
  const confirmed = await confirmChanges(crawl, announceable(crawl, listing, suspects))
  const changes = await matchMoves(crawl, listing, confirmed)

  await recordChanges(crawl, listing, changes)
  if (listing.whole) await endBaseline(crawl)
  await crawl.saveState()
  return toReport(crawl, listing, finished)
}

/** Rule 10: the first whole listing is the column's beginning, with the letters on it that could not be read yet. */
async function endBaseline({ state, record }: Crawl): Promise<void> {
  if (state.baselined) return
  const pending = [...state.letters.values()].filter(({ version }) => version === 0).map(({ postId }) => postId)
  await record({ type: 'column.baselined', data: { letters: state.letters.size - pending.length, pending } })
}
