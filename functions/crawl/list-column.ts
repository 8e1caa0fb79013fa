import { type Change, countMiss } from '../../shared/crawl/detect-changes.ts'
import { type ListingPage, readListing } from '../../shared/extract/listing/html.ts'
import { listingPageAddress } from '../../shared/extract/listing/paging.ts'
import type { ListedLetter } from '../../shared/extract/listing/rows.ts'
import { openPage } from '../../shared/extract/response.ts'
import { type LetterState, type ListingState, unreadLetter } from '../../shared/ledger/crawl-state.ts'
import { type Served, snapshotId } from '../../shared/snapshot.ts'
import { isWithin } from '../../shared/text/instant.ts'
import type { Crawl } from './crawl.ts'
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
  return (await unchangedListing(crawl, before)) ?? readListingFrom(crawl, await seePage(crawl, crawl.column.url))
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

/**
 * What the last whole listing left with us, while a listing that is as it was then would say all that this crawl asks of it. Undefined
 * where it has to be read: rule 6, or because a letter has gone missing from it, whose delisting or withdrawal would rest on its bytes.
 */
function trustedListing({ state, settings, clock, column }: Crawl): ListingState | undefined {
  const { listing, listedCount: listed } = state
  if (listing?.pages[0]?.url !== column.url || lettersAsTheyWere(state).size !== listed) return undefined
  const isRecent = isWithin(listing.readAt, settings.trustValidatorsFor, clock.now())
  const isMissed = [...state.letters.values()].some(
    (letter) => letter.misses > 0 && letter.presence === 'listed' && !letter.rolledOff,
  )
  return isRecent && !isMissed ? listing : undefined
}

/** The listing as it was, once its first page has answered that it is: undefined when another says otherwise, or there is no time to ask. */
async function unchangedListing(crawl: Crawl, { pages, catId }: ListingState): Promise<Listing | undefined> {
  for (const { url, ...validators } of pages.slice(1))
    if (!crawl.hasTime() || (await crawl.site.fetch(url, validators)).outcome !== 'unchanged') return undefined
  return { letters: lettersAsTheyWere(crawl.state), whole: true, shrunk: false, pages: [], catId }
}

/**
 * The changes that can be told by this listing. A letter off the list for long is withdrawn once its page is gone too, and that rests on
 * the listing's bytes: where it is as it was, there are none, and the next crawl reads it whole.
 */
export function announceable(crawl: Crawl, { pages }: Listing, suspects: Change[]): Change[] {
  const told = pages.length > 0 ? suspects : suspects.filter(({ kind }) => kind !== 'withdrawn')
  if (told.length < suspects.length) crawl.state.listing = undefined
  return told
}

/** What lets the next crawl ask whether `listing` is as it was: undefined unless it is whole, and every page of it came with validators. */
function rememberListing({ pages, whole, catId }: Listing, readAt: string): ListingState | undefined {
  const asked = pages.map(({ url, headers: { etag, 'last-modified': lastModified } }) => ({
    url,
    ...(etag !== undefined && { etag }),
    ...(lastModified !== undefined && { lastModified }),
  }))
  const haveValidators = asked.every(({ etag, lastModified }) => etag !== undefined || lastModified !== undefined)
  return whole && haveValidators ? { readAt, ...(catId !== undefined && { catId }), pages: asked } : undefined
}

function lettersAsTheyWere({ letters }: Crawl['state']): Listing['letters'] {
  return new Map([...letters.values()].filter(({ misses }) => misses === 0).map(({ postId, url }) => [postId, { postId, url }]))
}

/** Writes into the crawl state what the listing says: letters never seen before, where each is now, and who is missing from a whole listing. */
export function applyListing({ state, startedAt }: Crawl, listing: Listing): void {
  const known = byPostId(state.letters.values())
  for (const { postId, url } of listing.letters.values()) {
    const letter = known.get(postId)
    if (letter?.postId === postId) letter.url = url
    else addUnread(state.letters, postId, url)
  }
  if (!listing.whole) return
  const isFull = listing.letters.size >= state.listedCount
  const last = [...listing.letters.values()].at(-1)?.publishedOn
  for (const letter of state.letters.values()) {
    const isListed = isOnList(letter, listing)
    const rolledOff = isFull && !(letter.publishedOn !== undefined && last !== undefined && letter.publishedOn > last)
    countMiss(letter, isListed, rolledOff, startedAt)
    if (!isListed && letter.version === 0) state.letters.delete(letter.id)
  }
  state.listedCount = listing.letters.size
}

/** A letter at an address where another stood before it moved takes the first name that is free. */
function addUnread(letters: Map<string, LetterState>, postId: string, url: string): void {
  let id = postId
  for (let nth = 2; letters.has(id); nth++) id = `${postId}-${nth}`
  letters.set(id, { ...unreadLetter(postId, url), id })
}

/** Whether a letter is on the list under the number it has now. */
export function isOnList({ postId }: LetterState, { letters }: Listing): boolean {
  return letters.has(postId)
}

/** The letter of each post id, present and former: a letter that moved is still known where it was. */
function byPostId(letters: Iterable<LetterState>): Map<string, LetterState> {
  return new Map(
    [...letters].flatMap((letter) =>
      [letter.postId, ...(letter.formerPostIds ?? [])].map((postId) => [postId, letter] as const),
    ),
  )
}
