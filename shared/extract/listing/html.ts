import type { Element } from 'domhandler'
import { hostOf } from '../address.ts'
import type { Refusal } from '../block-page.ts'
import { isClosed, isElement, type Page, select, sourceRange, walk } from '../page.ts'
import { dayIn, isLetter, isUnread, readRow, textAround, type UnreadRow } from './entry.ts'
import type { ListedColumn, ListingPage, ReadingHint } from './listing-page.ts'
import { findPostLinks, isDatedList, mergeEntries, type PostLink } from './nfcms-links.ts'
import { readPager } from './paging.ts'
import { chooseGroup, type FoundRow, groupRows, type RowGroup, targetOf } from './rows.ts'

/**
 * A list in the page's own elements. The operator's selectors come first, then the addresses of NFCMS, then rows that are found by their
 * structure. Undefined where the page has no list; a refusal where the list was cut off on the way.
 */
export function readHtmlPage(page: Page, column: ListedColumn, hint: ReadingHint): ListingPage | Refusal | undefined {
  if (column.read?.row !== undefined || column.read?.link !== undefined) return readPinned(page, column)
  return readPlatformList(page, column) ?? readStructure(page, column, hint)
}

function readPinned(page: Page, column: ListedColumn): ListingPage | Refusal | undefined {
  const { row: rowSelector, link: linkSelector, date: dateSelector } = column.read ?? {}
  const links = select(page, linkSelector ?? 'a, [onclick], [data-url]').filter((element) => targetOf(page, element))
  const dates = dateSelector === undefined ? undefined : new Set(select(page, dateSelector))
  const rows = rowSelector === undefined ? links : select(page, rowSelector)
  const found = rows.flatMap((row): FoundRow[] => {
    const element = links.find((link) => link === row || isWithin(link, row))
    return element ? [{ element, row, url: targetOf(page, element)?.url }] : []
  })
  if (found.length === 0) return undefined
  const listing = toListing(page, column, { source: 'html, pinned', rows: found })
  if (dates === undefined || 'outcome' in listing) return listing
  const dayOf = (row: Element) =>
    dayIn(
      [...dates]
        .filter((date) => isWithin(date, row))
        .map((date) => textAround(date))
        .join(' '),
    )
  const days = new Map(found.map(({ row, url }) => [url, dayOf(row)]))
  const dated = listing.entries.map(({ publishedOn: _, ...entry }) => {
    const publishedOn = days.get(entry.url)
    return { ...entry, ...(publishedOn !== undefined && { publishedOn }) }
  })
  return { ...listing, entries: dated }
}

function isWithin(element: Element, around: Element): boolean {
  for (let at: Element['parent'] = element; at !== null; at = at.parent) if (at === around) return true
  return false
}

/** A list of NFCMS: its letters by their addresses, and what else has a row in the same list. */
function readPlatformList(page: Page, column: ListedColumn): ListingPage | Refusal | undefined {
  const { links, method } = findPostLinks(page, column)
  const entries = mergeEntries(links)
  if (entries.length === 0 || (method === 'platform addresses' && !isDatedList(entries))) return undefined
  if (!isWhole(page, links.at(-1)?.element, links)) return brokenOff(links.length)
  const others = rowsBeside(page, column, links).map((row) => readRow(row, row.url, column))
  const all = [...entries, ...others.filter(isLetter)]
  const catId = /NFCMS_CAT_ID\s{0,5}=\s{0,5}['"]?(\d{1,12})/.exec(page.html)?.[1]
  const pager = readPager(page, column, { rows: all.length, numbering: 'one', inRows: new Set(links.map(({ row }) => row)) })
  return { source: `NFCMS, ${method}`, entries: all, unread: others.filter(isUnread), ...pager, ...(catId && { catId }) }
}

/** Rows of the list that lead elsewhere: to a file, to another column or host. */
function rowsBeside(page: Page, column: ListedColumn, links: PostLink[]): FoundRow[] {
  const posts = new Set(links.map(({ element }) => element))
  const shared = groupRows(page, column)
    .map((group) => ({ group, posts: group.rows.filter(({ element }) => posts.has(element)).length }))
    .filter(({ group, posts: count }) => count > 1 && count * 2 >= group.rows.length)
    .toSorted((one, other) => other.posts - one.posts || one.group.depth - other.group.depth)[0]
  if (shared === undefined) return []
  const areDated = shared.group.rows.some(({ row, element }) => posts.has(element) && dayIn(textAround(row)) !== undefined)
  return shared.group.rows.filter(({ element, row, url }) => {
    const isPost = posts.has(element) || (url !== undefined && links.some((link) => link.url === url))
    return !isPost && textAround(row).length >= 6 && (!areDated || dayIn(textAround(row)) !== undefined)
  })
}

function readStructure(page: Page, column: ListedColumn, hint: ReadingHint): ListingPage | Refusal | undefined {
  const group = chooseGroup(groupRows(page, column), column, hint.place)
  return group && toListing(page, column, { source: 'html', rows: group.rows, place: group.place }, rowsWithoutLink(group))
}

/** Rows of the list with a title and a day that lead nowhere. */
function rowsWithoutLink({ rows }: RowGroup): UnreadRow[] {
  const linked = new Set(rows.map(({ row }) => row))
  const [first] = rows
  const parents = new Set(rows.map(({ row }) => row.parent))
  return [...parents].flatMap((parent) => {
    const children = (parent?.children ?? []).filter(isElement)
    const bare = children.filter((child) => child.name === first?.row.name && !linked.has(child) && !hasLink(child))
    return bare.flatMap((row) => {
      const text = textAround(row)
      return text.length >= 14 && text.length <= 400 && dayIn(text) !== undefined ? [{ text, why: 'it has no link' }] : []
    })
  })
}

function hasLink(element: Element): boolean {
  let isFound = element.name === 'a'
  walk(element, (node) => {
    isFound ||= isElement(node) && node.name === 'a'
    return !isFound
  })
  return isFound
}

/** The page of a listing whose rows are known: for every source that finds rows in elements. */
export function toListing(
  page: Page,
  column: ListedColumn,
  { source, rows, place }: { source: string; rows: FoundRow[]; place?: string },
  bare: UnreadRow[] = [],
): ListingPage | Refusal {
  if (!isWhole(page, rows.at(-1)?.row, [])) return brokenOff(rows.length)
  const read = rows.map((row) => readRow(row, row.url, column))
  const entries = read.filter(isLetter)
  const unread = [...read.filter(isUnread), ...bare]
  const isTrs = rows.some(({ url = '' }) => /\/t\d{8}_\d+\.s?html?$/i.test(url) && hostOf(url) === hostOf(column.url))
  const pager = readPager(page, column, {
    rows: read.length,
    numbering: isTrs ? 'zero' : 'either',
    inRows: new Set(rows.map(({ row }) => row)),
  })
  return { source, entries, unread, ...pager, ...(place !== undefined && { place }) }
}

/** Whether the list's element or the page is closed after the last row: a list that was cut short would look shrunken. */
function isWhole(page: Page, last: Element | undefined, links: PostLink[]): boolean {
  if (/<\/(body|html)\s{0,20}>/i.test(page.html.slice(last && sourceRange(last).to))) return true
  const lists = links.length > 0 ? links.map(({ list }) => list) : [last?.parent]
  return lists.every((list) => list !== undefined && list !== null && 'attribs' in list && isClosed(page, list))
}

function brokenOff(rows: number): Refusal {
  return { outcome: 'unreadable', why: `the listing breaks off after ${rows} letters` }
}
