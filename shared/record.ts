import type { Tag } from './diff/edit.ts'
import type { CommitmentRuleName } from './findings/promises.ts'

/** One file of the public record: where it lies below the record's root, and what it says. A `settled` one is not expected to change again. */
export type RecordFile = { path: string; body: string | Uint8Array; settled?: true }
export type TextFile = RecordFile & { body: string }

/** Raise it whenever the record says anything in another way: every page and feed is then written anew from the ledger. */
export const LAYOUT = 11

const TYPES: Record<string, string> = {
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

/** The media type under which the file at `path` of the record is served; bytes of which we know nothing when it is none of ours. */
export function contentTypeOf(path: string): string {
  if (JSON_FEED.test(path)) return 'application/feed+json; charset=utf-8'
  if (SCHEMA.test(path)) return 'application/schema+json; charset=utf-8'
  return TYPES[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream'
}

/** How a browser is told to take the file at `path`: raw pages of others are saved, never shown as pages of ours. */
export function dispositionOf(path: string): string | undefined {
  return path.endsWith('.bin') ? 'attachment' : undefined
}

/** Where the raw bytes of a snapshot lie, relative to the record's root. */
export function snapshotPath(id: string): string {
  return `snapshots/${id.replace('sha256:', '')}.bin`
}

/** How long a copy of `file` may be served without asking again: a minute, or a day when it is settled. */
export function cacheControlOf({ settled }: Pick<RecordFile, 'settled'>): string {
  return settled ? 'public, max-age=86400' : 'public, max-age=60'
}

/** How many entries lie in one page of a ledger. */
export const ENTRIES_A_PAGE = 100

/** The page of its ledger on which the entry of that sequence lies. */
export function ledgerPageOf(sequence: number): number {
  return Math.ceil(sequence / ENTRIES_A_PAGE)
}

/** Where a page of a column's ledger lies, relative to the record's root. */
export function ledgerPath(column: string, page: number): string {
  return `${column}/ledger/${numbered(page)}.json`
}

/** The number of a page in a path: six digits, so that paths sort as numbers do. */
export function numbered(page: number): string {
  return String(page).padStart(6, '0')
}

/** The address of `path` in a record that is served at `publicUrl`. */
export function recordAddress(publicUrl: string, path: string): string {
  return new URL(path, publicUrl.replace(/\/*$/, '/')).href
}

/** Where the record shows a letter, relative to its root. */
export function letterPath(column: string, postId: string): string {
  return `${column}/${postId}/index.html`
}

/** Where the record shows a version of a letter, and what changed in it. */
export function changePath(column: string, postId: string, version: number): string {
  return `${column}/${postId}/${version}/index.html`
}

/** Where the record says the same to a program. */
export function letterFilePath(column: string, postId: string): string {
  return `${column}/${postId}/letter.json`
}

/** Where the TimeMap of a letter lies. */
export function timeMapPath(column: string, postId: string, ending: 'link' | 'json'): string {
  return `${column}/${postId}/timemap.${ending}`
}

/** Where the record says when we looked, and when at each letter of a column. */
export const COVERAGE_PATH = 'coverage.html'
export function letterLooksPath(column: string): string {
  return `${column}/looks.json`
}

/** Where the record explains its hash chain. */
export const CHAIN_PATH = 'chain.html'

/** Where a deployed record holds the runbook of those who run it. */
export const RUNBOOK_PATH = 'runbook.html'

/** Where the record lists its rules, and the anchor of the one about a tag, or about how a promise was found. */
export const RULES_PATH = 'rules.html'
export const tagAnchor = (tag: Tag) => `tag-${tag}`
export const promiseAnchor = (rule: CommitmentRuleName) => `promise-${rule}`
