import { lengthOf, type Line, type Seen } from '../ledger/site-state.ts'
import { numbered, recordAddress } from '../record.ts'
import { type Markup, markup } from '../render/markup.ts'
import type { Item } from './item.ts'

/** How many events the document of a feed holds, and each of its archive pages. */
export const EVENTS_A_FEED = 50

/** The formats of a feed, by the ending of its file. */
export type Format = 'xml' | 'atom' | 'json'

/** The last entry of a column's ledger: whoever keeps it can tell later that nothing before it was changed. */
export type LedgerHead = { column: string; sequence: number; hash: string }

/**
 * One document of a feed: what people subscribe to, or an archive page of its older events. `path` is that of the feed, relative to the
 * record's root and without an ending; `home` that of its page. `items` are newest first; `updatedAt` holds for a feed without events.
 */
export type FeedDocument = {
  path: string
  home: string
  title: string
  subtitle: string
  updatedAt: string
  publicUrl: string
  items: Item[]
  archivePage?: number
  previousPage?: number
  /** Where the ledgers ended whose events these are; an archive page has none, for it never changes. */
  heads?: LedgerHead[]
}

/** Where an archive page of the feed at `path` lies, without its ending; the feed itself without a page. */
export function feedPath(path: string, page?: number): string {
  return page === undefined ? path : `${path}/${numbered(page)}`
}

/** The address at which `document` is served in `format`. */
export function selfAddress({ publicUrl, path, archivePage }: FeedDocument, format: Format): string {
  return recordAddress(publicUrl, `${feedPath(path, archivePage)}.${format}`)
}

/** The address of the feed that an archive page belongs to. */
export function currentAddress({ publicUrl, path }: FeedDocument, format: Format): string {
  return recordAddress(publicUrl, `${path}.${format}`)
}

/** The address of the archive page with the events before those of `document`, if there is one. */
export function previousAddress({ publicUrl, path, previousPage }: FeedDocument, format: Format): string | undefined {
  return previousPage === undefined ? undefined : recordAddress(publicUrl, `${feedPath(path, previousPage)}.${format}`)
}

/** When the newest event of `document` was there to see. Never the clock: the same events make the same bytes. */
export function updatedAt({ items, updatedAt: otherwise }: FeedDocument): string {
  return items[0]?.at ?? otherwise
}

/** Which events a document of a feed holds, oldest first, and which pages of its archive it stands on. */
export type Part = { events: Seen[]; archivePage?: number; previousPage?: number }

/**
 * The documents of a feed of the events in `line`, of which it knows a feed's worth at least, that are not there yet when it was last written with `before` of them: the feed itself, and the
 * archive pages filled since. A page is written once the feed no longer reaches back over all of it, is full then, and never changes.
 */
export function partsSince(line: Line, before: number): Part[] {
  const pages = pagesBehind(lengthOf(line))
  const events = (from: number, to: number) => line.newest.slice(from - line.before, to - line.before)
  const fresh = Array.from({ length: pages - pagesBehind(before) }, (_, index) => pagesBehind(before) + index + 1)
  const archive = fresh.map((page) => ({
    events: events((page - 1) * EVENTS_A_FEED, page * EVENTS_A_FEED),
    archivePage: page,
    ...(page > 1 && { previousPage: page - 1 }),
  }))
  return [...archive, { events: line.newest.slice(-EVENTS_A_FEED), ...(pages > 0 && { previousPage: pages }) }]
}

/** How many archive pages reach back from where a feed of so many events ends: none while it holds them all. */
function pagesBehind(events: number): number {
  return Math.max(0, Math.ceil(events / EVENTS_A_FEED) - 1)
}

/** Who speaks in the feeds. Not the office: it wrote the letters, not what we say of them. */
export const AUTHOR = 'letterwatch'

/** The name space of our own elements, as frozen as the ids of entries are. */
export const NAMESPACE = 'tag:letterwatch.invalid,2026:ns'

/** The style sheet of a feed that somebody opens in a browser, relative to the record's root. */
export const STYLESHEET = 'feed.css'

/** Where the ledgers ended when a feed was written, for RSS and Atom. */
export function headElements({ heads = [] }: FeedDocument): Markup[] {
  return heads.map(
    ({ column, sequence, hash }) => markup`<lw:head column="${column}" sequence="${sequence}" hash="${hash}"/>
`,
  )
}
