import { numbered, recordAddress } from '../record.ts'
import { type Markup, markup } from '../render/markup.ts'
import type { Item } from './item.ts'

/** The author of the feeds: letterwatch and not the authority, which wrote the letters and not what is said about them. */
export const AUTHOR = 'letterwatch'

/** The XML namespace of our own elements. It never changes, as the ids of the entries never do. */
export const NAMESPACE = 'tag:letterwatch.invalid,2026:ns'

/** The style sheet of a feed that is opened in a browser, relative to the record's root. */
export const STYLESHEET = 'feed.css'

/** The formats of a feed, by the ending of its file. */
export type Format = 'xml' | 'atom' | 'json'

/** The last entry of a column's ledger. Whoever keeps it can verify later that nothing before it was changed. */
type LedgerHead = { column: string; sequence: number; hash: string }

/**
 * One document of a feed: the feed that people subscribe to, or an archive page of its older events. `path` is that of the feed, relative
 * to the record's root and without an ending; `home` is the path of its page. `items` are newest first; `updatedAt` is for a feed without
 * events.
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
  /** The heads of the ledgers of these events; none in an archive page, which never changes. */
  heads?: LedgerHead[]
}

/** The path of an archive page of the feed at `path`, without its ending; without `page` that of the feed itself. */
export function feedPath(path: string, page?: number): string {
  return page === undefined ? path : `${path}/${numbered(page)}`
}

/** The address of `document` in `format`. */
export function selfAddress({ publicUrl, path, archivePage }: FeedDocument, format: Format): string {
  return recordAddress(publicUrl, `${feedPath(path, archivePage)}.${format}`)
}

/** The address of the feed to which an archive page belongs. */
export function currentAddress({ publicUrl, path }: FeedDocument, format: Format): string {
  return recordAddress(publicUrl, `${path}.${format}`)
}

/** The address of the archive page with the events before those of `document`, if there is one. */
export function previousAddress({ publicUrl, path, previousPage }: FeedDocument, format: Format): string | undefined {
  return previousPage === undefined ? undefined : recordAddress(publicUrl, `${feedPath(path, previousPage)}.${format}`)
}

/** The instant at which the newest event of `document` was announced: never the clock, so that the same events make the same bytes. */
export function updatedAt({ items, updatedAt: otherwise }: FeedDocument): string {
  return items[0]?.at ?? otherwise
}

/** The heads of the ledgers, for RSS and Atom. */
export function headElements({ heads = [] }: FeedDocument): Markup[] {
  return heads.map(
    ({ column, sequence, hash }) => markup`<lw:head column="${column}" sequence="${sequence}" hash="${hash}"/>
`,
  )
}
