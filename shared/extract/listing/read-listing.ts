import type { Served } from '../../snapshot.ts'
import { canonicalAddress, directoryOf, hostOf, listingPageAddress, parseAddress, postIdOf } from '../address.ts'
import { refusalOfAnswer, refusalOfPage } from '../block-page.ts'
import { readLines } from '../lines.ts'
import { type Element, elementsNamed, isClosed, openServed, type Page } from '../page.ts'
import type { Refusal } from '../response.ts'
import { readEntry } from './row.ts'

/** A letter as its column lists it; `url` is absolute, `publishedOn` YYYY-MM-DD. */
export type ListedLetter = { postId: string; url: string; title: string; publishedOn?: string }

/**
 * One page of a column's listing: the column's own letters on it, each once, and the absolute addresses of other pages of the same
 * listing that it names. `method` says how its letters were told from other links.
 */
export type ListingPage = { entries: ListedLetter[]; furtherPages: string[]; method: string; catId?: string }

/** The listing page that `served` is, or why it is none: a page without letters is unreadable, never an empty column. Never throws. */
export function readListing(served: Served, column: { url: string }): { outcome: 'read'; page: ListingPage } | Refusal {
  const refusal = refusalOfAnswer(served) ?? refusalOfOtherPlace(served, column)
  if (refusal !== undefined) return refusal
  const page = openServed(served)
  return 'why' in page ? { outcome: 'unreadable', why: page.why } : readPage(page, served, column)
}

function readPage(page: Page, served: Served, column: { url: string }): { outcome: 'read'; page: ListingPage } | Refusal {
  const { links, method } = findPostLinks(page, column)
  const entries = mergeEntries(links)
  if (entries.length === 0 || (method === 'platform addresses' && !isDatedList(entries))) return refusalOfEmptyListing(page)
  if (!isWhole(page, links)) return { outcome: 'unreadable', why: `the listing breaks off after ${links.length} letters` }
  const catId = /NFCMS_CAT_ID\s{0,5}=\s{0,5}['"]?(\d{1,12})/.exec(page.html)?.[1]
  const furtherPages = readFurtherPages(page, served, column)
  return { outcome: 'read', page: { entries, furtherPages, method, ...(catId && { catId }) } }
}

/** A listing that redirects out of its directory is another page, whatever letters that links to. */
function refusalOfOtherPlace({ url, finalUrl }: Served, column: { url: string }): Refusal | undefined {
  if (url === finalUrl || directoryOf(finalUrl) === directoryOf(column.url)) return undefined
  return { outcome: 'unreadable', why: `the listing redirects to another place: ${finalUrl}` }
}

function refusalOfEmptyListing(page: Page): Refusal {
  const refusal = refusalOfPage(page, readLines(page))
  return refusal.outcome === 'unreadable'
    ? { outcome: 'unreadable', why: 'the listing shows no letter of its column' }
    : refusal
}

/** Menus link to the platform's addresses too: only a list of letters says when each was published. */
function isDatedList(entries: ListedLetter[]): boolean {
  return entries.filter(({ publishedOn }) => publishedOn !== undefined).length >= Math.min(2, entries.length)
}

/** Cut short, a list would look shrunk: its element or its page must be closed after the last letter. */
function isWhole(page: Page, links: PostLink[]): boolean {
  if (/<\/(body|html)\s{0,20}>/i.test(page.html.slice(links.at(-1)?.element.to))) return true
  const lists = links.map(({ list }) => list)
  return lists.every((list) => list !== undefined && isClosed(page, list))
}

/** Beyond these, links to one letter tell nothing new. */
const MOST_LINKS_TO_ONE = 4

/** One entry for each letter: a letter linked twice, as by picture and by title, keeps the first title and day found. */
function mergeEntries(links: PostLink[]): ListedLetter[] {
  const entries = new Map<string, ListedLetter>()
  for (const [postId, same] of Map.groupBy(links, (link) => link.postId)) {
    const read = same.slice(0, MOST_LINKS_TO_ONE).map(readEntry)
    const [first] = read
    const title = read.map((entry) => entry.title).find((found) => found !== '') ?? ''
    const publishedOn = read.map((entry) => entry.publishedOn).find((found) => found !== undefined)
    if (first !== undefined) entries.set(postId, { postId, url: first.url, title, ...(publishedOn && { publishedOn }) })
  }
  return [...entries.values()]
}

/** Nobody lists 20,000 letters; a number beyond is an error of the page, not work to be done. */
const MOST_PAGES = 1000

/** Every page up to the last that a link to `index_N.html` or the script `createPageHTML(n, …)` names, but not this one nor the first. */
function readFurtherPages(page: Page, served: Served, column: { url: string }): string[] {
  const linked = elementsNamed(page, 'a').map(({ attribs }) =>
    pageNumber(canonicalAddress(attribs['href'] ?? '', page.base), column),
  )
  const scripted = [...page.html.matchAll(/createPageHTML\(\s{0,9}(?:['"][^'"]{0,60}['"]\s{0,9},\s{0,9})?(\d{1,6})/g)].map(
    ([, count]) => Number(count),
  )
  const last = Math.min(MOST_PAGES, Math.max(1, ...linked, ...scripted))
  const here = pageNumber(served.finalUrl, column)
  const numbers = Array.from({ length: last - 1 }, (_, at) => at + 2).filter((k) => k !== here)
  return numbers.map((k) => listingPageAddress(column.url, k))
}

function pageNumber(address: string | undefined, column: { url: string }): number {
  if (address === undefined || hostOf(address) !== hostOf(column.url) || directoryOf(address) !== directoryOf(column.url))
    return 1
  return Number(/\/index_(\d{1,6})\.s?html?(?:[?#]|$)/.exec(address)?.[1] ?? 1)
}

/** A link to a letter: the element that holds nothing of other letters (`row`), and the one that holds the list. */
export type PostLink = { element: Element; postId: string; url: string; row: Element; list: Element | undefined }

/** Links to letters of `column`: by its own directory, else (there being none) the platform's addresses in the longest list. */
export function findPostLinks(page: Page, column: { url: string }): { links: PostLink[]; method: string } {
  const all = allPostLinks(page, column)
  const own = all.filter(({ url }) => isOwn(url, column))
  if (own.length === 0)
    return { links: longestList(all.filter(({ url }) => isPlatformAddress(url))), method: 'platform addresses' }
  const lists = new Set(own.map(({ list }) => list).filter((list) => list !== undefined))
  const isBeside = ({ url, list }: PostLink) => isPlatformAddress(url) && list !== undefined && lists.has(list)
  const links = all.filter((link) => isOwn(link.url, column) || isBeside(link))
  return { links, method: links.length === own.length ? 'own directory' : 'own directory and platform addresses' }
}

function allPostLinks(page: Page, column: { url: string }): PostLink[] {
  const found = elementsNamed(page, 'a').flatMap((element) => {
    const url = canonicalAddress(element.attribs['href'] ?? '', page.base)
    const postId = url === undefined ? undefined : postIdOf(url)
    if (url === undefined || postId === undefined || hostOf(url) !== hostOf(column.url)) return []
    return [{ element, postId, url }]
  })
  const rows = rowsOf(found)
  return found.map((link) => ({ ...link, ...rowOf(link.element, rows) }))
}

/** For every element round a link to a letter, the one letter it holds, or `many`. */
type Holdings = Map<Element, string>
const MANY = 'many'

/** Deeper than any list stands in a page. */
const MOST_LEVELS = 60

function rowsOf(links: { element: Element; postId: string }[]): Holdings {
  const holdings: Holdings = new Map()
  for (const { element, postId } of links)
    for (const around of elementsRound(element)) {
      const held = holdings.get(around)
      holdings.set(around, held === undefined || held === postId ? postId : MANY)
    }
  return holdings
}

/** Climbs from a link while only its own letter is in sight; a page with one letter must not make its whole self the row. */
function rowOf(link: Element, holdings: Holdings): { row: Element; list: Element | undefined } {
  let row = link
  for (const around of elementsRound(link)) {
    if (holdings.get(around) === MANY || LIST.test(around.name)) return { row, list: around }
    row = around
    if (ROW.test(around.name)) return { row, list: listOf(around) }
  }
  return { row: link, list: undefined }
}

const LIST = /^(ul|ol|table|tbody|dl|section|main|article|body|html)$/
const ROW = /^(li|tr|dd)$/

function listOf(row: Element): Element | undefined {
  return elementsRound(row)[0]
}

function elementsRound(element: Element): Element[] {
  const found = []
  let at = element.parent
  while (at !== null && found.length < MOST_LEVELS) {
    found.push(at)
    at = at.parent
  }
  return found
}

function isOwn(url: string, column: { url: string }): boolean {
  const path = parseAddress(url)?.pathname ?? ''
  return path.startsWith(`${directoryOf(column.url)}content/`)
}

function isPlatformAddress(url: string): boolean {
  return /^\/gkmlpt\/content\/\d+\/\d+\/m?post_/.test(parseAddress(url)?.pathname ?? '')
}

function longestList(links: PostLink[]): PostLink[] {
  const lists = Map.groupBy(links, ({ list }) => list)
  return [...lists.values()].reduce<PostLink[]>((longest, next) => (next.length > longest.length ? next : longest), [])
}
