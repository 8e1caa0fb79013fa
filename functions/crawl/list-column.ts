import { type ListingPage, readListing } from '../../shared/extract/listing/html.ts'
import { listingPageAddress } from '../../shared/extract/listing/paging.ts'
import type { ListedLetter } from '../../shared/extract/listing/rows.ts'
import { openPage } from '../../shared/extract/response.ts'
import { type Served, snapshotId } from '../../shared/snapshot.ts'
import type { Crawl } from './crawl.ts'
import { listingAsItWas, rememberListing, trustedListing } from './listing-as-it-was.ts'
import type { Fetched } from './site.ts'

/**
 * What the column's pages said was there. `whole`: every page was read, and the listing is one to believe; one that `shrunk` is not.
 */
export type Listing = {
  letters: Map<string, Pick<ListedLetter, 'postId' | 'url' | 'publishedOn'>>
  whole: boolean
  shrunk: boolean
  pages: Served[]
  catId?: string | undefined
}

/** No column we know has more pages; a site that makes them up without end is stopped here. */
const MAX_PAGES = 500
/** Letters that may be taken off a list at once without making us doubt it. */
const FEW = 3

type PageSeen =
  | { outcome: 'read'; page: ListingPage; served: Served }
  | { outcome: 'gone' | 'blocked' | 'unreachable' | 'unreadable'; why: string; status?: number }

/**
 * The column's listing: as it was where all of its pages say so, or read, first page to last. Undefined when not even the first could be
 * read.
 */
export async function listColumn(crawl: Crawl): Promise<Listing | undefined> {
  const before = trustedListing(crawl)
  const first = await crawl.site.fetch(crawl.column.url, before?.pages[0])
  if (!before || first.outcome !== 'unchanged') return readListingFrom(crawl, pageIn(crawl, first))
  return (await listingAsItWas(crawl, before)) ?? readListingFrom(crawl, await seePage(crawl, crawl.column.url))
}

async function readListingFrom(crawl: Crawl, first: PageSeen): Promise<Listing | undefined> {
  const listing: Listing = { letters: new Map(), whole: true, shrunk: false, pages: [] }
  if (first.outcome !== 'read') {
    noteProblem(crawl, crawl.column.url, first.outcome, first.why)
    return undefined
  }
  listing.catId = first.page.catId
  addPage(listing, first)
  const next = await readNamedPages(crawl, listing, first.page)
  if (next !== undefined) await guessFurtherPages(crawl, listing, next)
  listing.shrunk = isShrunken(crawl, listing)
  if (listing.shrunk) listing.whole = false
  crawl.state.listing = rememberListing(listing, crawl.lookedAt)
  return listing
}

/**
 * The pages that pages name. One that cannot be read, or repeats another while letters are missing, leaves the listing in part; one
 * that is gone is the end, unless a later one is there. Returns the number of the page to guess next when the last one was full.
 */
async function readNamedPages(crawl: Crawl, listing: Listing, first: ListingPage): Promise<number | undefined> {
  const asked = new Set([crawl.column.url, new URL('index.html', crawl.column.url).href])
  // Each page of a long listing names all the others; what is added while we go through them comes in its turn.
  const named = new Set(first.furtherPages)
  let isCut = false
  let last = first
  for (const address of named) {
    if (asked.has(address)) continue
    asked.add(address)
    if (!mayGoOn(crawl, listing, address)) return undefined
    const seen = await seePage(crawl, address)
    if (seen.outcome === 'read') {
      if (addPage(listing, seen)) seen.page.furtherPages.forEach((further) => named.add(further))
      else if (isMissingSome(crawl, listing))
        refuseWhole(crawl, listing, address, 'unreadable', 'it repeats another page of the listing')
      if (isCut) refuseWhole(crawl, listing, address, 'gone', 'a page before it is gone')
      last = seen.page
    } else if (seen.outcome === 'gone' && !isMissingMany(crawl, listing)) isCut = true
    else refuseWhole(crawl, listing, address, seen.outcome, seen.why)
  }
  return !isCut && last.entries.length >= first.entries.length ? asked.size : undefined
}

/** Past the pages that are named: the next by number, until one is gone, has no letters or brings nothing new. */
async function guessFurtherPages(crawl: Crawl, listing: Listing, from: number): Promise<void> {
  for (let k = from; ; k++) {
    const address = listingPageAddress(crawl.column.url, k)
    if (!mayGoOn(crawl, listing, address)) return
    const seen = await seePage(crawl, address)
    if (seen.outcome === 'read' && addPage(listing, seen)) continue
    const isBare = seen.outcome === 'unreadable' && seen.status === 200
    const isTheEnd = seen.outcome === 'read' || seen.outcome === 'gone' || (isBare && !isMissingSome(crawl, listing))
    if (!isTheEnd) refuseWhole(crawl, listing, address, seen.outcome, seen.why)
    return
  }
}

/** Fewer letters than the last whole listing had: what looks like its end may be a fault. */
function isMissingSome({ state }: Crawl, { letters }: Listing): boolean {
  return letters.size < state.listedCount
}

/** More letters fewer than a few that were taken off. */
function isMissingMany({ state }: Crawl, { letters }: Listing): boolean {
  return letters.size < state.listedCount - FEW
}

function refuseWhole(crawl: Crawl, listing: Listing, url: string, outcome: string, why: string): void {
  listing.whole = false
  noteProblem(crawl, url, outcome, why)
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
  return pageIn(crawl, await crawl.site.fetch(address))
}

function pageIn(crawl: Crawl, fetched: Fetched): PageSeen {
  if (fetched.outcome === 'unchanged') return { outcome: 'unreadable', why: 'it answered 304 to a request without conditions' }
  if (fetched.outcome !== 'served') return fetched
  const read = readListing(openPage(fetched.served), crawl.column)
  return read.outcome === 'read' ? { ...read, served: fetched.served } : { ...read, status: fetched.served.status }
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
  const { state, column } = crawl
  const lost = state.listedCount - listing.letters.size
  if (lost <= FEW || lost <= state.listedCount / 2) return false
  const why = `the listing shrank from ${state.listedCount} to ${listing.letters.size} letters; nothing is called missing because of it. Look at the page yourself`
  noteProblem(crawl, column.url, 'unreadable', why)
  return true
}

/** The names of the listing's pages as snapshots, once they are kept as evidence. */
export async function keepListing({ archive }: Crawl, listing: Listing): Promise<string[]> {
  for (const page of listing.pages) await archive.snapshots.keep(page)
  return listing.pages.map(({ body }) => snapshotId(body))
}

function noteProblem(crawl: Crawl, url: string, outcome: string, why: string): void {
  crawl.problems.push({ url, outcome, why })
}
