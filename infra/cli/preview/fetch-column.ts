import Robots from 'robots-parser/Robots.js'
import type { StoredRobots } from '../../../functions/archive/hosts.ts'
import type { Site } from '../../../functions/crawl/site.ts'
import type { Clock } from '../../../functions/ports/clock.ts'
import type { ListedLetter } from '../../../shared/extract/listing/entry.ts'
import { get } from '../../../shared/extract/listing/paging.ts'
import type { Page } from '../../../shared/extract/page.ts'
import { letterInstead } from '../../../shared/extract/preview/make-preview.ts'
import type { Fetched, FetchedLetter, PreviewedColumn } from '../../../shared/extract/preview/preview.ts'
import { UsageError } from '../../errors.ts'
import { fetchLetterPage, fetchListing, fetchPage, isPage } from './fetch-listing.ts'

const MAX_LETTERS = 6

/** The robots.txt of a host: its status, and its Crawl-delay in seconds. */
export type RobotsPreview = { status: number; delay?: number }

type FetchedColumn = Fetched & { robots: RobotsPreview | undefined; requests: number }

/** `confirmAfterMs` is the least time between two fetches of one letter. */
type FetchDeps = {
  site: Site
  robots: StoredRobots | undefined
  clock: Clock
  confirmAfterMs: number
  progress: (step: string) => void
}

/**
 * Fetches the first pages of a column's listing, six of its letters from the newest to the oldest that was found, and one of them a second
 * time. Throws a UsageError when the address is that of a letter or of a page without a list, an Error when the site does not answer with
 * its page.
 */
export async function fetchColumn(column: PreviewedColumn, deps: FetchDeps): Promise<FetchedColumn> {
  const { site, clock, confirmAfterMs, progress } = deps
  progress('the listing')
  const first = await openFirst(column, site)
  const listing = await fetchListing(column, first, site, progress)
  const letters: FetchedLetter[] = []
  const chosen = spread(listing.rows, MAX_LETTERS)
  let opened: { url: string; at: number } | undefined
  for (const [at, listed] of chosen.entries()) {
    progress(`letter ${at + 1} of ${chosen.length}`)
    const page = await fetchLetterPage(site, listed.url)
    letters.push({ listed, page })
    if (isPage(page)) opened ??= { url: listed.url, at: clock.monotonic() }
  }
  if (opened === undefined) return { ...resultOf(deps, column.url), column, first, listing, letters }
  progress('a letter again')
  await clock.pause(Math.max(0, opened.at + confirmAfterMs - clock.monotonic()))
  const page = await fetchLetterPage(site, opened.url)
  const seconds = Math.round((clock.monotonic() - opened.at) / 1000)
  return { ...resultOf(deps, column.url), column, first, listing, letters, again: { page, seconds } }
}

function resultOf({ site, robots }: FetchDeps, url: string): Pick<FetchedColumn, 'robots' | 'requests'> {
  return { robots: robots && describeRobots(robots, url), requests: site.count().requests }
}

function describeRobots({ status, text }: StoredRobots, url: string): RobotsPreview {
  const delay = new Robots(new URL('/robots.txt', url).href, text).getCrawlDelay('letterwatch')
  return { status, ...(delay !== undefined && { delay }) }
}

async function openFirst(column: PreviewedColumn, site: Site): Promise<Page> {
  const page = await fetchPage(site, get(column.url))
  if (!isPage(page)) throw new Error(`Cannot read ${column.url}: ${page.why}`)
  const letter = letterInstead(page)
  if (letter === undefined) return page
  const hint =
    letter.column === undefined ? 'Give the address of the list that links to it' : `Its list may be ${letter.column}`
  throw new UsageError(`Cannot read ${column.url} as a list: it is the page of one letter, “${letter.title}”. ${hint}`)
}

/** So many of `rows`, evenly from the first to the last: a column's older letters may have another layout. */
function spread(rows: ListedLetter[], count: number): ListedLetter[] {
  if (rows.length <= count) return rows
  return Array.from({ length: count }, (_, at) => Math.round((at * (rows.length - 1)) / (count - 1))).flatMap((at) =>
    rows.slice(at, at + 1),
  )
}
