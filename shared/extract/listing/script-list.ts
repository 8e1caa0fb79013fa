import { parseDay } from '../../text/dates.ts'
import { countHan, onOneLine } from '../../text/normalize.ts'
import { canonicalAddress, hostOf, letterIdOf } from '../address.ts'
import type { Refusal } from '../block-page.ts'
import { type Page, parsePage } from '../page.ts'
import { maskMobiles } from '../phone-mask.ts'
import { isLetter, isUnread, type ListedLetter, type UnreadRow } from './entry.ts'
import { toListing } from './html.ts'
import type { ListedColumn, ListingPage, ReadingHint } from './listing-page.ts'
import { scriptsOf } from './paging.ts'
import { chooseGroup, groupRows } from './rows.ts'

/** A list that a script of the page writes: from an array of objects or arrays, or as HTML in `document.write`. */
export function readScriptPage(page: Page, column: ListedColumn, hint: ReadingHint): ListingPage | Refusal | undefined {
  const script = scriptsOf(page)
  const records = [...objectsIn(script), ...arraysIn(script)]
  const rows = records.flatMap((record) => rowOf(record, page, column) ?? [])
  if (rows.length > 1) return listingOf(rows)
  return readWritten(script, page, column, hint)
}

type Record = { title: string; url: string; date: string | undefined }

const OBJECT = /\{[^{}]{10,4000}\}/g
const PAIR = /['"]?([A-Za-z_]\w{0,40})['"]?\s*:\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(\d{1,20}))/g
const TITLE_NAMES = /^(?:title|doc_?title|art_?title|name|subject|bt|title_?name|info_?title|news_?title)$/i
const URL_NAMES = /^(?:url|href|link|link_?url|doc_?pub_?url|puburl|address|path|art_?url|info_?url|news_?url)$/i
const DATE_NAMES =
  /^(?:date|time|day|pub_?date|pub_?time|publish_?(?:date|time)|doc_?rel_?time|create_?(?:date|time)|release_?(?:date|time)|fbsj|fbrq|deploy_?time)$/i

function objectsIn(script: string): Record[] {
  return Array.from(script.matchAll(OBJECT), ([written]) => written).flatMap((written) => {
    const pairs = Array.from(written.matchAll(PAIR), ([, name = '', double, single, number]): [string, string] => [
      name,
      unescaped(double ?? single ?? number ?? ''),
    ])
    const valueOf = (names: RegExp) => pairs.find(([name, value]) => names.test(name) && value !== '')?.[1]
    const [title, url] = [valueOf(TITLE_NAMES), valueOf(URL_NAMES)]
    return title === undefined || url === undefined ? [] : [{ title, url, date: valueOf(DATE_NAMES) }]
  })
}

const ARRAY = /\[\s*(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')(?:\s*,\s*(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\d+)){1,9}\s*\]/g
const STRING = /"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'/g

/** `["关于…的函", "content/12.html", "2023-10-12"]`: each value is known by its form. */
function arraysIn(script: string): Record[] {
  return Array.from(script.matchAll(ARRAY), ([written]) => written).flatMap((written) => {
    const values = Array.from(written.matchAll(STRING), ([, double, single]) => unescaped(double ?? single ?? ''))
    const url = values.find((value) => /^[\w./:?=&%-]+\.\w{2,5}(?:\?\S*)?$|^https?:\/\/\S+$|^\/\S+$/.test(value))
    const title = values.filter((value) => countHan(value) >= 4).toSorted((one, other) => other.length - one.length)[0]
    return url === undefined || title === undefined
      ? []
      : [{ title, url, date: values.find((value) => value !== title && parseDay(value)) }]
  })
}

function unescaped(value: string): string {
  return value
    .replace(/\\u([0-9a-fA-F]{4})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
    .replace(/\\(.)/g, '$1')
}

function rowOf({ title, url, date }: Record, page: Page, column: ListedColumn): ListedLetter | UnreadRow | undefined {
  const text = maskMobiles(onOneLine(title.replace(/<[^>]*>/g, '')))
  const address = canonicalAddress(url, page.base)
  if (countHan(text) < 6 || address === undefined) return undefined
  if (hostOf(address) !== hostOf(column.url)) return { text, address, why: 'it leads to another host' }
  const publishedOn = parseDay(date ?? '')
  return { postId: letterIdOf(address), url: address, title: text, ...(publishedOn !== undefined && { publishedOn }) }
}

function listingOf(rows: (ListedLetter | UnreadRow)[]): ListingPage {
  const entries = rows.filter(isLetter)
  return { source: 'script', entries, unread: rows.filter(isUnread), further: [], guesses: [], expected: {} }
}

/** HTML that a script writes in strings: they are joined and read as a page. */
function readWritten(script: string, page: Page, column: ListedColumn, hint: ReadingHint): ListingPage | Refusal | undefined {
  const strings = Array.from(script.matchAll(STRING), ([, double, single]) => unescaped(double ?? single ?? ''))
  const html = strings.filter((text) => /<\/?(?:li|ul|a|tr|td|div|span|table)\b/i.test(text)).join('')
  if (!/<a\b/i.test(html)) return undefined
  const written = parsePage(`<body>${html}</body>`, page.url, page.finalUrl)
  const group = 'why' in written ? undefined : chooseGroup(groupRows(written), column, hint.place)
  if (group === undefined || 'why' in written) return undefined
  return toListing(written, column, { source: 'script', rows: group.rows, place: group.place })
}
