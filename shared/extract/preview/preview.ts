import type { ColumnTemplate, ReadPins, VolatilePlace } from '../../template.ts'
import type { Letter } from '../../letter.ts'
import type { Refusal } from '../block-page.ts'
import type { ListedLetter, UnreadRow } from '../listing/entry.ts'
import type { ListedColumn } from '../listing/listing-page.ts'
import type { Page } from '../page.ts'
import type { LeftOut } from './left-out.ts'

/** A column to preview: its address, and the selectors that the operator has set for it. */
export type PreviewedColumn = ListedColumn & { read?: ReadPins | undefined }

/**
 * What reading the first pages of a listing brought. `pages` counts those that were read and those that the listing names, its first
 * included; `isCounted`: its pager says how many there are; `rows` are the letters, newest first as listed, `unread` the rows that cannot be read, `expected` the rows that the pager
 * counts, and `missing` the pages that could not be read.
 */
export type ListingPreview = {
  source: string
  pages: { read: number; named: number; isCounted: boolean }
  rows: ListedLetter[]
  unread: UnreadRow[]
  expected?: number
  missing: { url: string; why: string }[]
}

/** A page, opened; or why there is none. */
export type FetchedPage = Page | Refusal | Unreached
export type Unreached = { outcome: 'unreachable'; why: string }

/** A letter that was fetched: how it is listed, and its page, opened. */
export type FetchedLetter = { listed: ListedLetter; page: FetchedPage }

/** What was fetched of a column. `again` is the page of the first letter that could be opened, fetched again `seconds` later. */
export type Fetched = {
  column: PreviewedColumn
  first: Page
  listing: ListingPreview
  letters: FetchedLetter[]
  again?: { page: FetchedPage; seconds: number }
}

/** A letter as it is read, with what its page shows around it; or why it cannot be read. */
export type PreviewedLetter = { listed: ListedLetter } & (
  { outcome: 'read'; letter: Letter; leftOut: LeftOut } | Refusal | Unreached
)

/** How letters are read: by a template, or by labels and shape where none can be learned. */
export type Learning =
  { outcome: 'learned'; template: ColumnTemplate; notes: string[] } | { outcome: 'refused'; why: string; letters: number }

/**
 * What differs between two fetches of the letter at `url`: places that change although the letter does not, and whether its text differs
 * too, in which case a crawl can never confirm an edit of it.
 */
export type Volatility = { url: string; seconds: number; places: VolatilePlace[]; differsInText: boolean }

/** Something that an operator should look at before the column is watched, and what to do about it. */
export type Doubt = { what: string; todo: string }

/** How a column would be watched. `pins` are the selectors that the operator has set for it. */
export type Preview = {
  url: string
  pins?: ReadPins
  listing: ListingPreview
  learning: Learning
  letters: PreviewedLetter[]
  volatile?: Volatility
  doubts: Doubt[]
}
