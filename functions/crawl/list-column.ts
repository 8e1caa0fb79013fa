import { type Change, countMiss } from '../../shared/crawl/detect-changes.ts'
import { isLetterTitle } from '../../shared/extract/letter-parts.ts'
import { get } from '../../shared/extract/listing/paging.ts'
import { type LetterState, type ListingState, titleKeyOf, unreadLetter } from '../../shared/ledger/crawl-state.ts'
import { type Served, snapshotId } from '../../shared/snapshot.ts'
import { counted } from '../../shared/text/counted.ts'
import { isWithin } from '../../shared/text/instant.ts'
import type { Crawl } from './crawl.ts'
import {
  assignIds,
  isMissingSome,
  type MissingPage,
  pageIn,
  type PageSeen,
  type Reading,
  readPages,
  seePage,
} from './listing-pages.ts'

/**
 * What the column's pages list. `whole`: every row was read or named, and the listing is plausible; one that `shrunk` is not.
 * `elsewhere` has the title keys of rows that lead to another host; `isFull`: the last page has as many rows as the others.
 */
export type Listing = {
  letters: Crawl['listed']
  whole: boolean
  shrunk: boolean
  pages: Served[]
  elsewhere: Set<string>
  isFull: boolean
  catId?: string | undefined
}

/** So many letters may be taken off a list at once without the listing being doubted. */
const FEW = 3

/**
 * The column's listing: the last complete one if the server answers that all of its pages are unchanged, else read from the first page to
 * the last. Undefined when the first page cannot be read.
 */
export async function listColumn(crawl: Crawl): Promise<Listing | undefined> {
  const before = trustedListing(crawl)
  const first = await crawl.site.fetch(crawl.column.url, before?.pages[0])
  if (!before || first.outcome !== 'unchanged') return readListingFrom(crawl, pageIn(crawl, first, {}))
  return (await unchangedListing(crawl, before)) ?? readListingFrom(crawl, await seePage(crawl, get(crawl.column.url), {}))
}

async function readListingFrom(crawl: Crawl, first: PageSeen): Promise<Listing | undefined> {
  if (first.outcome !== 'read') {
    noteProblem(crawl, crawl.column.url, first.outcome, first.why)
    return undefined
  }
  const reading = await readAgainIfChanged(crawl, await readPages(crawl, first))
  const letters = assignIds(reading.rows.values(), crawl.state)
  const { column, state } = crawl
  if (isAnotherList(crawl, reading, letters)) {
    const why = `the listing shows none of the ${state.listedCount} letters that it had, and its rows are not titled like letters`
    noteProblem(crawl, column.url, 'unreadable', why)
    return undefined
  }
  const incomplete = findIncompleteness(crawl, reading)
  if (incomplete) noteProblem(crawl, incomplete.url, incomplete.outcome, incomplete.why)
  noteUnreadRows(crawl, reading)
  const listing: Listing = {
    letters,
    whole: incomplete === undefined && !hasHiddenRows(reading),
    shrunk: false,
    pages: reading.pages.map(({ served }) => served),
    elsewhere: new Set([...reading.unread.values()].flatMap(({ text }) => titleKeysOf(text))),
    isFull: isLastPageFull(reading),
    catId: reading.catId,
  }
  listing.shrunk = isShrunken(crawl, listing)
  if (listing.shrunk) listing.whole = false
  state.listing = reading.isPosted ? undefined : rememberListing(listing, crawl.lookedAt)
  return listing
}

/**
 * A list that changes while its pages are read moves a row from one page to another, and the row may be on neither when it is read. When a
 * listed letter is on no page, the pages are read once more, and what either pass found is listed.
 */
async function readAgainIfChanged(crawl: Crawl, reading: Reading): Promise<Reading> {
  const isLong = reading.pages.filter(({ size }) => size > 0).length > 1
  const isRead = reading.missing.length === 0 && reading.stopped === undefined
  const isChanged = isRead && (findIncompleteness(crawl, reading) !== undefined || lacksListedLetter(crawl, reading))
  if (!isLong || !isChanged || !crawl.hasTime(reading.pages.length)) return reading
  const first = await seePage(crawl, get(crawl.column.url), {})
  if (first.outcome !== 'read') return reading
  const again = await readPages(crawl, first)
  return { ...again, rows: new Map([...again.rows, ...reading.rows]) }
}

/** Whether a letter that was listed in the last complete listing is on none of its pages. */
function lacksListedLetter({ state }: Crawl, { rows }: Reading): boolean {
  const listed = assignIds(rows.values(), state)
  return [...state.letters.values()].some(
    ({ presence, misses, postId, version }) => presence === 'listed' && misses === 0 && version > 0 && !listed.has(postId),
  )
}

/**
 * Rule 2: why a listing is not complete, with what is missing; undefined when it is. It is complete when it has as many rows as its pager
 * counts, or when every page that is named was read and no page before the last is shorter than the others.
 */
function findIncompleteness(crawl: Crawl, reading: Reading): MissingPage | undefined {
  const { missing, stopped, expected } = reading
  if (stopped) return stopped
  const read = reading.rows.size + reading.unread.size
  const pages = reading.pages.filter(({ size }) => size > 0).length
  if (expected.rows !== undefined && read >= expected.rows) return undefined
  const isCounted = expected.pages !== undefined && pages >= expected.pages
  const isOnlyRepeated = missing.every(({ isRepeat }) => isRepeat) && crawl.state.baselined && !isMissingSome(crawl, reading)
  const isMissed = missing.some(({ outcome, isRepeat }) => !isCounted || (outcome !== 'gone' && !isRepeat))
  const [first] = missing
  if (first && isMissed && !isOnlyRepeated) {
    const others = missing.length === 1 ? '' : `, and so are ${missing.length - 1} more`
    return { ...first, why: `${first.why}; this page of the listing is missing${others}; rows read: ${read}` }
  }
  const about = { url: crawl.column.url, outcome: 'unreadable', isRepeat: false }
  if (expected.rows !== undefined)
    return {
      ...about,
      why: `the pager counts ${counted(expected.rows, 'row')}, and ${read} were read: ${expected.rows - read} missing`,
    }
  if (expected.pages !== undefined && !isCounted && (missing.length === 0 || !isOnlyRepeated))
    return {
      ...about,
      why: `the pager counts ${counted(expected.pages, 'page')}, and ${pages} were found: ${expected.pages - pages} missing`,
    }
  const short = shortPage(reading)
  return (
    short && {
      ...about,
      url: short.served.url,
      why: `a page in the middle of the listing has ${counted(short.size, 'row')}, and others have ${short.usual}`,
    }
  )
}

/** A page before the last with fewer rows than half of the pages before the last have. */
function shortPage({ pages }: Reading): { served: Served; size: number; usual: number } | undefined {
  const inner = pages.filter(({ size }) => size > 0).slice(0, -1)
  const counts = [...Map.groupBy(inner, ({ size }) => size)].toSorted(([, one], [, other]) => other.length - one.length)
  const [usual = 0, alike = []] = counts[0] ?? []
  if (alike.length < 2 || alike.length * 2 < inner.length) return undefined
  const short = inner.find(({ size }) => size < usual)
  return short && { ...short, usual }
}

function isLastPageFull({ pages }: Reading): boolean {
  const sizes = pages.map(({ size }) => size).filter((size) => size > 0)
  return sizes.at(-1) === sizes[0]
}

/** Rows whose address only a script knows: they may be known letters. */
function hasHiddenRows({ unread }: Reading): boolean {
  return [...unread.values()].some(({ address }) => address === undefined)
}

const MAX_NAMED_ROWS = 3

/** One problem for all rows that cannot be read: how many there are, and the first of them. */
function noteUnreadRows(crawl: Crawl, { unread }: Reading): void {
  if (unread.size === 0) return
  const named = [...unread.values()].slice(0, MAX_NAMED_ROWS).map(({ text, address, why }) => {
    const where = address === undefined ? '' : ` at ${address}`
    return `“${text}”${where}: ${why}`
  })
  const more = unread.size > MAX_NAMED_ROWS ? '; …' : ''
  const why = `${counted(unread.size, 'row')} of the listing cannot be read, and what they lead to is not watched (${named.join('; ')}${more})`
  crawl.problems.push({ url: crawl.column.url, outcome: 'unreadable', why })
}

/** The number of the proposal in the title of a row. */
export function numberIn(title: string): string | undefined {
  return /第\s*([\d-]+)\s*号/.exec(title)?.[1]
}

/** The title keys that a letter with the `title` of a row may have. */
export function titleKeysOf(title: string): string[] {
  const number = numberIn(title)
  return [titleKeyOf({ title }), ...(number === undefined ? [] : [titleKeyOf({ title, number })])]
}

/** A page without its list may have other lists, such as news. Rows that are found by structure alone may then be no letters of the column. */
function isAnotherList({ state }: Crawl, { source, rows }: Reading, letters: Listing['letters']): boolean {
  const known = lastListedLetters(state)
  if (!source.startsWith('html') || known.size < FEW || [...letters.keys()].some((id) => known.has(id))) return false
  const titled = [...rows.values()].filter(({ title }) => isLetterTitle(title)).length
  return titled * 2 < rows.size
}

/** Rule 2: that a listing loses more than half of its letters at once, and more than three, is more likely a fault of the site. */
function isShrunken(crawl: Crawl, listing: Listing): boolean {
  const { state, column } = crawl
  const lost = state.listedCount - listing.letters.size
  if (lost <= FEW || lost <= state.listedCount / 2) return false
  const why = `the listing shrank from ${state.listedCount} to ${listing.letters.size} letters; no letter is counted as missing because of it. Open the page to see why`
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
 * The last complete listing, if this crawl needs no more than the answer that it is unchanged. Undefined when the pages have to be read:
 * by rule 6, or because a letter is missing from them, and its delisting or withdrawal needs their bytes as evidence.
 */
function trustedListing({ state, settings, clock, column }: Crawl): ListingState | undefined {
  const { listing, listedCount: listed } = state
  if (listing?.pages[0]?.url !== column.url || lastListedLetters(state).size !== listed) return undefined
  const isRecent = isWithin(listing.readAt, settings.trustValidatorsFor, clock.now())
  const isMissed = [...state.letters.values()].some(
    (letter) => letter.misses > 0 && letter.presence === 'listed' && !letter.rolledOff,
  )
  return isRecent && !isMissed ? listing : undefined
}

/** The last complete listing, once its first page is answered as unchanged; undefined when another page is not, or time is short. */
async function unchangedListing(crawl: Crawl, { pages, catId }: ListingState): Promise<Listing | undefined> {
  for (const { url, ...validators } of pages.slice(1))
    if (!crawl.hasTime() || (await crawl.site.fetch(url, validators)).outcome !== 'unchanged') return undefined
  const letters = lastListedLetters(crawl.state)
  return { letters, whole: true, shrunk: false, pages: [], elsewhere: new Set(), isFull: true, catId }
}

/**
 * The changes that this listing is evidence for. A letter that is long off the list is withdrawn once its page is gone too, and the evidence
 * for that includes the listing's bytes. An unchanged listing was not served, so the next crawl reads it whole.
 */
export function announceable(crawl: Crawl, { pages }: Listing, suspects: Change[]): Change[] {
  const provable = pages.length > 0 ? suspects : suspects.filter(({ kind }) => kind !== 'withdrawn')
  if (provable.length < suspects.length) crawl.state.listing = undefined
  return provable
}

/** By what the next crawl can ask whether `listing` is unchanged: undefined unless it is whole, and every page of it came with validators. */
function rememberListing({ pages, whole, catId }: Listing, readAt: string): ListingState | undefined {
  const asked = pages.map(({ url, headers: { etag, 'last-modified': lastModified } }) => ({
    url,
    ...(etag !== undefined && { etag }),
    ...(lastModified !== undefined && { lastModified }),
  }))
  const haveValidators = asked.every(({ etag, lastModified }) => etag !== undefined || lastModified !== undefined)
  return whole && haveValidators ? { readAt, ...(catId !== undefined && { catId }), pages: asked } : undefined
}

function lastListedLetters({ letters }: Crawl['state']): Listing['letters'] {
  return new Map([...letters.values()].filter(({ misses }) => misses === 0).map(({ postId, url }) => [postId, { postId, url }]))
}

/** Writes the listing into the crawl state: letters never seen before, the address of each, and which are missing from a whole listing. */
export function applyListing({ state, startedAt }: Crawl, listing: Listing): void {
  const known = byPostId(state.letters.values())
  for (const { postId, url } of listing.letters.values()) {
    const letter = known.get(postId)
    if (letter?.postId === postId) letter.url = url
    else addUnread(state.letters, postId, url)
  }
  if (!listing.whole) return
  for (const letter of state.letters.values()) {
    const isNamedElsewhere = letter.titleKey !== undefined && listing.elsewhere.has(letter.titleKey)
    const isListed = isOnList(letter, listing) || isNamedElsewhere
    countMiss(letter, isListed, isRolledOff(letter, listing, state.listedCount), startedAt)
    if (!isListed && letter.version === 0) state.letters.delete(letter.id)
  }
  state.listedCount = listing.letters.size
}

/**
 * Whether a letter that is missing may have been pushed off a list that shows only the newest: as many letters as before are listed, and it
 * is older than they are. Such a list ends with a full page; of several pages whose last has room the letter was taken.
 */
function isRolledOff({ publishedOn }: LetterState, { letters, isFull }: Listing, listedCount: number): boolean {
  if (letters.size < listedCount || !isFull) return false
  const days = [...letters.values()].flatMap((letter) => letter.publishedOn ?? []).sort()
  const [oldest] = days
  if (publishedOn === undefined || oldest === undefined) return true
  const isOldest = publishedOn < oldest || (publishedOn === oldest && days.at(-1) !== oldest)
  return isOldest
}

/** A letter at an address that another letter had before it moved takes the first id that is free. */
function addUnread(letters: Map<string, LetterState>, postId: string, url: string): void {
  let id = postId
  for (let nth = 2; letters.has(id); nth++) id = `${postId}-${nth}`
  letters.set(id, { ...unreadLetter(postId, url), id })
}

/** Whether a letter is on the list under the number it has now. */
export function isOnList({ postId }: LetterState, { letters }: Listing): boolean {
  return letters.has(postId)
}

/** The letter of each post id, present and former: a letter that moved is still known by its former address. */
function byPostId(letters: Iterable<LetterState>): Map<string, LetterState> {
  return new Map(
    [...letters].flatMap((letter) =>
      [letter.postId, ...(letter.formerPostIds ?? [])].map((postId) => [postId, letter] as const),
    ),
  )
}
