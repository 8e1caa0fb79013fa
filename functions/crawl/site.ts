import { clientRedirect } from '../../shared/extract/client-redirect.ts'
import type { Settings } from '../../shared/settings.ts'
import type { Served } from '../../shared/snapshot.ts'
import { isoInstant } from '../../shared/text/instant.ts'
import type { Clock } from '../ports/clock.ts'
import { openCookies } from '../ports/http/cookies.ts'
import { failure, type HttpFailure } from '../ports/http/failure.ts'
import type { Http, HttpResponse, HttpResult } from '../ports/http/http.ts'
import { follow, MAX_REDIRECTS, refuseOtherPlace } from '../ports/http/redirect.ts'

/** What the server sent with a page before, as hints: the outcome may then be `unchanged`. */
export type Validators = { etag?: string | undefined; lastModified?: string | undefined }

/** A body to send with POST, as the site's own pages do to turn the pages of a list; without one a request is a GET. */
type PostBody = { body: string; contentType: string }

/** What fetching one page came to before anybody reads it. */
export type Fetched =
  | { outcome: 'served'; served: Served }
  | { outcome: 'unchanged' }
  | { outcome: 'blocked' | 'unreachable' | 'unreadable'; why: string }

/** A site that is open for requests. `count`: requests made and bytes transferred so far. */
export type Site = {
  count: () => Readonly<{ requests: number; bytes: number }>
  /** One page, after redirects on its own host and port. Never throws for what the site does. */
  fetch: (address: string, validators?: Validators, post?: PostBody) => Promise<Fetched>
  close: () => Promise<void>
}

/** `random` gives a number from 0 to 1. */
export type SitePorts = { http: Pick<Http, 'session'>; clock: Clock; random: () => number }

type FetchOptions = Pick<Settings, 'contact' | 'userAgent' | 'pauseMs' | 'timeoutMs' | 'maxBytes'>

/** How much longer a pause may be than `pauseMs`, as a share of it. */
const JITTER = 0.1
const ACCEPT = 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.1'

/**
 * The site of one column, visited politely: one request at a time over one connection, a pause of `pauseMs` or a little longer after the
 * request before and after `requestedAt` (ms), an honest User-Agent, cookies kept while this is open. The scheme of `columnUrl` holds for
 * the whole host. It falls back from https to http when TLS fails, never otherwise.
 */
export function openSite(columnUrl: string, options: FetchOptions, { http, clock, random }: SitePorts, requestedAt = 0): Site {
  const { timeoutMs, maxBytes, pauseMs } = options
  const home = new URL(columnUrl)
  const session = http.session()
  const cookies = openCookies()
  const count = { requests: 0, bytes: 0 }
  let scheme = home.protocol
  // An instant that was kept in whole seconds may be in the future: the pause is counted from now then.
  let lastRequestAt = clock.monotonic() - Math.max(0, clock.now().getTime() - requestedAt)
  let waitedMs = 0

  const pause = async () => {
    const left = pauseMs * (1 + random() * JITTER) - (clock.monotonic() - lastRequestAt)
    if (left > 0) await clock.pause(left)
  }

  const request = async (url: URL, validators: Validators, post?: PostBody): Promise<HttpResult> => {
    await pause()
    count.requests++
    const began = clock.monotonic()
    const headers = requestHeaders(options, cookies.headerFor(url), validators, post)
    const sent = post ? ({ method: 'POST', body: post.body } as const) : {}
    const result = await session.request({ url, headers, limits: { timeoutMs, maxBytes }, ...sent })
    lastRequestAt = clock.monotonic()
    waitedMs += lastRequestAt - began
    if (result.kind === 'failure') return result
    count.bytes += result.transferred
    cookies.keep(result.headers['set-cookie'], url)
    return result
  }

  /** The redirects from `start`, and what is at their end. `isLate`: there is no time for another request. */
  const followFrom = (start: URL, validators: Validators, post: PostBody | undefined, isLate: () => boolean) => {
    let tlsFault: HttpFailure | undefined
    // As in browsers, a redirected POST becomes a GET, unless only the scheme differs.
    const postTo = (url: URL) => (url.pathname + url.search === start.pathname + start.search ? post : undefined)
    const inEitherScheme = async (url: URL, from?: URL): Promise<HttpResult> => {
      const result = await request(url, validators, postTo(url))
      if (result.kind !== 'failure' || result.reason !== 'tls') return result
      tlsFault = result
      const plain = new URL(url.href.replace(/^https:/, 'http:'))
      if (plain.href === from?.href) return result
      scheme = plain.protocol
      return request(plain, validators, postTo(plain))
    }
    const refuse = (target: URL) => {
      if (isLate()) return failure('redirect', `it still redirects after ${timeoutMs} ms`)
      // http redirects back to https, whose certificate failed: that is the fault, and following it would not help.
      return target.protocol === 'https:' && tlsFault ? tlsFault : refuseOtherPlace(target, home)
    }
    return follow(start, inEitherScheme, refuse)
  }

  return {
    count: () => count,

    async fetch(address, validators = {}, post) {
      const waitedBefore = waitedMs
      const isLate = () => waitedMs - waitedBefore > timeoutMs
      const start = onHost(new URL(address), home, scheme)
      let result = await followFrom(start, validators, post, isLate)
      if (isOddlyAnswered(result, validators) && !isLate()) result = await followFrom(start, {}, post, isLate)
      const fetched = fetchedFrom(address, result, clock.now())
      const target = fetched.outcome === 'served' && !isLate() ? clientRedirect(fetched.served) : undefined
      if (target === undefined) return fetched
      const refused = refuseOtherPlace(new URL(target), home)
      if (refused) return { outcome: 'unreadable', why: refused.why }
      return fetchedFrom(address, await followFrom(onHost(new URL(target), home, scheme), {}, undefined, isLate), clock.now())
    },

    close: () => session.close(),
  }
}

/** Rule 6: conditions are hints. Some servers and firewalls answer them with an error or an empty page that says nothing of the page. */
function isOddlyAnswered(result: HttpResult, { etag, lastModified }: Validators): boolean {
  if (result.kind === 'failure' || (etag === undefined && lastModified === undefined)) return false
  const { status, body, headers } = result
  if (headers['retry-after'] !== undefined) return false
  return status === 400 || status === 412 || status >= 500 || (status === 200 && body.length === 0)
}

/** The most chains of redirects in one fetch: under conditions, without them, and from a page that redirects by itself. */
const MAX_CHAINS = 3

/**
 * What one fetch takes at most: requests until the time is up, then one more answer in either scheme, and the pauses between them.
 */
export function longestFetchMs({ timeoutMs, pauseMs }: Pick<FetchOptions, 'timeoutMs' | 'pauseMs'>): number {
  return 3 * timeoutMs + MAX_CHAINS * (MAX_REDIRECTS + 3) * pauseMs * (1 + JITTER)
}

/** Letters are requested on the column's own host and port, in the scheme that works, whatever scheme the link had. */
function onHost(url: URL, home: URL, scheme: string): URL {
  if (url.hostname !== home.hostname) return url
  if (url.protocol !== scheme) url.protocol = scheme
  if (url.port !== home.port) url.port = home.port
  return url
}

function requestHeaders(
  options: FetchOptions,
  cookie: string | undefined,
  validators: Validators,
  post: PostBody | undefined,
): Record<string, string> {
  const { etag, lastModified } = validators
  return {
    'user-agent': options.userAgent ?? `letterwatch/0.1 (+${options.contact})`,
    accept: ACCEPT,
    'accept-language': 'zh-CN,zh;q=0.9',
    'accept-encoding': 'gzip, br',
    ...(cookie !== undefined && { cookie }),
    ...(post && { 'content-type': post.contentType, 'x-requested-with': 'XMLHttpRequest' }),
    ...(etag !== undefined && { 'if-none-match': etag }),
    ...(lastModified !== undefined && { 'if-modified-since': lastModified }),
  }
}

function fetchedFrom(address: string, result: HttpResult, now: Date): Fetched {
  if (result.kind === 'failure') return { outcome: outcomeOf(result), why: result.why }
  if (result.status === 304) return { outcome: 'unchanged' }
  const { url, status, body } = result
  const scheme = url.protocol === 'https:' ? 'https' : 'http'
  const about = { url: address, finalUrl: url.href, scheme, status } as const
  return { outcome: 'served', served: { ...about, headers: flat(result.headers), body, fetchedAt: isoInstant(now) } }
}

/** `unreadable` where the site answered what cannot be taken, `unreachable` where it did not answer. */
function outcomeOf({ reason }: HttpFailure): 'unreachable' | 'unreadable' {
  return reason === 'redirect' || reason === 'too-large' || reason === 'undecodable' ? 'unreadable' : 'unreachable'
}

/** Headers of which there is one: of several the first counts. The others are lists, which may be sent in parts (RFC 9110, 5.3). */
const SINGLE = [
  'content-type',
  'etag',
  'last-modified',
  'location',
  'retry-after',
  'content-length',
  'server',
  'expires',
  'age',
]

function flat(headers: HttpResponse['headers']): Served['headers'] {
  return Object.fromEntries(
    Object.entries(headers).map(([name, values = []]) => [name, SINGLE.includes(name) ? (values[0] ?? '') : values.join(', ')]),
  )
}
