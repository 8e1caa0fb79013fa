import { openPage } from '../../../shared/extract/response.ts'
import type { Served } from '../../../shared/snapshot.ts'

export const COLUMN = { url: 'https://kjj.shili.example/xxgk/ztzl/zxtadfhgkwg/' }
export const LETTER_URL = `${COLUMN.url}content/post_10961674.html`

/** `html` as served at a letter's address with status 200; any part of the answer may be given another value. */
export function servedPage(html: string | Uint8Array, changes: Partial<Served> = {}): Served {
  const body = typeof html === 'string' ? new TextEncoder().encode(html) : html
  const url = changes.url ?? LETTER_URL
  return {
    ...{ url, finalUrl: url, scheme: 'https', status: 200, headers: { 'content-type': 'text/html' } },
    ...{ body, fetchedAt: '2026-11-23T08:00:00+08:00' },
    ...changes,
  }
}

/** `html` as served at the first page of the column's listing. */
function servedListing(html: string | Uint8Array, changes: Partial<Served> = {}): Served {
  return servedPage(html, { url: COLUMN.url, ...changes })
}

/** `servedPage`, opened. */
export function openedPage(html: string | Uint8Array, changes: Partial<Served> = {}) {
  return openPage(servedPage(html, changes))
}

/** `servedListing`, opened. */
export function openedListing(html: string | Uint8Array, changes: Partial<Served> = {}) {
  return openPage(servedListing(html, changes))
}
