import { listingPageAddress } from '../../shared/parse/address.ts'
import { type ListedLetter, type ListingPage, readListing } from '../../shared/parse/read-listing.ts'
import { type Served, snapshotId } from '../../shared/served.ts'
import type { Crawl } from './crawl.ts'

/** What the column's pages said was there. `whole`: every page was read, and the listing is one to believe. */
export type Listing = { letters: Map<string, ListedLetter>; whole: boolean; pages: Served[]; catId?: string | undefined }

/** No column we know has more pages; a site that makes them up without end is stopped here. */
const MAX_PAGES = 500

type PageSeen =
  | { outcome: 'read'; page: ListingPage; served: Served }
  | { outcome: 'gone' | 'blocked' | 'unreachable' | 'unreadable'; why: string }

/** Reads the pages of the column's listing, first to last. Undefined when not even the first could be read. */
export async function listColumn(crawl: Crawl): Promise<Listing | undefined> {
  const listing: Listing = { letters: new Map(), whole: true, pages: [] }
  const first = await seePage(crawl, crawl.column.url)
  if (first.outcome !== 'read') {
    noteProblem(crawl, crawl.column.url, first.outcome, first.why)
    return undefined
  }
  addPage(listing, first)
  listing.catId = first.page.catId
  await (first.page.furtherPages.length > 0 ? readNamedPages(crawl, listing, first.page) : guessFurtherPages(crawl, listing))
  if (isShrunken(crawl, listing)) listing.whole = false
  return listing
}

/** The pages that pages name. One of them that cannot be read leaves the listing in part. */
async function readNamedPages(crawl: Crawl, listing: Listing, first: ListingPage): Promise<void> {
  const asked = new Set([crawl.column.url, new URL('index.html', crawl.column.url).href])
  const named = [...first.furtherPages]
  for (let address = named.shift(); address !== undefined; address = named.shift()) {
    if (asked.has(address)) continue
    asked.add(address)
    if (!mayGoOn(crawl, listing, address)) return
    const seen = await seePage(crawl, address)
    if (seen.outcome === 'read' && addPage(listing, seen)) named.push(...seen.page.furtherPages)
    if (seen.outcome === 'read') continue
    listing.whole = false
    noteProblem(crawl, address, seen.outcome, seen.why)
  }
}

/** Where no page names another: the next by number, until one is gone or brings nothing new. */
async function guessFurtherPages(crawl: Crawl, listing: Listing): Promise<void> {
  for (let k = 2; ; k++) {
    const address = listingPageAddress(crawl.column.url, k)
    if (!mayGoOn(crawl, listing, address)) return
    const seen = await seePage(crawl, address)
    if (seen.outcome === 'read') {
      if (addPage(listing, seen)) continue
      return
    }
    const isTheEnd = seen.outcome === 'gone' || (seen.outcome === 'unreadable' && listing.letters.size >= crawl.book.listed)
    if (isTheEnd) return
    listing.whole = false
    noteProblem(crawl, address, seen.outcome, seen.why)
    return
  }
}

function mayGoOn(crawl: Crawl, listing: Listing, address: string): boolean {
  if (listing.pages.length < MAX_PAGES && crawl.hasTime()) return true
  listing.whole = false
  noteProblem(
    crawl,
    address,
    'unreadable',
    `the listing goes on past ${listing.pages.length} pages; the rest was not read this time`,
  )
  return false
}

async function seePage(crawl: Crawl, address: string): Promise<PageSeen> {
  const fetched = await crawl.site.fetch(address)
  if (fetched.outcome === 'unchanged') return { outcome: 'unreadable', why: 'it answered 304 to a request without conditions' }
  if (fetched.outcome !== 'served') return fetched
  const read = readListing(fetched.served, crawl.column)
  return read.outcome === 'read' ? { ...read, served: fetched.served } : read
}

/** Adds a page's letters; false when it brought no new one: a repeat, or the end of an endless list. */
function addPage(listing: Listing, { page, served }: Extract<PageSeen, { outcome: 'read' }>): boolean {
  const before = listing.letters.size
  for (const letter of page.entries) if (!listing.letters.has(letter.postId)) listing.letters.set(letter.postId, letter)
  listing.pages.push(served)
  return listing.letters.size > before
}

/** Rule 2: a listing that lost more than half of its letters at once, and more than three, says more of the site than of the letters. */
function isShrunken(crawl: Crawl, listing: Listing): boolean {
  const { book, column } = crawl
  const lost = book.listed - listing.letters.size
  if (lost <= 3 || lost <= book.listed / 2) return false
  const why = `the listing shrank from ${book.listed} to ${listing.letters.size} letters; nothing is called missing because of it. Look at the page yourself`
  noteProblem(crawl, column.url, 'unreadable', why)
  return true
}

/** The names of the listing's pages as snapshots, once they are kept as evidence. */
export async function keepListing(crawl: Crawl, listing: Listing): Promise<string[]> {
  for (const page of listing.pages) await crawl.archive.snapshots.keep(page)
  return listing.pages.map(({ body }) => snapshotId(body))
}

function noteProblem(crawl: Crawl, url: string, outcome: string, why: string): void {
  crawl.problems.push({ url, outcome, why })
}
