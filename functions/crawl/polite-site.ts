import Robots from 'robots-parser/Robots.js'
import { isoInstant, isWithin } from '../../shared/text/instant.ts'
import { retryAfterMs } from '../../shared/text/retry-after.ts'
import type { Hosts, StoredRobots } from '../archive/hosts.ts'
import type { Clock } from '../ports/clock.ts'
import type { HostLease } from './host-lease.ts'
import type { Fetched, Site } from './site.ts'

/** The longest Retry-After that a crawl waits for. */
const LONGEST_WAIT_MS = 60_000

export type VisitEdges = { hosts: Hosts; clock: Clock; hasTime: () => boolean }

/**
 * `site`, visited as its host wishes, in our `turn` with it and never outside: robots.txt and Retry-After obeyed. A request that is not to
 * be made is answered `blocked`.
 */
export async function openPoliteSite(
  site: Site,
  columnUrl: string,
  turn: HostLease,
  { hosts, clock, hasTime }: VisitEdges,
): Promise<Site> {
  const { host } = new URL(columnUrl)
  let closed: string | undefined
  const close = (until: string) => (closed = `${host} asked not to be asked again before ${until}`)
  if (turn.notBefore !== undefined && turn.notBefore > isoInstant(clock.now())) close(turn.notBefore)
  const robots = closed === undefined ? await readRobots(site, columnUrl, hosts, clock) : undefined

  const ask: Site['fetch'] = async (url, ...how) => {
    closed ??= (await turn.isOurs()) ? undefined : `another crawl of ${host} has begun`
    return closed === undefined ? site.fetch(url, ...how) : { outcome: 'blocked', why: closed }
  }
  const fetch: Site['fetch'] = async (url, ...how) => {
    const refusal = closed === undefined ? robots?.closes(url) : undefined
    if (refusal) return refusal
    if (robots && robots.pauseMs > 0 && closed === undefined) await clock.pause(robots.pauseMs)
    const fetched = await ask(url, ...how)
    const wait = askedWaitMs(fetched, clock.now())
    if (wait === undefined) return fetched
    if (wait <= LONGEST_WAIT_MS && hasTime()) {
      await clock.pause(wait)
      return ask(url, ...how)
    }
    turn.notBefore = isoInstant(new Date(clock.now().getTime() + wait))
    close(turn.notBefore)
    return fetched
  }
  return { ...site, fetch }
}

/** How long an answer asks to be left alone, in ms. */
function askedWaitMs(fetched: Fetched, now: Date): number | undefined {
  if (fetched.outcome !== 'served' || ![429, 503].includes(fetched.served.status)) return undefined
  return retryAfterMs(fetched.served.headers['retry-after'], now)
}

/** A robots.txt is asked for again after a day, as RFC 9309 (2.4) allows at most. */
const KEPT_MS = 24 * 3_600_000
const PRODUCT = 'letterwatch'
/** A longer Crawl-delay would let no crawl end. */
const MOST_SECONDS = 60

/** An address that is not asked for, and what that comes to. */
type Closed = { outcome: 'blocked' | 'unreachable'; why: string }

/** What a host's robots.txt lets us ask for: whether an address is closed to us, and the pause it asks for. */
type Rules = { closes: (url: string) => Closed | undefined; pauseMs: number }

/** The rules of the column's host, from what was kept for a day or else from the site. */
async function readRobots(site: Site, columnUrl: string, hosts: Hosts, clock: Clock): Promise<Rules> {
  const { host } = new URL(columnUrl)
  const address = new URL('/robots.txt', columnUrl).href
  const kept = await hosts.robots(host)
  if (kept && isWithin(kept.fetchedAt, KEPT_MS, clock.now())) return rulesOf(address, kept)
  const robots = await askForRobots(site, address, clock)
  if (isFailure(robots)) return rulesOf(address, kept ?? robots)
  await hosts.keepRobots(host, robots)
  return rulesOf(address, robots)
}

async function askForRobots(site: Site, address: string, clock: Clock): Promise<StoredRobots> {
  const fetched = await site.fetch(address)
  const fetchedAt = isoInstant(clock.now())
  if (fetched.outcome === 'unreadable') return { status: 404, text: '', fetchedAt }
  if (fetched.outcome !== 'served') return { status: 0, text: 'why' in fetched ? fetched.why : fetched.outcome, fetchedAt }
  const { status, body } = fetched.served
  return { status, text: status === 200 ? Buffer.from(body).toString().slice(0, 500_000) : '', fetchedAt }
}

/** No answer, or a server that fails: says nothing, and is not kept. */
function isFailure({ status }: StoredRobots): boolean {
  return status === 0 || status >= 500
}

/** RFC 9309 (2.3.1): refused, absent or lost in redirects opens everything; a server that fails closes everything until it answers. */
function rulesOf(address: string, robots: StoredRobots): Rules {
  const { status, text } = robots
  if (isFailure(robots)) {
    const outcome = status === 0 ? 'unreachable' : 'blocked'
    const why = `${new URL(address).hostname}: ${status === 0 ? text : `status ${status}`}; without its robots.txt nothing is fetched`
    return { closes: () => ({ outcome, why }), pauseMs: 0 }
  }
  if (text.trim() === '') return { closes: () => undefined, pauseMs: 0 }
  const rules = new Robots(address, text)
  return {
    closes: (url) =>
      rules.isAllowed(onHostOf(address, url), PRODUCT) === false
        ? { outcome: 'blocked', why: `${address} closes it to us` }
        : undefined,
    pauseMs: Math.min(rules.getCrawlDelay(PRODUCT) ?? 0, MOST_SECONDS) * 1000,
  }
}

/** `url` in the scheme and on the port of the rules, which hold for the host whatever scheme a link has. */
function onHostOf(address: string, url: string): string {
  const { pathname, search } = new URL(url)
  return new URL(pathname + search, address).href
}
