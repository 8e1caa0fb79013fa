import { distinctIdOf, placeOfAddress } from '../../shared/extract/address.ts'
import type { ListedLetter, UnreadRow } from '../../shared/extract/listing/entry.ts'
import type { ListingPage, ListingRequest, ReadingHint } from '../../shared/extract/listing/listing-page.ts'
import { readListing } from '../../shared/extract/listing/listing.ts'
import { get } from '../../shared/extract/listing/paging.ts'
import { openPage } from '../../shared/extract/response.ts'
import type { Served } from '../../shared/snapshot.ts'
import { withoutBlank } from '../../shared/text/normalize.ts'
import type { Crawl } from './crawl.ts'
import type { Fetched } from './site.ts'

/** No column we know has more pages; a site that makes them up without end is stopped here. */
const MAX_PAGES = 500
/** Pages in a row that bring nothing new: those after them will not either. */
const MAX_REPEATS = 3

export type PageRead = { outcome: 'read'; page: ListingPage; served: Served }
export type PageSeen = PageRead | { outcome: 'gone' | 'blocked' | 'unreachable' | 'unreadable'; why: string; status?: number }

/** A page that was not read although another names it. */
export type MissingPage = { url: string; outcome: string; why: string; isRepeat: boolean }

/**
 * What one pass over the listing's pages brought. `rows` are by their address, `pages` those that brought rows or lead to them, `size` the
 * rows of each. `stopped`: there was no time for more. `isPosted`: a page of it cannot be asked for with conditions.
 */
export type Reading = {
  rows: Map<string, ListedLetter>
  unread: Map<string, UnreadRow>
  pages: { served: Served; size: number }[]
  missing: MissingPage[]
  expected: ListingPage['expected']
  source: string
  stopped?: MissingPage
  isPosted: boolean
  place?: string | undefined
  catId?: string | undefined
}

/** Reads the pages that pages name, and those after them that none names as long as each is full. */
export async function readPages(crawl: Crawl, first: PageRead): Promise<Reading> {
  const reading: Reading = {
    ...{ rows: new Map(), unread: new Map(), pages: [], missing: [], expected: {}, source: '', isPosted: false },
  }
  addPage(reading, first)
  const asked = new Set([get(crawl.column.url), get(new URL('index.html', crawl.column.url).href)].map(keyOf))
  // Each page of a long listing names all the others; what is added while we go through them is read in its turn.
  const named = [...first.page.further]
  let last = first.page
  let repeats = 0
  for (const request of named) {
    if (asked.has(keyOf(request)) || repeats >= MAX_REPEATS) continue
    asked.add(keyOf(request))
    if (!mayGoOn(crawl, reading, request.url)) return reading
    const seen = await seePage(crawl, request, reading)
    if (seen.outcome === 'read' && addPage(reading, seen)) {
      named.push(...seen.page.further)
      last = seen.page
      repeats = 0
      if (request.method === 'POST') reading.isPosted = true
    } else if (seen.outcome === 'read') {
      repeats++
      const why = seen.page.entries.length > 0 ? 'it repeats another page of the listing' : 'it has no rows'
      reading.missing.push({ url: request.url, outcome: 'unreadable', why, isRepeat: true })
    } else reading.missing.push({ url: request.url, outcome: seen.outcome, why: seen.why, isRepeat: false })
  }
  if (reading.missing.length === 0) await guessFurtherPages(crawl, reading, last, asked)
  return reading
}

/** Past the pages that are named: the next by number, until one is gone, has no letters or brings nothing new. */
async function guessFurtherPages(crawl: Crawl, reading: Reading, from: ListingPage, asked: Set<string>): Promise<void> {
  let last: ListingPage | undefined = from
  while (last !== undefined && sizeOf(last) >= (reading.pages.find(({ size }) => size > 0)?.size ?? 1)) {
    const guesses: ListingRequest[] = last.guesses.filter((request) => !asked.has(keyOf(request)))
    last = undefined
    for (const request of guesses) {
      asked.add(keyOf(request))
      if (!mayGoOn(crawl, reading, request.url)) return
      const seen = await seePage(crawl, request, reading)
      if (seen.outcome === 'read') {
        if (addPage(reading, seen)) last = seen.page
      } else {
        const isBare = seen.outcome === 'unreadable' && seen.status === 200
        const isTheEnd = seen.outcome === 'gone' || (isBare && !isMissingSome(crawl, reading))
        if (!isTheEnd) reading.missing.push({ url: request.url, outcome: seen.outcome, why: seen.why, isRepeat: false })
      }
      if (last !== undefined) break
    }
  }
}

/** The scheme makes no other request of it. */
function keyOf({ url, method, body = '' }: ListingRequest): string {
  return `${method} ${url.replace(/^https?:/, '').replace(/#.*$/, '')} ${body}`
}

function sizeOf({ entries, unread }: ListingPage): number {
  return entries.length + unread.length
}

/** Adds a page's rows; false when it brought no new one: a repeat, or the end of an endless list. */
function addPage(reading: Reading, { page, served }: PageRead): boolean {
  const before = reading.rows.size + reading.unread.size
  for (const entry of page.entries) {
    const key = `${entry.postId} ${placeOfAddress(entry.url)}`
    if (!reading.rows.has(key)) reading.rows.set(key, entry)
  }
  for (const [at, row] of page.unread.entries())
    reading.unread.set(row.address ?? `${row.text}${row.text === '' ? `${served.url} ${at}` : ''}`, row)
  const isNew = reading.rows.size + reading.unread.size > before
  if (!isNew && !page.shell) return false
  reading.pages.push({ served, size: sizeOf(page) })
  reading.expected = { ...reading.expected, ...page.expected }
  reading.source ||= page.shell ? '' : page.source
  reading.place ??= page.place
  reading.catId ??= page.catId
  return true
}

function mayGoOn(crawl: Crawl, reading: Reading, url: string): boolean {
  if (reading.pages.length < MAX_PAGES && crawl.hasTime()) return true
  const why = `the listing goes on past ${reading.pages.length} pages; the rest was not read this time`
  reading.stopped = { url, outcome: 'unreadable', why, isRepeat: false }
  return false
}

export async function seePage(
  crawl: Crawl,
  { url, body, contentType = '' }: ListingRequest,
  hint: ReadingHint,
): Promise<PageSeen> {
  const post = body === undefined ? undefined : { body, contentType }
  return pageIn(crawl, await crawl.site.fetch(url, {}, post), hint)
}

export function pageIn(crawl: Crawl, fetched: Fetched, hint: ReadingHint): PageSeen {
  if (fetched.outcome === 'unchanged') return { outcome: 'unreadable', why: 'it answered 304 to a request without conditions' }
  if (fetched.outcome !== 'served') return fetched
  const read = readListing(openPage(fetched.served), crawl.column, hint)
  return read.outcome === 'read' ? { ...read, served: fetched.served } : { ...read, status: fetched.served.status }
}

/**
 * The letters in `rows` by their post ids, in the order of the list. Where two letters have one id, as in systems that were merged, the one
 * that is known by it keeps it, and the others have ids of their own.
 */
export function assignIds(rows: Iterable<ListedLetter>, state: Crawl['state']): Map<string, ListedLetter> {
  const known = new Map([...state.letters.values()].map(({ postId, url }) => [postId, url]))
  const assigned = new Map<string, ListedLetter>()
  for (const [postId, same] of Map.groupBy(rows, (row) => row.postId)) {
    const letters = same.filter((row, at) => !same.slice(0, at).some((other) => isSameLetter(row, other)))
    const knownAt = placeOfAddress(known.get(postId) ?? '')
    const keeper =
      letters.find(({ url }) => placeOfAddress(url) === knownAt) ?? letters.find(({ url }) => !known.has(distinctIdOf(url)))
    for (const letter of letters) {
      const id = letter === keeper ? postId : distinctIdOf(letter.url)
      assigned.set(id, { ...letter, postId: id })
    }
  }
  return assigned
}

/** Rows of one id lead to one letter when they lead to one place, when their titles agree, or when the platform gives no id twice. */
function isSameLetter(one: ListedLetter, other: ListedLetter): boolean {
  const [a, b] = [one.title, other.title].map(withoutBlank)
  const isOfPlatform = [one, other].every(({ url }) => /\/m?post_\d+\.s?html?/i.test(url))
  return isOfPlatform || a === b || a === '' || b === '' || placeOfAddress(one.url) === placeOfAddress(other.url)
}

/** Fewer letters than the last whole listing had: what looks like its end may be a fault. */
export function isMissingSome({ state }: Crawl, { rows }: Reading): boolean {
  return assignIds(rows.values(), state).size < state.listedCount
}
