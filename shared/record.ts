/** One file of the public record: its path below the record's root, and its content. A `settled` file is not expected to change again. */
export type RecordFile = { path: string; body: string | Uint8Array; settled?: true }
export type TextFile = RecordFile & { body: string }

/** The version of the record's layout. Raise it whenever a page or a feed changes: everything is then written again from the ledger. */
export const LAYOUT = 15

const MEDIA_TYPES: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  mjs: 'text/javascript; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
  xml: 'application/rss+xml; charset=utf-8',
  atom: 'application/atom+xml; charset=utf-8',
  json: 'application/json; charset=utf-8',
  opml: 'text/x-opml; charset=utf-8',
  link: 'application/link-format',
  tsr: 'application/timestamp-reply',
  bin: 'application/octet-stream',
}
const JSON_FEED = /(^|\/)(feed|substantive)(\/\d+)?\.json$/
const SCHEMA = /^schemas\/[^/]+\.json$/

/** The media type of the file at `path` of the record; of an unknown file the one for bytes. */
export function contentTypeOf(path: string): string {
  if (JSON_FEED.test(path)) return 'application/feed+json; charset=utf-8'
  if (SCHEMA.test(path)) return 'application/schema+json; charset=utf-8'
  return MEDIA_TYPES[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream'
}

/** The Content-Disposition of the file at `path`: a browser saves raw pages of other sites, and never shows them as pages of ours. */
export function dispositionOf(path: string): string | undefined {
  return path.endsWith('.bin') ? 'attachment' : undefined
}

/** How long a copy of `file` may be served without asking again: a minute, or a day when it is settled. */
export function cacheControlOf({ settled }: Pick<RecordFile, 'settled'>): string {
  return settled ? 'public, max-age=86400' : 'public, max-age=60'
}

/** The address of `path` in a record that is served at `publicUrl`. */
export function recordAddress(publicUrl: string, path: string): string {
  return new URL(path, publicUrl.replace(/\/*$/, '/')).href
}

/** The address of the file at `path`, relative to the page at `from`: so a record can be read from a folder as well as from a server. */
export function linkTo(path: string, from: string): string {
  const here = from.split('/').slice(0, -1)
  const there = path.split('/')
  const apart = here.findIndex((folder, depth) => folder !== there[depth])
  const together = apart < 0 ? here.length : apart
  return '../'.repeat(here.length - together) + there.slice(together).join('/')
}

// Paths below are relative to the record's root.
export const HOME_PATH = 'index.html'
export const SEARCH_PATH = 'search.html'
export const PROMISES_PATH = 'promises.html'
export const FEEDS_PATH = 'feeds.html'
export const OPML_PATH = 'feeds.opml'
export const COVERAGE_PATH = 'coverage.html'
/** The page that explains the hash chain. */
export const CHAIN_PATH = 'chain.html'
/** The page of the rules by which edits are tagged and promises found. */
export const RULES_PATH = 'rules.html'
/** The operators' runbook, in a deployed record only. */
export const RUNBOOK_PATH = 'runbook.html'

/** The page of a column. */
export function columnPath(column: string): string {
  return `${column}/index.html`
}

/** The page of a letter. */
export function letterPath(column: string, postId: string): string {
  return `${column}/${postId}/index.html`
}

/** The page of a version of a letter, with what changed in it. */
export function changePath(column: string, postId: string, version: number): string {
  return `${column}/${postId}/${version}/index.html`
}

/** The same for programs. */
export function letterFilePath(column: string, postId: string): string {
  return `${column}/${postId}/letter.json`
}

export function timeMapPath(column: string, postId: string, ending: 'link' | 'json'): string {
  return `${column}/${postId}/timemap.${ending}`
}

/** The file that says when each letter of a column was checked. */
export function fetchTimesPath(column: string): string {
  return `${column}/looks.json`
}

/** The raw bytes of a snapshot. */
export function snapshotPath(id: string): string {
  return `snapshots/${id.replace('sha256:', '')}.bin`
}

/** The number of entries in one page of a ledger. */
export const ENTRIES_A_PAGE = 100

/** The page of its ledger that holds the entry with this sequence. */
export function ledgerPageOf(sequence: number): number {
  return Math.ceil(sequence / ENTRIES_A_PAGE)
}

export function ledgerPath(column: string, page: number): string {
  return `${column}/ledger/${numbered(page)}.json`
}

/** The number of a page in a path: six digits, so that paths sort as numbers do. */
export function numbered(page: number): string {
  return String(page).padStart(6, '0')
}
