import type { Element } from 'domhandler'
import { compact } from '../text/normalize.ts'
import { parseAddress } from './address.ts'
import type { Line } from './lines.ts'
import { linkAddress, type Page, select, textWithin } from './page.ts'

/** A letter of more pages is not read: a site that makes pages up without end is stopped here. */
export const MAX_TURNED_PAGES = 20

/**
 * The further pages of a letter that is turned over several (`post_1_2.html`, `t20240101_1_1.shtml`, `?page=2`), in order, as far as the
 * pages read so far name them: the letter's own first. Only addresses that are the letter's own with a number count, so that no link to
 * another letter can. Pages between two that are named are there too.
 */
export function turnedPages([first, ...read]: [Page, ...Page[]]): string[] {
  const form = [first, ...read].map((page) => namedPages(page, first)).find(({ numbers }) => numbers.length > 0)?.form
  if (form === undefined) return []
  const numbers = [first, ...read].flatMap((page) => namedPages(page, first).numbers)
  const last = Math.min(Math.max(...numbers), MAX_TURNED_PAGES + 1)
  const from = Math.min(2, ...numbers)
  return Array.from({ length: last - from + 1 }, (_, at) => form(from + at))
}

/** The numbers in the addresses of a letter's further pages, and how an address is made from one. */
type NamedPages = { numbers: number[]; form: (number: number) => string }

function namedPages(page: Page, { url }: Page): NamedPages {
  const none: NamedPages = { numbers: [], form: () => url }
  const own = parseAddress(url)
  if (own === undefined) return none
  const turned = [...linkedPages(page, own), ...scriptedPages(page, own)]
  const { form } = turned[0] ?? none
  return { numbers: turned.map(({ number }) => number), form }
}

/** One further page: its number, and how addresses of the same letter's pages are made. */
type Turned = { number: number; form: (number: number) => string }

function linkedPages(page: Page, own: URL): Turned[] {
  return select(page, 'a').flatMap((link) => {
    if (!turnsOn(link)) return []
    const target = parseAddress(linkAddress(page, link) ?? '')
    return target === undefined || target.host !== own.host ? [] : (pageOf(target, own) ?? [])
  })
}

const ONWARD = /^[[【(（]?(?:第?(\d{1,2})页?|(?:下|后)一?页|(?:末|尾|最后一?)页|next|[>›»]{1,2})[\])】）]?[>›»]{0,2}$/i

/** Whether a link leads on: to the next, the last or a numbered page, and not back to the first. */
function turnsOn(link: Element): boolean {
  const found = ONWARD.exec(compact(textWithin(link)))
  return found !== null && Number(found[1] ?? 2) >= 2
}

function pageOf(target: URL, own: URL): Turned | undefined {
  return pageInPath(target, own) ?? pageInQuery(target, own)
}

const PATH = /^(.*?)(\.[a-z]{3,5})?$/i

function pageInPath(target: URL, own: URL): Turned | undefined {
  if (target.search !== own.search) return undefined
  const [, stem = '', extension = ''] = PATH.exec(own.pathname) ?? []
  const [, path = '', otherExtension = ''] = PATH.exec(target.pathname) ?? []
  if (extension !== otherExtension || !path.startsWith(stem) || stem.endsWith('/')) return undefined
  const [, separator, digits] = /^([_-])(\d{1,2})$/.exec(path.slice(stem.length)) ?? []
  if (separator === undefined || digits === undefined) return undefined
  const form = (number: number) => new URL(`${stem}${separator}${number}${extension}${own.search}`, own).href
  return ofNumber(Number(digits), form)
}

/** Names of the parameter that names a page of a letter. */
const PAGE = /^(?:_?page|cur_?page|current_?page|page_?(?:no|num|number|index)|pn?|pg)$/i

function pageInQuery(target: URL, own: URL): Turned | undefined {
  if (target.pathname !== own.pathname) return undefined
  const name = [...target.searchParams.keys()].find((key) => PAGE.test(key))
  const digits = name === undefined ? '' : (target.searchParams.get(name) ?? '')
  if (name === undefined || !/^\d{1,2}$/.test(digits) || withoutPage(target, name) !== withoutPage(own, name)) return undefined
  const form = (number: number) => {
    const address = new URL(target)
    address.searchParams.set(name, String(number))
    return address.href
  }
  return ofNumber(Number(digits), form)
}

function withoutPage({ searchParams }: URL, name: string): string {
  return JSON.stringify([...searchParams].filter(([key]) => key !== name).sort())
}

function ofNumber(number: number, form: Turned['form']): Turned | undefined {
  return number >= 1 ? { number, form } : undefined
}

/** TRS writes its pager by a script: `createPageHTML(3, 0, "t20240101_1", "shtml")` is on the first of three pages. */
const CREATED = /createPageHTML\(\s*(\d{1,2})\s*,\s*\d{1,2}\s*,\s*['"]([\w-]{1,80})['"]\s*,\s*['"]([a-z]{3,5})['"]/gi

function scriptedPages(page: Page, own: URL): Turned[] {
  const name = own.pathname.split('/').at(-1) ?? ''
  return [...page.html.matchAll(CREATED)].flatMap(([, count = '1', stem = '', extension = '']) => {
    if (name !== `${stem}.${extension}`) return []
    const form = (number: number) => new URL(`${stem}_${number}.${extension}`, own).href
    return Array.from({ length: Math.max(0, Number(count) - 1) }, (_, at) => ({ number: at + 1, form }))
  })
}

const PAGER_PART = /(?:上|下|前|后)一?页|首页|第一页|尾页|末页|最后一?页|共\d{1,3}页|第?\d{1,3}页?|[[\](（）)【】.…|/<>‹›«»\s]/g

/** Whether a line only links to the other pages of a letter that is turned over several. */
export function isPager({ text, links }: Line): boolean {
  if (links.length === 0 || text.length > 200) return false
  const isOfNumbers = links.every((link) => /^[[【(（]?\d{1,3}[\])】）]?$/.test(compact(textWithin(link))))
  return (isOfNumbers || /页/.test(text)) && compact(text.replace(PAGER_PART, '')) === ''
}
