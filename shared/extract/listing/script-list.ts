import { parseDay } from '../../text/dates.ts'
import { countHan, onOneLine } from '../../text/normalize.ts'
import { canonicalAddress, directoryOf, hostOf, letterIdOf, parseAddress } from '../address.ts'
import type { Refusal } from '../block-page.ts'
import { type Page, parsePage, select } from '../page.ts'
import { maskMobiles } from '../phone-mask.ts'
import { isLetter, isUnread, type ListedLetter, type UnreadRow } from './entry.ts'
import { toListing } from './html.ts'
import type { ListedColumn, ListingPage, ReadingHint } from './listing-page.ts'
import { get, readPager, scriptsOf } from './paging.ts'
import { chooseGroup, groupRows } from './rows.ts'

/**
 * A list that a script of the page writes: from objects, arrays or JSON, or as HTML in `document.write`. Where the values are in a script of
 * its own beside the list, the page is a shell and that script is read as its further page.
 */
export function readScriptPage(page: Page, column: ListedColumn, hint: ReadingHint): ListingPage | Refusal | undefined {
  const isScript = !/<(?:html|body|script)\b/i.test(page.html)
  const script = isScript ? page.html : scriptsOf(page)
  const records = [...objectsIn(script), ...arraysIn(script), ...assignedIn(script)]
  const rows = records.flatMap((record) => rowOf(record, page, column) ?? [])
  if (rows.length > 0) return listingOf(rows, page, column)
  return isScript ? undefined : (readWritten(script, page, column, hint) ?? scriptBeside(page, column))
}

type Values = { title: string; url: string; date: string | undefined }

const OBJECT = /\{[^{}]{10,4000}\}/g
const PAIR = /['"]?([A-Za-z_]\w{0,40})['"]?\s*:\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(\d{1,20}))/g
const TITLE_NAMES = /^(?:\w{0,10}_?title\w{0,6}|name|subject|bt)$/i
const URL_NAMES = /^(?:\w{0,10}_?url|href|\w{0,6}link|address|path)$/i
const DATE_NAMES = /^(?:\w{0,12}_?(?:date|time|day)|fbsj|fbrq)$/i

function objectsIn(script: string): Values[] {
  return Array.from(script.matchAll(OBJECT), ([written]) => written).flatMap((written) => {
    const pairs = Array.from(written.matchAll(PAIR), ([, name = '', double, single, number]): [string, string] => [
      name,
      unescaped(double ?? single ?? number ?? ''),
    ])
    const valueOf = (names: RegExp) => pairs.find(([name, value]) => names.test(name) && value !== '')?.[1]
    const [title, url] = [valueOf(TITLE_NAMES), valueOf(URL_NAMES)]
    if (title !== undefined && url !== undefined) return [{ title, url, date: valueOf(DATE_NAMES) }]
    return valuesByForm(pairs.map(([, value]) => value))
  })
}

const ARRAY = /\[\s*(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')(?:\s*,\s*(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\d+)){1,9}\s*\]/g
const STRING = /"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'/g

/** `["关于…的函", "content/12.html", "2023-10-12"]`. */
function arraysIn(script: string): Values[] {
  const arrays = Array.from(script.matchAll(ARRAY), ([written]) => written)
  return arrays.flatMap((written) => valuesByForm(stringsIn(written)))
}

const ASSIGNED = /\b[A-Za-z_$][\w$.]*\s*\[\s*(\d{1,5})\s*\]\s*=\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')/g

/** `urls[0]="content/12.html"; titles[0]="关于…的函"`: the values of one number are one row. */
function assignedIn(script: string): Values[] {
  const values = Array.from(script.matchAll(ASSIGNED), ([, at = '', double, single]) => ({
    at,
    value: unescaped(double ?? single ?? ''),
  }))
  return [...Map.groupBy(values, ({ at }) => at).values()].flatMap((row) => valuesByForm(row.map(({ value }) => value)))
}

const ADDRESS = /^[\w./:?=&%~-]+\.\w{2,5}(?:\?\S*)?$|^https?:\/\/\S+$|^\.{0,2}\/\S+$/

/** Values whose names say nothing are known by their form: an address, a title in Chinese, a day. */
function valuesByForm(values: string[]): Values[] {
  const url = values.find((value) => ADDRESS.test(value))
  const title = values.filter((value) => countHan(value) >= 6).toSorted((one, other) => other.length - one.length)[0]
  if (url === undefined || title === undefined) return []
  return [{ title, url, date: values.find((value) => value !== title && value !== url && parseDay(value) !== undefined) }]
}

function stringsIn(script: string): string[] {
  return Array.from(script.matchAll(STRING), ([, double, single]) => unescaped(double ?? single ?? ''))
}

function unescaped(value: string): string {
  return value
    .replace(/\\u([0-9a-fA-F]{4})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
    .replace(/\\(.)/g, '$1')
}

function rowOf({ title, url, date }: Values, page: Page, column: ListedColumn): ListedLetter | UnreadRow | undefined {
  const text = maskMobiles(onOneLine(title.replace(/<[^>]*>/g, '')))
  const address = canonicalAddress(url, page.base)
  if (countHan(text) < 6 || address === undefined) return undefined
  if (hostOf(address) !== hostOf(column.url)) return { text, address, why: 'it leads to another host' }
  const publishedOn = parseDay(date ?? '')
  return { postId: letterIdOf(address), url: address, title: text, ...(publishedOn !== undefined && { publishedOn }) }
}

function listingOf(rows: (ListedLetter | UnreadRow)[], page: Page, column: ListedColumn): ListingPage {
  const pager = readPager(page, column, { rows: rows.length, numbering: 'either', inRows: new Set() })
  return { source: 'script', entries: rows.filter(isLetter), unread: rows.filter(isUnread), ...pager }
}

/** HTML that a script writes in strings: they are joined and read as a page. */
function readWritten(script: string, page: Page, column: ListedColumn, hint: ReadingHint): ListingPage | Refusal | undefined {
  const html = stringsIn(script)
    .filter((text) => /<\/?(?:li|ul|a|tr|td|div|span|table)\b/i.test(text))
    .join('')
  if (!/<a\b/i.test(html)) return undefined
  const written = parsePage(`<body>${html}</body>`, page.url, page.finalUrl)
  const group = 'why' in written ? undefined : chooseGroup(groupRows(written, column), column, hint.place)
  if (group === undefined || 'why' in written) return undefined
  return toListing(written, column, { source: 'script', rows: group.rows, place: group.place })
}

const DATA_SCRIPT = /(?:list|data|news|docs?|rows|items)\w*\.js(?:on)?(?:\?|$)/i

/** A script in the column's own directory that is named after a list or data. */
function scriptBeside(page: Page, column: ListedColumn): ListingPage | undefined {
  const addresses = select(page, 'script[src]').flatMap(
    ({ attribs }) => canonicalAddress(attribs['src'] ?? '', page.base) ?? [],
  )
  const url = addresses.find((address) => DATA_SCRIPT.test(address) && isBelow(address, column))
  return url === undefined
    ? undefined
    : { source: 'script', entries: [], unread: [], further: [get(url)], guesses: [], expected: {}, shell: true }
}

function isBelow(url: string, column: ListedColumn): boolean {
  return hostOf(url) === hostOf(column.url) && (parseAddress(url)?.pathname ?? '').startsWith(directoryOf(column.url))
}
