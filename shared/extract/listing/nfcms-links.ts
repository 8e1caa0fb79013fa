import type { Element } from 'domhandler'
import { directoryOf, hostOf, parseAddress } from '../address.ts'
import { linkAddress, type Page, select } from '../page.ts'
import { elementsAround, type ListedLetter, readEntry } from './entry.ts'

/** A link to a letter; `row` is the largest element around it without other letters, `list` the element around all rows. */
export type PostLink = { element: Element; postId: string; url: string; row: Element; list: Element | undefined }

/** Links to letters of `column`: those to its own directory, or if there are none, the platform's addresses in the longest list. */
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
  const links = select(page, 'a')
  const found = links.flatMap((element) => {
    const url = linkAddress(page, element)
    const postId = url === undefined ? undefined : postNumber(url)
    if (url === undefined || postId === undefined || hostOf(url) !== hostOf(column.url)) return []
    return [{ element, postId, url }]
  })
  const rows = rowsOf(found)
  return found.map((link) => ({ ...link, ...rowOf(link.element, rows) }))
}

/** For every element around a link to a letter, the one letter it contains, or `many`. */
type Holdings = Map<Element, string>
const MANY = 'many'

function rowsOf(links: { element: Element; postId: string }[]): Holdings {
  const holdings: Holdings = new Map()
  for (const { element, postId } of links)
    for (const around of elementsAround(element)) {
      const held = holdings.get(around)
      holdings.set(around, held === undefined || held === postId ? postId : MANY)
    }
  return holdings
}

/** Climbs from a link while the elements around contain no other letter, at most to a list: a page with one letter is not one row. */
function rowOf(link: Element, holdings: Holdings): { row: Element; list: Element | undefined } {
  let row = link
  for (const around of elementsAround(link)) {
    if (holdings.get(around) === MANY || LIST.test(around.name)) return { row, list: around }
    row = around
    if (ROW.test(around.name)) return { row, list: listOf(around) }
  }
  return { row: link, list: undefined }
}

const LIST = /^(ul|ol|table|tbody|dl|section|main|article|body|html)$/
const ROW = /^(li|tr|dd)$/

function listOf(row: Element): Element | undefined {
  return elementsAround(row)[0]
}

function isOwn(url: string, column: { url: string }): boolean {
  const path = parseAddress(url)?.pathname ?? ''
  return path.startsWith(`${directoryOf(column.url)}content/`)
}

function isPlatformAddress(url: string): boolean {
  return /^(?:\/[\w-]+){0,2}\/gkmlpt\/content\/\d+\/\d+\/m?post_/.test(parseAddress(url)?.pathname ?? '')
}

function longestList(links: PostLink[]): PostLink[] {
  const lists = Map.groupBy(links, ({ list }) => list)
  return [...lists.values()].reduce<PostLink[]>((longest, next) => (next.length > longest.length ? next : longest), [])
}

/** The number of a post of NFCMS. */
function postNumber(url: string): string | undefined {
  return /\/m?post_(\d{1,20})\.s?html?$/i.exec(parseAddress(url)?.pathname ?? '')?.[1]
}

/** Menus link to the platform's addresses too: only a list of letters tells when each was published. */
export function isDatedList(entries: ListedLetter[]): boolean {
  return entries.filter(({ publishedOn }) => publishedOn !== undefined).length >= Math.min(2, entries.length)
}

/** More links to one letter add nothing. */
const MAX_LINKS_TO_ONE = 4

/** One entry for each letter: a letter linked twice, as by picture and by title, keeps the first title and day found. */
export function mergeEntries(links: PostLink[]): ListedLetter[] {
  const entries = new Map<string, ListedLetter>()
  for (const [postId, same] of Map.groupBy(links, (link) => link.postId)) {
    const read = same.slice(0, MAX_LINKS_TO_ONE).map((link) => ({ url: link.url, ...readEntry(link) }))
    const [first] = read
    const title = read.map((entry) => entry.title).find((found) => found !== '') ?? ''
    const publishedOn = read.map((entry) => entry.publishedOn).find((found) => found !== undefined)
    if (first !== undefined) entries.set(postId, { postId, url: first.url, title, ...(publishedOn && { publishedOn }) })
  }
  return [...entries.values()]
}
