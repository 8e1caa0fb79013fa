import { directoryOf, hostOf } from '../address.ts'
import { linkAddress, type Page, select } from '../page.ts'

/** A listing of 20,000 letters; a greater number of pages is an error of the page. */
const MAX_PAGES = 1000

/** Every page up to the last that a link to `index_N.html` or the script `createPageHTML(n, …)` names, except this one and the first. */
export function furtherPages(page: Page, column: { url: string }): string[] {
  const linked = select(page, 'a').map((link) => pageNumber(linkAddress(page, link), column))
  const scripted = Array.from(page.html.matchAll(PAGER_SCRIPT), ([, count]) => Number(count))
  const last = Math.min(
    MAX_PAGES,
    [...linked, ...scripted].reduce((most, number) => Math.max(most, number), 1),
  )
  const here = pageNumber(page.finalUrl, column)
  const numbers = Array.from({ length: last - 1 }, (_, at) => at + 2).filter((k) => k !== here)
  return numbers.map((k) => listingPageAddress(column.url, k))
}

const PAGER_SCRIPT = /createPageHTML\(\s{0,9}(?:['"][^'"]{0,60}['"]\s{0,9},\s{0,9})?(\d{1,6})/g

/** The address of page `k` of a column's listing: the column's own address first, then `index_k.html` in its directory. */
export function listingPageAddress(columnUrl: string, k: number): string {
  return k <= 1 ? columnUrl : new URL(`index_${k}.html`, columnUrl).href
}

function pageNumber(address: string | undefined, column: { url: string }): number {
  if (address === undefined || hostOf(address) !== hostOf(column.url) || directoryOf(address) !== directoryOf(column.url))
    return 1
  return Number(/\/index_(\d{1,6})\.s?html?(?:[?#]|$)/.exec(address)?.[1] ?? 1)
}
