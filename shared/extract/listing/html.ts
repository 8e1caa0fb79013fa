import { directoryOf } from '../address.ts'
import { classifyNonLetter, type Refusal } from '../block-page.ts'
import { readLines } from '../lines.ts'
import { isClosed, type Page, sourceRange } from '../page.ts'
import { furtherPages } from './paging.ts'
import { findPostLinks, type ListedLetter, type PostLink, readEntry } from './rows.ts'

/**
 * One page of a column's listing: the column's own letters on it, each once, and the absolute addresses of other pages of the same
 * listing that it names. `method` tells by what its letters were distinguished from other links.
 */
export type ListingPage = { entries: ListedLetter[]; furtherPages: string[]; method: string; catId?: string }

/**
 * The listing in a page that `openPage` opened, or why there is none; a refusal is passed on. A page without letters is unreadable, never
 * an empty column. Never throws.
 */
export function readListing(page: Page | Refusal, column: { url: string }): { outcome: 'read'; page: ListingPage } | Refusal {
  if ('outcome' in page) return page
  if (isRedirected(page, column)) return unreadable(`the listing redirects to another place: ${page.finalUrl}`)
  const { links, method } = findPostLinks(page, column)
  const entries = mergeEntries(links)
  if (entries.length === 0 || (method === 'platform addresses' && !isDatedList(entries))) return classifyEmptyListing(page)
  if (!isWhole(page, links)) return unreadable(`the listing breaks off after ${links.length} letters`)
  const catId = /NFCMS_CAT_ID\s{0,5}=\s{0,5}['"]?(\d{1,12})/.exec(page.html)?.[1]
  return { outcome: 'read', page: { entries, furtherPages: furtherPages(page, column), method, ...(catId && { catId }) } }
}

function unreadable(why: string): Refusal {
  return { outcome: 'unreadable', why }
}

/** A listing that redirects out of its directory is another page, whatever letters that links to. */
function isRedirected({ url, finalUrl }: Page, column: { url: string }): boolean {
  return url !== finalUrl && directoryOf(finalUrl) !== directoryOf(column.url)
}

function classifyEmptyListing(page: Page): Refusal {
  const refusal = classifyNonLetter(page, readLines(page))
  return refusal.outcome === 'unreadable' ? unreadable('the listing shows no letter of its column') : refusal
}

/** Menus link to the platform's addresses too: only a list of letters tells when each was published. */
function isDatedList(entries: ListedLetter[]): boolean {
  return entries.filter(({ publishedOn }) => publishedOn !== undefined).length >= Math.min(2, entries.length)
}

/** Whether the list's element or the page is closed after the last letter: a list that was cut short would look shrunken. */
function isWhole(page: Page, links: PostLink[]): boolean {
  const last = links.at(-1)
  if (/<\/(body|html)\s{0,20}>/i.test(page.html.slice(last && sourceRange(last.element).to))) return true
  return links.every(({ list }) => list !== undefined && isClosed(page, list))
}

/** More links to one letter add nothing. */
const MAX_LINKS_TO_ONE = 4

/** One entry for each letter: a letter linked twice, as by picture and by title, keeps the first title and day found. */
function mergeEntries(links: PostLink[]): ListedLetter[] {
  const entries = new Map<string, ListedLetter>()
  for (const [postId, same] of Map.groupBy(links, (link) => link.postId)) {
    const read = same.slice(0, MAX_LINKS_TO_ONE).map(readEntry)
    const [first] = read
    const title = read.map((entry) => entry.title).find((found) => found !== '') ?? ''
    const publishedOn = read.map((entry) => entry.publishedOn).find((found) => found !== undefined)
    if (first !== undefined) entries.set(postId, { postId, url: first.url, title, ...(publishedOn && { publishedOn }) })
  }
  return [...entries.values()]
}
