import { canonicalAddress, directoryOf, hostOf, parseAddress, postIdOf } from './address.ts'
import { elementsNamed, type Element, type Page } from './document.ts'

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
