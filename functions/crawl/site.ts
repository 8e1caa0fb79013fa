import type { IncomingHttpHeaders } from 'node:http'
import type { Settings } from '../../shared/settings.ts'
import { isoInstant } from '../../shared/text/instant.ts'
import type { Served } from '../../shared/snapshot.ts'
import type { Clock } from '../clock.ts'
import { readBody } from './body.ts'
import { type Connection, openConnection } from './connection.ts'
import { isTlsFailure, reasonOf } from './failure.ts'

/** What the page's server told us of it before, as hints: the answer may then be `unchanged`. */
export type Validators = { etag?: string | undefined; lastModified?: string | undefined }

/** What asking for one page came to before anybody reads it. */
export type Fetched =
  | { outcome: 'served'; served: Served }
  | { outcome: 'unchanged' }
  | { outcome: 'blocked' | 'unreachable' | 'unreadable'; why: string }

export type Site = ReturnType<typeof openSite>

const MAX_REDIRECTS = 5
/** How much longer a pause may be than the least, by chance. */
const JITTER = 0.1
const ACCEPT = 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.1'

type Way = Pick<Settings, 'contact' | 'userAgent' | 'pauseMs' | 'timeoutMs' | 'maxBytes'>
type Answer = { status: number; headers: IncomingHttpHeaders; body: Uint8Array }

/**
 * The site of one column, asked politely: one request at a time, a pause of `pauseMs` or a little longer between them, and after the
 * instant `askedAt` (ms) at which somebody asked it before; an honest User-Agent, cookies kept while this is open. The scheme of
 * `columnUrl` holds for the whole host, and falls back to http when TLS fails, never otherwise.
 */
export function openSite(
  columnUrl: string,
  way: Way,
  clock: Clock,
  chance: () => number,
  { askedAt = 0, connection = openConnection() }: { askedAt?: number; connection?: Connection } = {},
) {
  const home = new URL(columnUrl)
  const cookies = new Map<string, string>()
  const count = { requests: 0, bytes: 0 }
  let scheme = home.protocol
  let restedAt = askedAt

  const rest = async () => {
    // An instant that was kept in whole seconds may still be to come: the pause is counted from now then, and no longer for it.
    const rested = Math.max(0, clock.now().getTime() - restedAt)
    const pause = way.pauseMs * (1 + chance() * JITTER) - rested
    if (pause > 0) await clock.pause(pause)
  }

  const ask = async (url: URL, validators: Validators): Promise<Answer> => {
    await rest()
    count.requests++
    const response = await connection.get(url, requestHeaders(way, cookies, validators), way.timeoutMs)
    const { statusCode = 0, headers } = response
    const bytes = await readBody(response, statusCode, headers['content-encoding'] ?? '', way.maxBytes)
    count.bytes += bytes.transferred
    restedAt = clock.now().getTime()
    return { status: statusCode, headers, body: bytes.decoded }
  }

  const askEitherScheme = async (url: URL, validators: Validators): Promise<Answer> => {
    try {
      return await ask(url, validators)
    } catch (error) {
      if (url.protocol !== 'https:' || !isTlsFailure(error)) throw error
      scheme = 'http:'
      url.protocol = scheme
      return ask(url, validators)
    }
  }

  const follow = async (asked: string, validators: Validators): Promise<Fetched> => {
    const latest = clock.now().getTime() + way.timeoutMs
    let url = onHost(new URL(asked), home, scheme)
    for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
      if (clock.now().getTime() > latest + hop * way.pauseMs * (1 + JITTER))
        return { outcome: 'unreadable', why: `it still redirects after ${way.timeoutMs} ms` }
      const answer = await askEitherScheme(url, validators)
      keepCookies(cookies, answer.headers['set-cookie'] ?? [])
      if (answer.status === 304) return { outcome: 'unchanged' }
      const target = redirectTarget(answer, url)
      if (target === undefined) return { outcome: 'served', served: servedFrom(asked, url, answer, clock.now()) }
      if (target.hostname !== home.hostname)
        return { outcome: 'unreadable', why: `it redirects to another host, ${target.hostname}` }
      url = target
    }
    return { outcome: 'unreadable', why: `it redirects more than ${MAX_REDIRECTS} times` }
  }

  return {
    /** Requests made and bytes transferred so far. */
    count: (): Readonly<typeof count> => count,

    /** One page, followed through at most five redirects on its own host. Never throws for what the site does. */
    async fetch(url: string, validators: Validators = {}): Promise<Fetched> {
      try {
        return await follow(url, validators)
      } catch (error) {
        restedAt = clock.now().getTime()
        return reasonOf(error, way)
      }
    },

    close: (): Promise<void> => {
      connection.close()
      return Promise.resolve()
    },
  }
}

/** What one fetch takes at most: redirects until the time is up, then one more answer, after the pauses between them, in either scheme. */
export function longestFetchMs({ timeoutMs, pauseMs }: Pick<Way, 'timeoutMs' | 'pauseMs'>): number {
  return 3 * timeoutMs + (MAX_REDIRECTS + 3) * pauseMs * (1 + JITTER)
}

/** Letters are asked for on the column's own host and port, in the scheme that works, whatever scheme the link had. */
function onHost(url: URL, home: URL, scheme: string): URL {
  if (url.hostname !== home.hostname) return url
  if (url.protocol !== scheme) url.protocol = scheme
  if (url.port !== home.port) url.port = home.port
  return url
}

function requestHeaders(way: Way, cookies: Map<string, string>, { etag, lastModified }: Validators): Record<string, string> {
  return {
    'user-agent': way.userAgent ?? `letterwatch/0.1 (+${way.contact})`,
    accept: ACCEPT,
    'accept-language': 'zh-CN,zh;q=0.9',
    'accept-encoding': 'gzip, br',
    ...(cookies.size > 0 && { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') }),
    ...(etag !== undefined && { 'if-none-match': etag }),
    ...(lastModified !== undefined && { 'if-modified-since': lastModified }),
  }
}

function keepCookies(cookies: Map<string, string>, lines: string[]): void {
  for (const line of lines) {
    const [pair = ''] = line.split(';')
    const [name = '', ...value] = pair.split('=')
    if (name.trim() !== '') cookies.set(name.trim(), value.join('=').trim())
  }
}

function redirectTarget({ status, headers }: Answer, from: URL): URL | undefined {
  const { location } = headers
  if (![301, 302, 303, 307, 308].includes(status) || location === undefined) return undefined
  return URL.canParse(location, from.href) ? new URL(location, from.href) : undefined
}

function servedFrom(asked: string, url: URL, { status, headers, body }: Answer, at: Date): Served {
  const scheme = url.protocol === 'https:' ? 'https' : 'http'
  return { url: asked, finalUrl: url.href, scheme, status, headers: flat(headers), body, fetchedAt: isoInstant(at) }
}

function flat(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]))
}
