import { createHash } from 'node:crypto'
import * as z from 'zod/mini'

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

/** The region from `from` to `to` of a page's source. */
export function regionBetween(html: string, from: number, to: number): Region {
  return { starts: html.slice(from, from + START_LENGTH), length: to - from, hash: hashOf(html, from, to) }
}

/** Whether `html` contains the source that `region` was made of, character for character. */
export function containsRegion(html: string, { starts, length, hash }: Region): boolean {
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
