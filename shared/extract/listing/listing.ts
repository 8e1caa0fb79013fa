import { canonicalAddress, directoryOf, hostOf } from '../address.ts'
import { classifyNonLetter, type Refusal } from '../block-page.ts'
import { isLetterTitle } from '../letter-parts.ts'
import { readLines } from '../lines.ts'
import { type Page, select } from '../page.ts'
import { readCataloguePage } from './disclosure-catalogue.ts'
import { readHanwebPage } from './hanweb.ts'
import { readHtmlPage } from './html.ts'
import { readJpaasPage } from './jpaas.ts'
import type { ListedColumn, ListingPage, ReadingHint } from './listing-page.ts'
import { get } from './paging.ts'
import { readScriptPage } from './script-list.ts'

type Source = (page: Page, column: ListedColumn, hint: ReadingHint) => ListingPage | Refusal | undefined

/** The sources in the order in which they are tried: those with marks of their own before plain lists, which any page may seem to have. */
const SOURCES: Source[] = [readCataloguePage, readHanwebPage, readJpaasPage, readElementsOrScript, readIframePage]

/**
 * The listing in a page that `openPage` opened, or why there is none; a refusal is passed on. A page without letters is unreadable, never
 * an empty column. Never throws.
 */
export function readListing(
  page: Page | Refusal,
  column: ListedColumn,
  hint: ReadingHint = {},
): { outcome: 'read'; page: ListingPage } | Refusal {
  if ('outcome' in page) return page
  if (isRedirected(page)) return unreadable(`the listing redirects to another place: ${page.finalUrl}`)
  for (const read of SOURCES) {
    const found = read(page, column, hint)
    if (found !== undefined) return 'outcome' in found ? found : { outcome: 'read', page: found }
  }
  return classifyEmptyListing(page)
}

/** Lists in elements and in scripts: of two the one that has more rows like letters, as a page's menus look like a list too. */
function readElementsOrScript(page: Page, column: ListedColumn, hint: ReadingHint): ListingPage | Refusal | undefined {
  const inElements = readHtmlPage(page, column, hint)
  if (inElements && ('outcome' in inElements || inElements.source !== 'html')) return inElements
  const inScript = readScriptPage(page, column, hint)
  if (!inElements || !inScript || 'outcome' in inScript) return inElements ?? inScript
  return likeLetters(inScript) > likeLetters(inElements) ? inScript : inElements
}

function likeLetters({ entries }: ListingPage): number {
  const merits = entries.map(({ title, publishedOn }) => Number(isLetterTitle(title)) + Number(publishedOn !== undefined))
  return merits.reduce((total, merit) => total + merit, 0)
}

function unreadable(why: string): Refusal {
  return { outcome: 'unreadable', why }
}

/** A listing that redirects out of its directory is another page, whatever letters that links to. */
function isRedirected({ url, finalUrl }: Page): boolean {
  if (url === finalUrl) return false
  return directoryOf(finalUrl) !== directoryOf(url) && directoryOf(finalUrl) !== directoryOf(`${url.replace(/[?#].*$/, '')}/`)
}

function classifyEmptyListing(page: Page): Refusal {
  const refusal = classifyNonLetter(page, readLines(page))
  return refusal.outcome === 'unreadable' ? unreadable('the listing shows no letter of its column') : refusal
}

/** A list in an iframe: of those on the column's host the one that is named after lists, else the first. */
function readIframePage(page: Page, column: ListedColumn): ListingPage | undefined {
  const frames = select(page, 'iframe, frame').flatMap(({ attribs }) => {
    const url = canonicalAddress(attribs['src'] ?? attribs['data-src'] ?? '', page.base)
    const isShown = !/display\s*:\s*none/.test(attribs['style'] ?? '') && attribs['height'] !== '0' && attribs['width'] !== '0'
    if (url === undefined || hostOf(url) !== hostOf(column.url) || url === page.finalUrl || !isShown) return []
    return [{ url, names: `${url} ${attribs['id'] ?? ''} ${attribs['name'] ?? ''} ${attribs['class'] ?? ''}` }]
  })
  const frame = frames.find(({ names }) => /list|content|main|column|index/i.test(names)) ?? frames[0]
  if (frame === undefined) return undefined
  return { source: 'iframe', entries: [], unread: [], further: [get(frame.url)], guesses: [], expected: {}, shell: true }
}
