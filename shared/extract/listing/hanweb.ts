import type { Element } from 'domhandler'
import { parseAddress } from '../address.ts'
import type { Refusal } from '../block-page.ts'
import { isElement, type Page, parsePage, select, sourceRange } from '../page.ts'
import { isLetter, isUnread, readRow } from './entry.ts'
import type { ListedColumn, ListingPage, ListingRequest } from './listing-page.ts'
import { get } from './paging.ts'
import { type FoundRow, targetOf } from './rows.ts'

const RECORD = /<record>\s*(?:<!\[CDATA\[([^]*?)\]\]>|([^]*?))\s*<\/record>/g
const MAX_REQUESTS = 500

/**
 * A list of Hanweb's jcms: rows in `<datastore><recordset><record><![CDATA[…`, in a script of the page or as the whole answer of its
 * `dataproxy.jsp`. The page fetches further rows by POST with parameters of its own, or from the address in `<nextgroup>`.
 */
export function readHanwebPage(page: Page, column: ListedColumn): ListingPage | Refusal | undefined {
  const { html } = page
  if (!/<datastore\b/i.test(html)) return undefined
  if (!/<\/datastore>/i.test(html)) return { outcome: 'unreadable', why: 'the listing breaks off inside its datastore' }
  const records = Array.from(html.matchAll(RECORD), ([, inData, plain]) => inData ?? plain ?? '').filter(
    (text) => text.trim() !== '',
  )
  const rows = records.flatMap((record) => rowIn(record, page) ?? [])
  const read = rows.map((row) => readRow(row, row.url, column))
  const total = numberOf(html, /<totalrecord>\s*(\d+)|totalrecords?['"]?\s*[:=]\s*['"]?(\d+)/i)
  const isFirst = !/dataproxy\.jsp/i.test(page.url)
  const further = isFirst ? furtherRequests(page, records.length, total) : nextGroup(page)
  const unlinked = records.length - rows.length
  return {
    source: 'Hanweb',
    entries: read.filter(isLetter),
    unread: [
      ...read.filter(isUnread),
      ...Array.from({ length: unlinked }, () => ({ text: '', why: 'its record has no link' })),
    ],
    further: further.slice(0, MAX_REQUESTS),
    guesses: [],
    expected: { ...(total !== undefined && total > 0 && { rows: total }) },
    ...(isFirst && records.length === 0 && further.length > 0 && { shell: true as const }),
  }
}

/** The row in the HTML of one record: its link is the longest one. */
function rowIn(record: string, { url, finalUrl }: Page): FoundRow | undefined {
  const fragment = parsePage(record, url, finalUrl)
  if ('why' in fragment) return undefined
  const links = select(fragment, 'a, [onclick]').filter((element) => targetOf(fragment, element) !== undefined)
  const [element] = links.toSorted((one, other) => sourceLength(other) - sourceLength(one))
  const row = fragment.root.children.find(isElement)
  return element && row && { element, row, url: targetOf(fragment, element)?.url }
}

function sourceLength(link: Element): number {
  const { from, to } = sourceRange(link)
  return to - from
}

function furtherRequests(page: Page, read: number, total: number | undefined): ListingRequest[] {
  const { html } = page
  const parameters = parametersOf(html)
  const proxy = /['"]([^'"\s]*dataproxy\.jsp)[^'"]*['"]/i.exec(html)?.[1] ?? '/module/web/jpage/dataproxy.jsp'
  const address = parseAddress(proxy, page.base)
  const group = nextGroup(page)
  if (group.length > 0 || parameters.size === 0 || address === undefined || total === undefined) return group
  const perPage = numberOf(html, /perpage['"]?\s*[:=]\s*['"]?(\d+)/i) ?? Math.max(read, 15)
  const step = Math.max(read, perPage)
  const requests: ListingRequest[] = []
  for (let start = read + 1; start <= total; start += step) {
    const url = new URL(address)
    url.search = new URLSearchParams({
      startrecord: String(start),
      endrecord: String(Math.min(total, start + step - 1)),
      perpage: String(perPage),
    }).toString()
    requests.push({
      url: url.href,
      method: 'POST',
      body: parameters.toString(),
      contentType: 'application/x-www-form-urlencoded; charset=UTF-8',
    })
  }
  return requests
}

const PARAMETERS = ['col', 'appid', 'webid', 'path', 'columnid', 'sourceContentType', 'unitid', 'webname', 'permissiontype']

/** The parameters of the page's own request, with which the server knows the list: those of its script, or of its next group. */
function parametersOf(html: string): URLSearchParams {
  const found = new URLSearchParams()
  for (const name of PARAMETERS) {
    const value = new RegExp(`(?:^|[^\\w])['"]?${name}['"]?\\s*[:=]\\s*(?:'([^']*)'|"([^"]*)"|([^\\s,;&'"<>}]+))`, 'i').exec(
      html,
    )
    const written = value?.[1] ?? value?.[2] ?? value?.[3]
    if (written !== undefined) found.set(name, decoded(written))
  }
  if (!found.has('columnid') && !found.has('unitid')) return new URLSearchParams()
  if (!found.has('col')) found.set('col', '1')
  return found
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

/** The address of the following rows that the datastore itself names. */
function nextGroup({ html, base }: Page): ListingRequest[] {
  const group = /<nextgroup>([^]*?)<\/nextgroup>/i.exec(html)?.[1] ?? ''
  const href = /href\s*=\s*['"]([^'"]+)['"]/i.exec(group)?.[1]
  const url = href === undefined ? undefined : parseAddress(href.replaceAll('&amp;', '&'), base)?.href
  return url === undefined ? [] : [get(url)]
}

function numberOf(text: string, pattern: RegExp): number | undefined {
  const groups: (string | undefined)[] = pattern.exec(text)?.slice(1) ?? []
  const digits = groups.find((group) => group !== undefined)
  return digits === undefined ? undefined : Number(digits)
}
