import robots from 'robots-parser'
import { isoInstant, isWithin } from '../../shared/text/instant.ts'
import type { Hosts, StoredRobots } from '../archive/hosts.ts'
import type { Clock } from '../ports/clock.ts'
import type { Site } from './site.ts'

/** A robots.txt is asked for again after a day, as RFC 9309 (2.4) allows at most. */
const KEPT_MS = 24 * 3_600_000
const PRODUCT = 'letterwatch'
/** A longer Crawl-delay would let no crawl end. */
const MOST_SECONDS = 60

/** The package is one function, whatever its declaration says of a default export. */
const parseRobots = robots as unknown as typeof robots.default

/** An address that is not asked for, and what that comes to. */
export type Closed = { outcome: 'blocked' | 'unreachable'; why: string }

/** What a host's robots.txt lets us ask for: whether an address is closed to us, and the pause it asks for. */
export type Robots = { closes: (url: string) => Closed | undefined; pauseMs: number }

/** The rules of the column's host, from what was kept for a day or else from the site. */
export async function readRobots(site: Site, columnUrl: string, hosts: Hosts, clock: Clock): Promise<Robots> {
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
function rulesOf(address: string, robots: StoredRobots): Robots {
  const { status, text } = robots
  if (isFailure(robots)) {
    const outcome = status === 0 ? 'unreachable' : 'blocked'
    const why = `${address} could not be read (${status === 0 ? text : `status ${status}`}); until it can, RFC 9309 closes the site to us`
    return { closes: () => ({ outcome, why }), pauseMs: 0 }
  }
  if (text.trim() === '') return { closes: () => undefined, pauseMs: 0 }
  const rules = parseRobots(address, text)
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
