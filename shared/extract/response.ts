import type { Served } from '../snapshot.ts'
import { directoryOf, hostOf, parseAddress, postIdOf } from './address.ts'
import { classifyNonLetter, type Refusal } from './block-page.ts'
import { decode } from './decode.ts'
import { readLines } from './lines.ts'
import { type Page, parsePage } from './page.ts'
import { containsRegion, type Region } from './region.ts'

/**
 * The page in a response, decoded and parsed: the only place where a page is parsed. Returns a refusal when the status, a redirect or the
 * bytes show that there is none. Some firewalls send their challenges with status 404: such a page is `blocked`, not `gone`.
 */
export function openPage(served: Served): Page | Refusal {
  const refusal = checkResponse(served)
  if (refusal !== undefined && refusal.outcome !== 'gone') return refusal
  const page = parseServed(served)
  if ('why' in page) return refusal ?? { outcome: 'unreadable', why: page.why }
  return refusal === undefined ? page : (challengeIn(page) ?? refusal)
}

function parseServed(served: Served): Page | { why: string } {
  const decoded = decode(served)
  return 'why' in decoded ? decoded : parsePage(decoded.text, served.url, served.finalUrl)
}

function challengeIn(page: Page): Refusal | undefined {
  const refusal = classifyNonLetter(page, readLines(page))
  return refusal.outcome === 'blocked' ? refusal : undefined
}

/** Whether the page in a response still contains `region`, the letter's part of its source; decodes but does not parse. */
export function holdsRegion(served: Served, region: Region): boolean {
  if (checkResponse(served) !== undefined) return false
  const decoded = decode(served)
  return 'text' in decoded && containsRegion(decoded.text, region)
}

/** What is known before the text is read: the status, where redirects led, an empty or binary body. */
function checkResponse(served: Served): Refusal | undefined {
  return checkStatus(served.status) ?? checkRedirect(served) ?? checkBody(served)
}

/**
 * What a status means for the requested page. Firewalls before government sites answer 403, 405, 412, 418, 429, 503 and 521 with
 * challenges, so these never say anything about a letter; only 404 and 410 do. Statuses not named here are unreadable.
 */
const OUTCOMES = {
  200: 'read',
  203: 'read',
  401: 'blocked',
  403: 'blocked',
  404: 'gone',
  405: 'blocked',
  410: 'gone',
  412: 'blocked',
  418: 'blocked',
  421: 'blocked',
  429: 'blocked',
  451: 'blocked',
  503: 'blocked',
  521: 'blocked',
  567: 'blocked',
} as const satisfies Record<number, Refusal['outcome'] | 'read'>

function checkStatus(status: number): Refusal | undefined {
  const outcome = isNamed(status) ? OUTCOMES[status] : 'unreadable'
  return outcome === 'read' ? undefined : { outcome, why: `the server answered with status ${status}` }
}

function isNamed(status: number): status is keyof typeof OUTCOMES {
  return Object.hasOwn(OUTCOMES, status)
}

function checkRedirect({ url, finalUrl }: Served): Refusal | undefined {
  if (url === finalUrl) return undefined
  const [requested, answered] = [postIdOf(url), postIdOf(finalUrl)]
  if (requested === undefined || requested === answered) return undefined
  const path = parseAddress(finalUrl)?.pathname ?? ''
  if (/captcha|verify|challenge|waf|login|block|forbid/i.test(path))
    return { outcome: 'blocked', why: `the page redirects to a check: ${finalUrl}` }
  const isMissing =
    /\/(404|error404|notfound|not_found)\b/i.test(path) || (hostOf(url) === hostOf(finalUrl) && isIndexAbove(path, url))
  return isMissing
    ? { outcome: 'gone', why: `the page redirects to a front page or a page for missing ones: ${finalUrl}` }
    : { outcome: 'unreadable', why: `the page redirects to another: ${finalUrl}` }
}

/** Whether `path` is the index of a directory above the requested address: the site's, or the column's. */
function isIndexAbove(path: string, url: string): boolean {
  const directory = path.replace(/(index|default)\.[a-z]{3,5}$/i, '')
  return directory.endsWith('/') && directoryOf(url).startsWith(directory)
}

function checkBody({ body, headers }: Served): Refusal | undefined {
  if (body.length === 0) return { outcome: 'unreadable', why: 'the body is empty' }
  const start = Buffer.from(body.subarray(0, 1024)).toString('latin1')
  if (body.length < 1024 && /^\s*$/.test(start)) return { outcome: 'unreadable', why: 'the body is blank' }
  const kind = binaryKind(start, body)
  if (kind === undefined) return undefined
  return { outcome: 'unreadable', why: `the body is ${kind}, not a page (content-type ${headers['content-type'] ?? 'absent'})` }
}

const MAGIC: [string, RegExp][] = [
  ['a PDF file', /^\s{0,20}%PDF-/],
  ['a ZIP or Office file', /^PK\x03\x04/],
  ['an old Office file', /^\xD0\xCF\x11\xE0/],
  ['an image', /^(\x89PNG|\xFF\xD8\xFF|GIF8|RIFF....WEBP|BM....\0\0\0\0)/],
  ['compressed', /^(\x1F\x8B|\x28\xB5\x2F\xFD|7z\xBC\xAF|Rar!)/],
]

function binaryKind(start: string, body: Uint8Array): string | undefined {
  const magic = MAGIC.find(([, pattern]) => pattern.test(start))?.[0]
  if (magic !== undefined) return magic
  const isUtf16 = /^(\xFF\xFE|\xFE\xFF)/.test(start) || /<\0|\0</.test(start)
  return body.subarray(0, 1024).includes(0) && !isUtf16 ? 'binary' : undefined
}
