import type { Element } from 'domhandler'
import { directoryOf, hostOf, parseAddress, placeOfAddress } from '../address.ts'
import { isElement, isText, type Page, select, textWithin, walk } from '../page.ts'
import { textOf } from './entry.ts'
import type { ListedColumn, ListingPage, ListingRequest } from './listing-page.ts'
import { formPages } from './paging-forms.ts'
import { targetOf } from './rows.ts'

export type Pager = Pick<ListingPage, 'further' | 'guesses' | 'expected'>

/**
 * What is known of a page before its pager is read: how many rows it has and their elements, whose text is no pager's, and whether the
 * system counts its files from one (page 2 is `index_2.html`, NFCMS), from zero (`index_1.html`, TRS), or nobody knows.
 */
export type PagerHints = { rows: number; numbering: 'one' | 'zero' | 'either'; inRows: Set<Element> }

/** A listing of 20,000 letters; a greater number of pages is an error of the page. */
const MAX_PAGES = 1000
/** A list with fewer rows has one page, unless its pager says otherwise. */
const MIN_ROWS_TO_GUESS = 10

/**
 * The other pages of a listing, from what its pager shows: numbered links, a next link, a count of pages or rows in text, scripts or
 * attributes, or a form. Pages of unknown numbering are named in both: their number says which of them exist.
 */
export function readPager(page: Page, column: ListedColumn, hints: PagerHints): Pager {
  const counts = readCounts(page, hints)
  const links = pagerLinks(page, hints)
  const here = hereOf(page, column)
  const numbers = links.filter(({ label }) => NUMBER.test(label) && NUMBER.exec(label)?.[1] !== '1').map(({ url }) => url)
  const next = nextLink(links)
  const linked = numberedTemplate(links, here === column.url ? 1 : undefined)
  const isLinked = linked === undefined && (numbers.length > 0 || next !== undefined)
  const numbered = linked ?? (isLinked ? undefined : scriptTemplate(page, here))
  const isEither = numbered === undefined && hints.numbering === 'either'
  const template = numbered ?? (isLinked && isEither ? undefined : fileTemplate(page, here, hints.numbering))
  const at = template && (placeOfAddress(here) === placeOfAddress(column.url) ? 1 : numberIn(template, here))
  const last = lastPage(links, template, counts, at === 1 ? hints.rows : 0)
  const byForm = isEither ? formPages(page, counts.pages) : []
  // Files of unknown numbering are named by the first page alone, from 1: a later page does not know its own number.
  const isNamed = template !== undefined && last > 1 && byForm.length === 0 && (!isEither || at === 1)
  const named = isNamed ? numbersOf(last, isEither ? 1 : 2).map((k) => addressOf(template, k)) : numbers
  const pinned = pinnedNext(page, column) ?? (isNamed ? undefined : next)
  const further = [...named, ...(pinned === undefined ? [] : [pinned])].filter(
    (url) => placeOfAddress(url) !== placeOfAddress(here),
  )
  const isKnown = further.length > 0 || byForm.length > 0 || counts.pages !== undefined || counts.rows !== undefined
  const mayGuess = template !== undefined && (hints.numbering === 'one' || (!isKnown && hints.rows >= MIN_ROWS_TO_GUESS))
  return {
    further: [...[...new Set(further)].map(get), ...byForm],
    guesses: mayGuess ? guessesAfter(template, at ?? last, hints).map(get) : [],
    expected: {
      ...(counts.rows !== undefined && { rows: counts.rows }),
      ...(counts.pages !== undefined && { pages: counts.pages }),
    },
  }
}

export function get(url: string): ListingRequest {
  return { url, method: 'GET' }
}

/** The address of page `k` of a column's listing on NFCMS: the column's own address first, then `index_k.html` in its directory. */
export function listingPageAddress(columnUrl: string, k: number): string {
  return k <= 1 ? columnUrl : new URL(`index_${k}.html`, columnUrl).href
}

function guessesAfter(template: Template, at: number, { numbering }: PagerHints): string[] {
  const numbers = numbering === 'either' && at === 1 ? [1, 2] : [at + 1]
  return numbers.map((k) => addressOf(template, k))
}

function numbersOf(last: number, first: number): number[] {
  return Array.from({ length: Math.min(last, MAX_PAGES) - first + 1 }, (_, at) => at + first)
}

/** The page's own address, in the column's scheme where it is in the column's directory. */
function hereOf({ finalUrl }: Page, column: ListedColumn): string {
  const isOfColumn = hostOf(finalUrl) === hostOf(column.url) && directoryOf(finalUrl) === directoryOf(column.url)
  return isOfColumn ? new URL(finalUrl.replace(/^.*\//, '') || '.', column.url).href : finalUrl
}

/** The addresses of a listing's pages: page k has `before`, k - `offset` and `after`. */
type Template = { before: string; after: string; offset: number }

function addressOf({ before, after, offset }: Template, k: number): string {
  return `${before}${k - offset}${after}`
}

function numberIn({ before, after, offset }: Template, url: string): number | undefined {
  const [plain, start] = [url, before].map((address) => address.replace(/^https?:/, ''))
  if (plain === undefined || start === undefined || !plain.startsWith(start) || !plain.endsWith(after)) return undefined
  const digits = plain.slice(start.length, plain.length - after.length)
  return /^\d{1,6}$/.test(digits) ? Number(digits) + offset : undefined
}

type PagerLink = { label: string; url: string }

const NEXT = /^[[（(]?\s?(?:下一?页|后一?页|下页|next)\s?[\])）]?\s?[>»›]*$|^[>»›]$/i
const NUMBER = /^[[（(]?\s?(\d{1,3})\s?[\])）]?$/

function pagerLinks(page: Page, { inRows }: PagerHints): PagerLink[] {
  return page.elements.flatMap((element) => {
    if (inRows.has(element) || isInside(element, inRows)) return []
    const target = element.name === 'a' || element.attribs['onclick'] ? targetOf(page, element, true)?.url : undefined
    return target === undefined ? [] : [{ label: textOf(element).slice(0, 40), url: target }]
  })
}

function isInside(element: Element, rows: Set<Element>): boolean {
  let { parent } = element
  for (let level = 0; parent !== null && isElement(parent) && level < 8; level++) {
    if (rows.has(parent)) return true
    parent = parent.parent
  }
  return false
}

/** The template on which all numbered links agree; on the first page the next link is that of page 2. */
function numberedTemplate(links: PagerLink[], at: number | undefined): Template | undefined {
  const pages = links.flatMap(({ label, url }) => {
    const number = NUMBER.exec(label)?.[1] ?? (NEXT.test(label) && at !== undefined ? String(at + 1) : '1')
    return number === '1' ? [] : [{ url, number: Number(number) }]
  })
  const [first] = pages
  const templates = first ? templatesOf(first.url, first.number) : []
  const agreed = templates.filter((template) => pages.every(({ url, number }) => numberIn(template, url) === number))
  const isSure = pages.some(({ number }) => number !== first?.number)
  return agreed.findLast(({ before }) => USUAL.test(before)) ?? (isSure ? agreed.at(-1) : undefined)
}

/** What usually comes before the number of a page: a parameter of that name, or the joint of a file's name. */
const USUAL = /(?:page|pageno|pagenum|pageindex|index|current|curpage|cur|cpage|pn|p|no|num|start)=$|[_-]$|\/page\/$|\/p$/i

function templatesOf(url: string, number: number): Template[] {
  return Array.from(url.matchAll(/\d+/g)).flatMap(({ 0: digits, index }) => {
    const offset = number - Number(digits)
    const isInName = index > url.indexOf('/', 8)
    if ((offset !== 0 && offset !== 1) || !isInName) return []
    return [{ before: url.slice(0, index), after: url.slice(index + digits.length), offset }]
  })
}

/** `location.href = "list.jsp?page=" + n`, `"index_" + (n - 1) + ".html"`. */
const BY_PARAMETER =
  /['"]([^'"\s]*[?&](?:page|pageno|pagenum|pageindex|current|currentpage|curpage|cpage|pn|p)=)['"]\s*\+\s*\(?\s*[\w.]+\s*(-\s*1)?\s*\)?(?:\s*\+\s*['"]([^'"\s]*)['"])?/i
const BY_NAME = /['"]([^'"\s]*\w[_-])['"]\s*\+\s*\(?\s*[\w.]+\s*(-\s*1)?\s*\)?\s*\+\s*['"](\.[a-z]{3,5}(?:\?[^'"\s]*)?)['"]/i

function scriptTemplate(page: Page, here: string): Template | undefined {
  const script = scriptsOf(page)
  const [, before, minus, after = ''] = BY_PARAMETER.exec(script) ?? BY_NAME.exec(script) ?? []
  const base = before === undefined ? undefined : parseAddress(before, here)?.href
  return base === undefined ? undefined : { before: base, after, offset: minus === undefined ? 0 : 1 }
}

/** Page k of a list in files: `index_k.html` beside `index.html`, with the name and ending that the pager's script or the address has. */
function fileTemplate(page: Page, here: string, numbering: PagerHints['numbering']): Template | undefined {
  const { pathname, search } = new URL(here)
  if (search !== '') return undefined
  const [, scriptedName, scriptedEnding] = CREATE_PAGE_NAMES.exec(page.html) ?? []
  const [, ownName, ownEnding] = /([^/]*?)(?:_\d{1,4})?\.([a-z]{3,5})$/i.exec(pathname.replace(/^.*\//, '')) ?? []
  const name = scriptedName ?? ownName ?? 'index'
  const ending = scriptedEnding ?? ownEnding ?? 'html'
  return { before: new URL(`${name}_`, here).href, after: `.${ending}`, offset: numbering === 'zero' ? 1 : 0 }
}

const CREATE_PAGE_NAMES = /createPageHTML\([^)'"]{0,80}['"](\w[\w-]{0,40})['"]\s*,\s*['"]\.?([a-z]{3,5})['"]/i

function nextLink(links: PagerLink[]): string | undefined {
  return links.find(({ label }) => NEXT.test(label))?.url
}

function pinnedNext(page: Page, { read }: ListedColumn): string | undefined {
  const element = read?.next === undefined ? undefined : select(page, read.next)[0]
  return element && targetOf(page, element, true)?.url
}

/** The number of the last page, as counts say it or as the highest link names it. */
function lastPage(links: PagerLink[], template: Template | undefined, counts: Counts, rows: number): number {
  const linked = template ? links.map(({ url }) => numberIn(template, url) ?? 1) : []
  const byRows = counts.pages === undefined && counts.rows !== undefined && rows > 0 ? Math.ceil(counts.rows / rows) : 1
  return Math.min(
    MAX_PAGES,
    [...linked, counts.pages ?? 1, byRows].reduce((most, number) => Math.max(most, number), 1),
  )
}

type Counts = { rows?: number; pages?: number }

const PAGES_IN_TEXT = [
  /共\s*(\d{1,5})\s*页/,
  /总页数\s*[:：]?\s*(\d{1,5})/,
  /(?:第|页次\s*[:：]?|页码\s*[:：]?)?\s*\d{1,5}\s*\/\s*(?:共\s*)?(\d{1,5})\s*页/,
  /页次\s*[:：]?\s*\d{1,5}\s*\/\s*(\d{1,5})/,
]
const ROWS_IN_TEXT = [
  /(?:共|总共|共计|共有)\s*(\d{1,6})\s*条(?:记录|信息|数据|结果)?/,
  /(?:总记录数|记录总数|总条数|总数)\s*[:：]?\s*(\d{1,6})/,
  /共\s*(\d{1,6})\s*(?:个)?记录/,
]
const PAGES_IN_SCRIPT = [
  /createPageHTML\(\s{0,9}(?:['"][^'"]{0,60}['"]\s{0,9},\s{0,9})?(\d{1,6})/i,
  /\b(?:countPage|pageCount|totalPages?|pageTotal|total_?page|allPages?|maxPage|nPageCount|_nPageCount|m_nPageCount|pagecount)['"]?\s*[:=]\s*['"]?(\d{1,6})/i,
]
const ROWS_IN_SCRIPT = [
  /\b(?:m_nRecordCount|recordCount|totalRecords?|totalCount|rowCount|totalRow|totalNum)['"]?\s*[:=]\s*['"]?(\d{1,6})/i,
]
const PAGER_COUNT = /(?:laypage|pagination|paginator|pager)[^]{0,200}?\b(?:count|total|totalData)['"]?\s*:\s*['"]?(\d{1,6})/i
const PAGES_ATTRIBUTES = [
  'totalpage',
  'pagecount',
  'data-pages',
  'data-pagecount',
  'data-total-page',
  'data-totalpage',
  'pages',
]
const ROWS_ATTRIBUTES = ['totalrecord', 'data-total', 'data-count', 'count', 'data-totalrecord']

/** What the page says of the whole listing. Numbers that are in the rows themselves are no counts. */
export function readCounts(page: Page, { inRows }: Pick<PagerHints, 'inRows'>): Counts {
  const text = textOutside(page, inRows)
  const script = `${scriptsOf(page)}\n${page.html.length < 1_000_000 ? page.html : ''}`
  const isPager = /页/.test(text)
  const pages = firstNumber(PAGES_IN_TEXT, text) ?? firstNumber(PAGES_IN_SCRIPT, script) ?? inAttributes(page, PAGES_ATTRIBUTES)
  const rows =
    (isPager ? firstNumber(ROWS_IN_TEXT, text) : undefined) ??
    firstNumber([...ROWS_IN_SCRIPT, PAGER_COUNT], script) ??
    inAttributes(page, ROWS_ATTRIBUTES, /pag/i)
  return { ...(rows !== undefined && rows > 0 && { rows }), ...(pages !== undefined && pages > 0 && { pages }) }
}

function firstNumber(patterns: RegExp[], text: string): number | undefined {
  const found = patterns.map((pattern) => pattern.exec(text)?.[1]).find((digits) => digits !== undefined)
  return found === undefined ? undefined : Number(found)
}

function inAttributes({ elements }: Page, names: string[], className?: RegExp): number | undefined {
  for (const { attribs } of elements) {
    if (className && !className.test(`${attribs['class'] ?? ''} ${attribs['id'] ?? ''}`)) continue
    const value = names.map((name) => attribs[name] ?? '').find((written) => /^\d{1,6}$/.test(written))
    if (value !== undefined) return Number(value)
  }
  return undefined
}

function textOutside({ root }: Page, rows: Set<Element>): string {
  const texts: string[] = []
  walk(root, (node) => {
    if (isText(node)) texts.push(node.data)
    return !isElement(node) || !(rows.has(node) || /^(script|style|title|noscript)$/.test(node.name))
  })
  return texts.join('').replace(/\s+/g, ' ')
}

export function scriptsOf(page: Page): string {
  return select(page, 'script').map(textWithin).join('\n')
}
