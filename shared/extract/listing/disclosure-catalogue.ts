import * as z from 'zod/mini'
import { onOneLine } from '../../text/normalize.ts'
import { parseDay } from '../../text/dates.ts'
import { canonicalAddress, hostOf, letterIdOf } from '../address.ts'
import type { Refusal } from '../block-page.ts'
import type { Page } from '../page.ts'
import { maskMobiles } from '../phone-mask.ts'
import { isLetter, isUnread, type ListedLetter, type UnreadRow } from './entry.ts'
import type { ListedColumn, ListingPage } from './listing-page.ts'
import { get } from './paging.ts'
import { parsedJson } from './nfcms-catalogue.ts'

const time = z.optional(z.nullable(z.union([z.number(), z.string()])))

/** The answer of `/gkmlpt/api/all/<category>`: times are seconds since 1970, or written out. Fields we do not use may come and go. */
const Catalogue = z.object({
  total: z.optional(z.coerce.number()),
  articles: z.array(
    z.object({
      title: z.string(),
      url: z.optional(z.nullable(z.string())),
      post_url: z.optional(z.nullable(z.string())),
      display_publish_time: time,
      first_publish_time: time,
      publish_time: time,
      date: time,
      created_at: time,
    }),
  ),
})
type Article = z.infer<typeof Catalogue>['articles'][number]

const API = /^(.*\/gkmlpt\/api\/all\/)(\d+)/
const MAX_PAGES = 1000

/**
 * The disclosure catalogue of NFCMS: an empty page below `/gkmlpt/` whose script fetches `/gkmlpt/api/all/<category>?page=N&sid=<site>`. The
 * category is in the fragment of the column's address (`/gkmlpt/index#2811`) or in the page, the site's number in the page.
 */
export function readCataloguePage(page: Page, column: ListedColumn): ListingPage | Refusal | undefined {
  if (API.test(page.url)) return readApi(page, column)
  const base = /^(.*\/gkmlpt)\//.exec(page.finalUrl.replace(/[?#].*$/, ''))?.[1]
  if (base === undefined || /\/gkmlpt\/content\//.test(page.finalUrl)) return undefined
  const category =
    /#\D{0,20}(\d{1,9})/.exec(column.url)?.[1] ?? numberNamed(page, 'CATEGORY_ID|CATE_ID|CAT_ID|categoryId|category|cid')
  const site = numberNamed(page, 'SID|SITE_ID|siteId|sid')
  if (category === undefined) return undefined
  const address = `${base}/api/all/${category}?page=1${site === undefined ? '' : `&sid=${site}`}`
  return { source: 'NFCMS catalogue', entries: [], unread: [], further: [get(address)], guesses: [], expected: {}, shell: true }
}

function numberNamed({ html }: Page, names: string): string | undefined {
  return new RegExp(`\\b(?:${names})['"]?\\s{0,5}[:=]\\s{0,5}['"]?(\\d{1,9})`).exec(html)?.[1]
}

function readApi(page: Page, column: ListedColumn): ListingPage | Refusal {
  const read = Catalogue.safeParse(parsedJson(page.html)).data
  if (read === undefined) return { outcome: 'unreadable', why: "the catalogue's answer is no JSON with articles" }
  const rows = read.articles.map((article) => rowOf(article, page, column))
  return {
    source: 'NFCMS catalogue',
    entries: rows.filter(isLetter),
    unread: rows.filter(isUnread),
    ...furtherPages(page.url, rows.length, read.total),
    expected: { ...(read.total !== undefined && { rows: read.total }) },
  }
}

function rowOf(article: Article, page: Page, column: ListedColumn): ListedLetter | UnreadRow {
  const title = maskMobiles(onOneLine(article.title))
  const { display_publish_time: shown, first_publish_time: first, publish_time: last, date, created_at: created } = article
  const publishedOn = [shown, date, first, last, created].map(dayOf).find((day) => day !== undefined)
  const written = [article.url, article.post_url].find((address) => typeof address === 'string' && address !== '')
  const url = typeof written === 'string' ? canonicalAddress(written, page.finalUrl) : undefined
  if (url === undefined) return { text: title, why: 'the catalogue gives no address' }
  if (hostOf(url) !== hostOf(column.url)) return { text: title, address: url, why: 'it leads to another host' }
  return { postId: letterIdOf(url), url, title, ...(publishedOn !== undefined && { publishedOn }) }
}

const CHINA_MS = 8 * 3_600_000

/** The day in China of seconds since 1970, or of a date that is written out. */
function dayOf(value: Article['date']): string | undefined {
  if (typeof value === 'string') return /^\d{9,10}$/.test(value) ? dayOf(Number(value)) : parseDay(value)
  const isSeconds = typeof value === 'number' && value > 100_000_000 && value < 10_000_000_000
  return isSeconds ? new Date(value * 1000 + CHINA_MS).toISOString().slice(0, 10) : undefined
}

/** The first page names all others where it counts the articles; otherwise the next is tried until one is empty. */
function furtherPages(url: string, rows: number, total: number | undefined): Pick<ListingPage, 'further' | 'guesses'> {
  const at = Number(new URL(url).searchParams.get('page') ?? 1)
  const pageAt = (k: number) => {
    const address = new URL(url)
    address.searchParams.set('page', String(k))
    return get(address.href)
  }
  if (rows === 0) return { further: [], guesses: [] }
  if (total === undefined) return { further: [], guesses: [pageAt(at + 1)] }
  if (at > 1) return { further: [], guesses: [] }
  const last = Math.min(MAX_PAGES, Math.ceil(total / rows))
  return { further: Array.from({ length: Math.max(0, last - 1) }, (_, index) => pageAt(index + 2)), guesses: [] }
}
