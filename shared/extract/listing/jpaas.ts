import * as z from 'zod/mini'
import { parseAddress } from '../address.ts'
import type { Refusal } from '../block-page.ts'
import { type Page, parsePage, select } from '../page.ts'
import { toListing } from './html.ts'
import type { ListedColumn, ListingPage, ListingRequest, ReadingHint } from './listing-page.ts'
import { get, readCounts, scriptsOf } from './paging.ts'
import { parsedJson } from './nfcms-catalogue.ts'
import { chooseGroup, groupRows } from './rows.ts'

const UNIT_PATH = '/front/page/build/unit'
const MAX_PAGES = 1000

/** The answer of jpaas for one unit of a page. */
const Unit = z.object({ data: z.object({ html: z.string() }) })

/**
 * A list of jpaas (Hanweb's platform of today): the page names a unit with its parameters, and its script fetches the unit's HTML as JSON,
 * page by page. Reads the page, and the JSON.
 */
export function readJpaasPage(page: Page, column: ListedColumn, hint: ReadingHint): ListingPage | Refusal | undefined {
  if (page.url.includes(UNIT_PATH)) return readUnit(page, column, hint)
  const unit = page.html.includes(UNIT_PATH) ? unitOf(page) : undefined
  if (unit === undefined) return undefined
  return { source: 'jpaas', entries: [], unread: [], further: [unit], guesses: [], expected: {}, shell: true }
}

/** The unit with the list: the one whose tag is named after lists or paging, else the first. */
function unitOf(page: Page): ListingRequest | undefined {
  const units = select(page, 'script, div')
    .map(({ attribs }) => ({ url: attribs['url'] ?? '', query: queryOf(attribs['querydata'] ?? '') }))
    .filter(({ url, query }) => url.includes(UNIT_PATH) && query.size > 0)
  const listed = units.find(({ query }) => /分页|列表|list|page/i.test(query.get('tagId') ?? '')) ?? units[0]
  const scripted = listed ?? scriptedUnit(page)
  const address = scripted && parseAddress(scripted.url, page.base)
  if (scripted === undefined || address === undefined) return undefined
  if (!scripted.query.has('paramJson'))
    scripted.query.set('paramJson', JSON.stringify({ pageNo: 1, pageSize: pageSizeIn(page) }))
  address.search = scripted.query.toString()
  return get(address.href)
}

const DEFAULT_PAGE_SIZE = 15

function pageSizeIn(page: Page): number {
  return Number(/pageSize['"]?\s*[:=]\s*['"]?(\d{1,3})/i.exec(page.html)?.[1] ?? DEFAULT_PAGE_SIZE)
}

const NAMES = ['parseType', 'webId', 'tplSetId', 'pageType', 'tagId', 'editType', 'pageId', 'paramJson']

/** `{'parseType':'bulidstatic','pageId':'abc'}`, as the attribute `queryData` has it. */
function queryOf(written: string): URLSearchParams {
  const pairs = written.matchAll(/['"]?(\w+)['"]?\s*:\s*(?:'([^']*)'|"([^"]*)")/g)
  return new URLSearchParams(
    Array.from(pairs, ([, name = '', single, double]): [string, string] => [name, single ?? double ?? '']),
  )
}

/** A unit whose parameters are in a script of the page. */
function scriptedUnit(page: Page): { url: string; query: URLSearchParams } | undefined {
  const script = scriptsOf(page)
  const url = /['"]([^'"\s]*\/front\/page\/build\/unit)[^'"\s]*['"]/.exec(script)?.[1]
  const query = new URLSearchParams()
  for (const name of NAMES) {
    const value = new RegExp(`['"]?\\b${name}['"]?\\s*[:=]\\s*['"]([^'"]*)['"]`).exec(script)?.[1]
    if (value !== undefined) query.set(name, value)
  }
  return url === undefined || !query.has('pageId') ? undefined : { url, query }
}

function readUnit(page: Page, column: ListedColumn, hint: ReadingHint): ListingPage | Refusal {
  const unit = Unit.safeParse(parsedJson(page.html)).data
  if (unit === undefined) return { outcome: 'unreadable', why: 'the answer for the list is no JSON with data.html' }
  // Closed, so that its last row counts as whole: JSON that parses was not cut off.
  const fragment = parsePage(`<body>${unit.data.html}</body>`, page.url, page.finalUrl)
  if ('why' in fragment) return { outcome: 'unreadable', why: fragment.why }
  const group = chooseGroup(groupRows(fragment, column), column, hint.place)
  const expected = readCounts(fragment, { inRows: new Set(group?.rows.map(({ row }) => row)) })
  if (group === undefined) return { source: 'jpaas', entries: [], unread: [], further: [], guesses: [], expected }
  const listing = toListing(fragment, column, { source: 'jpaas', rows: group.rows, place: group.place })
  if ('outcome' in listing) return listing
  return { ...listing, ...furtherUnits(page.url, group.rows.length, expected), expected }
}

/** The other pages of the unit at `url`, as many as it counts; of one that does not count, the next where this one has rows. */
function furtherUnits(url: string, rows: number, expected: ListingPage['expected']): Pick<ListingPage, 'further' | 'guesses'> {
  const written = parsedJson(new URL(url).searchParams.get('paramJson') ?? '')
  const parameters = z.looseObject({ pageNo: z.coerce.number() }).safeParse(written).data ?? { pageNo: 1 }
  const requestOf = (pageNo: number) => {
    const address = new URL(url)
    address.searchParams.set('paramJson', JSON.stringify({ ...parameters, pageNo }))
    return get(address.href)
  }
  const pages = expected.pages ?? (expected.rows === undefined ? undefined : Math.ceil(expected.rows / rows))
  if (pages === undefined) return { further: [], guesses: [requestOf(parameters.pageNo + 1)] }
  if (parameters.pageNo !== 1) return { further: [], guesses: [] }
  const numbers = Array.from({ length: Math.min(pages, MAX_PAGES) - 1 }, (_, at) => at + 2)
  return { further: numbers.map(requestOf), guesses: [] }
}
