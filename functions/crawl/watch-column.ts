import type { Column } from '../../shared/column.ts'
import { isTooMany } from '../../shared/compare.ts'
import type { Settings } from '../../shared/configuration.ts'
import type { CrawlReport } from '../../shared/crawl-report.ts'
import { confirmChanges } from './confirm-changes.ts'
import { beginCrawl, type CrawlEdges, LostRace } from './crawl.ts'
import { crossCheck } from './cross-check.ts'
import { keepListing, listColumn } from './list-column.ts'
import { lookAtLetters } from './look-at-letters.ts'
import { matchMoves } from './match-moves.ts'
import { noteListing } from './note-listing.ts'
import { recordChange } from './record-change.ts'
import { reportOf } from './report-of.ts'

/**
 * One crawl of one column: list, look, compare, confirm, append. Everything it finds is in the ledger when it returns, and nobody has
 * been told. What the site does is in the report. Another crawl that wrote meanwhile makes this one begin anew, once: it reads what the
 * other wrote and compares again. Throws what the archive throws.
 */
export async function watchColumn(column: Column, settings: Settings, edges: CrawlEdges): Promise<CrawlReport> {
  try {
    return await watchOnce(column, settings, edges)
  } catch (error) {
    if (error instanceof LostRace) return watchOnce(column, settings, edges)
    throw error
  }
}

async function watchOnce(column: Column, settings: Settings, edges: CrawlEdges): Promise<CrawlReport> {
  const crawl = await beginCrawl(column, settings, edges)
  const listing = await listColumn(crawl)
  if (!listing) return reportOf(crawl, undefined, false)
  noteListing(crawl, listing)
  await crossCheck(crawl, listing)

  const { suspects, finished } = await lookAtLetters(crawl, listing)
  const changes = await matchMoves(crawl, listing, await confirmChanges(crawl, suspects))

  const tooMany = isTooMany(changes.length, crawl.book, settings)
  const known = crawl.book.checks.size
  if (tooMany && !crawl.book.hold) await crawl.record({ type: 'column.held', data: { events: changes.length, known } })
  const { hold } = crawl.book
  const isUnfinished = hold !== undefined && hold.appended < hold.events
  const unlisted = changes.some(({ kind }) => kind === 'delisted' || kind === 'withdrawn')
  const listingPages = unlisted ? await keepListing(crawl, listing) : []
  for (const change of changes) {
    const isHeld = hold !== undefined && (tooMany || isUnfinished || change.check.heldSince !== undefined)
    await recordChange(crawl, change, isHeld, listingPages)
  }

  if (listing.whole && !crawl.book.baselined) await crawl.record({ type: 'column.baselined', data: baselineOf(crawl.book) })
  await crawl.saveBook()
  return reportOf(crawl, listing, finished)
}

function baselineOf({ checks }: Awaited<ReturnType<typeof beginCrawl>>['book']) {
  const [read, unread] = [
    [...checks.values()].filter(({ version }) => version > 0),
    [...checks.values()].filter(({ version }) => version === 0),
  ]
  return { letters: read.length, pending: unread.map(({ postId }) => postId) }
}
