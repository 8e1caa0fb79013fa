import type { Settings } from '../../shared/settings.ts'
import type { Served } from '../../shared/snapshot.ts'
import { isoInstant } from '../../shared/text/instant.ts'
import type { Clock } from '../ports/clock.ts'
import { openCookies } from '../ports/http/cookies.ts'
import { failure, type HttpFailure } from '../ports/http/failure.ts'
import type { Http, HttpResponse, HttpResult } from '../ports/http/http.ts'
import { follow, MAX_REDIRECTS, refuseOtherPlace } from '../ports/http/redirect.ts'

/** What the server said of a page before, as hints: the outcome may then be `unchanged`. */
export type Validators = { etag?: string | undefined; lastModified?: string | undefined }

/** What fetching one page came to before anybody reads it. */
export type Fetched =
  | { outcome: 'served'; served: Served }
  | { outcome: 'unchanged' }
  | { outcome: 'blocked' | 'unreachable' | 'unreadable'; why: string }

export type Site = ReturnType<typeof openSite>

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
export function openSite(columnUrl: string, options: FetchOptions, { http, clock, random }: SitePorts, requestedAt = 0) {
  const { timeoutMs, maxBytes, pauseMs } = options
  const home = new URL(columnUrl)
  const session = http.session()
  const cookies = openCookies()
  const count = { requests: 0, bytes: 0 }
  let scheme = home.protocol
  let lastRequestAt = requestedAt
  let waitedMs = 0

  const pause = async () => {
    // An instant that was kept in whole seconds may be in the future: the pause is counted from now then.
    const elapsed = Math.max(0, clock.now().getTime() - lastRequestAt)
    const left = pauseMs * (1 + random() * JITTER) - elapsed
    if (left > 0) await clock.pause(left)
  }

  const request = async (url: URL, validators: Validators): Promise<HttpResult> => {
    await pause()
    count.requests++
    const began = performance.now()
    const headers = requestHeaders(options, cookies.headerFor(url), validators)
    const result = await session.request({ url, headers, limits: { timeoutMs, maxBytes } })
    waitedMs += performance.now() - began
    lastRequestAt = clock.now().getTime()
    if (result.kind === 'failure') return result
    count.bytes += result.transferred
    cookies.keep(result.headers['set-cookie'], url)
    return result
  }

  return {
    /** Requests made and bytes transferred so far. */
    count: (): Readonly<typeof count> => count,

    /** One page, after at most five redirects on its own host and port. Never throws for what the site does. */
    async fetch(address: string, validators: Validators = {}): Promise<Fetched> {
      const waitedBefore = waitedMs
      let tlsFault: HttpFailure | undefined
      const inEitherScheme = async (url: URL, from?: URL): Promise<HttpResult> => {
        const result = await request(url, validators)
        if (result.kind !== 'failure' || result.reason !== 'tls') return result
        tlsFault = result
        const plain = new URL(url.href.replace(/^https:/, 'http:'))
        if (plain.href === from?.href) return result
        scheme = plain.protocol
        return request(plain, validators)
      }
      const refuse = (target: URL) => {
        if (waitedMs - waitedBefore > timeoutMs) return failure('redirect', `it still redirects after ${timeoutMs} ms`)
        // http leads back to https, whose certificate failed: that is the fault, and going round would not mend it.
        return target.protocol === 'https:' && tlsFault ? tlsFault : refuseOtherPlace(target, home)
      }
      const result = await follow(onHost(new URL(address), home, scheme), inEitherScheme, refuse)
      return fetchedFrom(address, result, clock.now())
    },

    close: (): Promise<void> => session.close(),
  }
}

/** What one fetch takes at most: redirects until the time is up, then one more answer, after the pauses between them, in either scheme. */
export function longestFetchMs({ timeoutMs, pauseMs }: Pick<FetchOptions, 'timeoutMs' | 'pauseMs'>): number {
  return 3 * timeoutMs + (MAX_REDIRECTS + 3) * pauseMs * (1 + JITTER)
}

/** Letters are requested on the column's own host and port, in the scheme that works, whatever scheme the link had. */
function onHost(url: URL, home: URL, scheme: string): URL {
  if (url.hostname !== home.hostname) return url
  if (url.protocol !== scheme) url.protocol = scheme
  if (url.port !== home.port) url.port = home.port
  return url
}

function requestHeaders(options: FetchOptions, cookie: string | undefined, validators: Validators): Record<string, string> {
  const { etag, lastModified } = validators
  return {
    'user-agent': options.userAgent ?? `letterwatch/0.1 (+${options.contact})`,
    accept: ACCEPT,
    'accept-language': 'zh-CN,zh;q=0.9',
    'accept-encoding': 'gzip, br',
    ...(cookie !== undefined && { cookie }),
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
