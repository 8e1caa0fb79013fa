import { openLetter } from '../../../functions/crawl/open-letter.ts'
import type { Fetched, Site } from '../../../functions/crawl/site.ts'
import { placeOfAddress } from '../../../shared/extract/address.ts'
import type { Refusal } from '../../../shared/extract/block-page.ts'
import type { ListedLetter, UnreadRow } from '../../../shared/extract/listing/entry.ts'
import type { ListingPage, ListingRequest } from '../../../shared/extract/listing/listing-page.ts'
import { readListing } from '../../../shared/extract/listing/listing.ts'
import { get } from '../../../shared/extract/listing/paging.ts'
import type { Page } from '../../../shared/extract/page.ts'
import type { FetchedPage, ListingPreview, PreviewedColumn, Unreached } from '../../../shared/extract/preview/preview.ts'
import { openPage } from '../../../shared/extract/response.ts'
import { UsageError } from '../../errors.ts'

/** A preview reads so many pages with rows, with so many requests at most. */
const MAX_PAGES = 3
const MAX_REQUESTS = 6

/**
 * The rows of a listing's first three pages, each once; `first` is its first page. Throws a UsageError when that is a page without a list,
 * an Error when the pages that it names bring no row.
 */
export async function fetchListing(
  column: PreviewedColumn,
  first: Page,
  site: Site,
  progress: (step: string) => void,
): Promise<ListingPreview> {
  const read = readListing(first, column)
  if (read.outcome !== 'read') throw notAList(column.url, read)
  const reading: Reading = { pages: [], rows: new Map(), unread: new Map(), missing: [] }
  addPage(reading, read.page)
  const asked = new Set([keyOf(get(column.url))])
  let last = read.page
  for (let requests = 0; requests < MAX_REQUESTS && reading.pages.length < MAX_PAGES; requests++) {
    const named = [...read.page.further, ...last.further].find((request) => !asked.has(keyOf(request)))
    const next = named ?? last.guesses.find((request) => !asked.has(keyOf(request)))
    if (next === undefined) break
    asked.add(keyOf(next))
    progress(`page ${reading.pages.length + 1} of the listing`)
    const page = await fetchPage(site, next)
    const found = isPage(page) ? readListing(page, column, { place: reading.pages[0]?.place }) : page
    if (found.outcome !== 'read') {
      if (named) reading.missing.push({ url: next.url, why: found.why })
    } else if (addPage(reading, found.page)) last = found.page
  }
  const [missing] = reading.missing
  if (reading.pages.length === 0 && missing)
    throw new Error(`Cannot read the rows of ${column.url}: ${missing.url}: ${missing.why}`)
  if (reading.pages.length === 0)
    throw notAList(column.url, { outcome: 'unreadable', why: 'the listing shows no letter of its column' })
  return summarize(reading, read.page, last.further.filter((request) => !asked.has(keyOf(request))).length)
}

/** A firewall's page or a removed one is the site's answer; a page without a list is another address than the operator means. */
function notAList(url: string, { outcome, why }: Refusal): Error {
  if (outcome !== 'unreadable') return new Error(`Cannot read ${url}: ${why}`)
  return new UsageError(`Cannot read ${url} as a list: ${why}. Give the address of the page that lists the letters`)
}

/** Fetches and opens one page, or returns why that failed. */
export async function fetchPage(site: Site, { url, body, contentType = '' }: ListingRequest): Promise<FetchedPage> {
  const fetched = await site.fetch(url, {}, body === undefined ? undefined : { body, contentType })
  return fetched.outcome === 'served' ? openPage(fetched.served) : whyNot(fetched)
}

/** Fetches and opens the page of a letter, with its further pages and the file that it shows. */
export async function fetchLetterPage(site: Site, url: string): Promise<FetchedPage> {
  const fetched = await site.fetch(url)
  if (fetched.outcome !== 'served') return whyNot(fetched)
  return (await openLetter({ site, openPage, hasTime: () => true }, fetched.served)).page
}

function whyNot(fetched: Exclude<Fetched, { outcome: 'served' }>): Refusal | Unreached {
  if (fetched.outcome === 'unchanged') return { outcome: 'unreadable', why: 'it answered 304 to a request without conditions' }
  if (fetched.outcome === 'unreachable') return { outcome: 'unreachable', why: fetched.why }
  return { outcome: fetched.outcome, why: fetched.why }
}

export function isPage(page: FetchedPage): page is Page {
  return !('outcome' in page)
}

/** The rows so far, by where they lead. */
type Reading = {
  pages: ListingPage[]
  rows: Map<string, ListedLetter>
  unread: Map<string, UnreadRow>
  missing: ListingPreview['missing']
}

/** Adds the rows of a page; false when it brings no new one: a repeat, the end, or a page whose script fetches them. */
function addPage({ pages, rows, unread }: Reading, page: ListingPage): boolean {
  const before = rows.size + unread.size
  for (const row of page.entries) {
    const key = `${row.postId} ${placeOfAddress(row.url)}`
    if (!rows.has(key)) rows.set(key, row)
  }
  for (const row of page.unread) unread.set(row.address ?? row.text, row)
  if (rows.size + unread.size === before) return false
  pages.push(page)
  return true
}

/** The scheme makes no other request of it. */
function keyOf({ url, method, body = '' }: ListingRequest): string {
  return `${method} ${url.replace(/^https?:/, '').replace(/#.*$/, '')} ${body}`
}

/** `unasked`: pages that the last one names and that were not asked for. */
function summarize({ pages, rows, unread, missing }: Reading, first: ListingPage, unasked: number): ListingPreview {
  const expected = [first, ...pages].reduce<ListingPage['expected']>((all, page) => ({ ...all, ...page.expected }), {})
  const read = rows.size + unread.size
  const size = pages[0] === undefined ? 1 : pages[0].entries.length + pages[0].unread.length
  const counted = expected.pages ?? (expected.rows === undefined ? undefined : Math.ceil(expected.rows / size))
  const named = Math.max(counted ?? pages.length + missing.length + unasked, pages.length)
  // Pages in files are named in two numberings, of which one exists: none is missing where all that are counted were read.
  const isWhole = counted !== undefined && pages.length >= Math.min(MAX_PAGES, counted)
  return {
    source: (pages[0] ?? first).source,
    pages: { read: pages.length, named, isCounted: counted !== undefined },
    rows: [...rows.values()],
    unread: [...unread.values()],
    ...(expected.rows !== undefined && { expected: Math.max(expected.rows, read) }),
    missing: isWhole ? [] : missing,
  }
}
