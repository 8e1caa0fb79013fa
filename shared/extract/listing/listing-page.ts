import type { ListedLetter, UnreadRow } from './entry.ts'

/** How to ask for a page of a listing, as the site's own page does; `url` is absolute. */
export type ListingRequest = { url: string; method: 'GET' | 'POST'; body?: string; contentType?: string }

/** The operator's selectors of a list: its rows, and in a row the link and the date; `next` is the link to the next page. */
type ListPins = {
  row?: string | undefined
  link?: string | undefined
  date?: string | undefined
  next?: string | undefined
}
export type ListedColumn = { url: string; read?: ListPins | undefined }

/** `place` is where the first page has its rows, as that page's reading named it: further pages have theirs in the same place. */
export type ReadingHint = { place?: string | undefined }

/**
 * One page of a column's listing. `entries` are its letters, each once; `unread` are rows that name a letter that we cannot fetch.
 * `further` are the other pages that it names, `guesses` addresses at which the next may be although nothing names it. `expected` is what
 * its pager says of the whole listing. A `shell` has no rows: its script fetches them from the pages that it names. `place` is where the
 * rows are, `catId` the column's number on NFCMS.
 */
export type ListingPage = {
  source: string
  entries: ListedLetter[]
  unread: UnreadRow[]
  further: ListingRequest[]
  guesses: ListingRequest[]
  expected: { rows?: number; pages?: number }
  shell?: true
  place?: string
  catId?: string
}
