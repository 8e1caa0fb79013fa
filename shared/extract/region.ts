import { createHash } from 'node:crypto'
import * as z from 'zod/mini'
import type { Served } from '../snapshot.ts'
import { endsLetter, isBreadcrumb, isChrome } from './chrome.ts'
import { decode } from './decode.ts'
import type { Line } from './lines.ts'
import type { Page } from './page.ts'
import { checkResponse } from './response.ts'

/**
 * The part of a page's source from which a letter was read: its first characters, its length, and 64 bits of the SHA-256 of it and of what
 * is read beside it. It is found in another page without parsing, at any offset, because the chrome before it changes length. 64 bits are
 * enough: a site that wants to hide an edit can as well keep its ETag.
 */
export const Region = z.object({ starts: z.string(), length: z.number(), hash: z.string() })
export type Region = z.infer<typeof Region>

const START_LENGTH = 48
/** The first characters of a region may occur more than once in a page; more places than this are not tried. */
const MAX_PLACES = 8

/** What is read with a letter from anywhere in the page: titles, meta tags, the base of links, attachments, the kind of page, status flags. */
const BESIDE =
  /<title\b[^>]*>[^<]*|<(?:meta|base)\b[^>]*>|<a\b[^>]*attachment[^>]*>|NFCMS_PUB_TYPE\s{0,5}=\s{0,5}['"]\w{1,20}|已(?:失效|废止|修改|停止执行)/gi

/**
 * The region of the letter in `body` of `page`: from the breadcrumb above it, or else the page's first line, through the line that ends
 * it, so that nothing can be added to the letter outside its region.
 */
export function regionOf(page: Page, lines: Line[], body: Line[]): Region {
  const bodyAt = body.slice(0, 1).map((line) => lines.indexOf(line))
  const first = Math.min(Math.max(0, lines.findIndex(isBreadcrumb)), ...bodyAt)
  const last = lines.findLastIndex((line) => line === body.at(-1))
  const end = lines.findIndex((line, at) => at > last && (endsLetter(lines, at) || !isChrome(line)))
  const from = Math.max(0, page.html.lastIndexOf('<', lines[first]?.from ?? 0))
  const to = lines[end]?.to ?? page.html.length
  return { starts: page.html.slice(from, from + START_LENGTH), length: to - from, hash: hashOf(page.html, from, to) }
}

/** Whether `served` contains the source that `region` was made of, character for character; decodes but does not parse. */
export function holdsRegion(served: Served, { starts, length, hash }: Region): boolean {
  if (checkResponse(served) !== undefined) return false
  const decoded = decode(served)
  if ('why' in decoded) return false
  const html = decoded.text
  let at = html.indexOf(starts)
  for (let place = 0; at >= 0 && place < MAX_PLACES; place++) {
    if (hashOf(html, at, at + length) === hash) return true
    at = html.indexOf(starts, at + 1)
  }
  return false
}

function hashOf(html: string, from: number, to: number): string {
  const beside = html.match(BESIDE) ?? []
  return createHash('sha256').update(html.slice(from, to)).update(beside.join('\n')).digest('hex').slice(0, 16)
}
