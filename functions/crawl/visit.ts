import { isoInstant } from '../../shared/instant.ts'
import type { Hosts } from '../archive/hosts.ts'
import type { Clock } from '../clock.ts'
import { readRobots } from './robots.ts'
import type { Fetched, Site } from './site.ts'

/** A lease lasts as long as a function may run, so that a crawl writes it once; one that may go on longer renews it before its end. */
const LEASE_MS = 900_000
/** Longer than any one request takes, with its redirects and pauses. */
const RENEW_BEFORE_MS = 180_000
/** How often a busy host is looked at again, and the longest Retry-After that a crawl waits for. */
const LOOK_AGAIN_MS = 5_000
const LONGEST_WAIT_MS = 60_000
/** Nobody closes their site to us for longer than this with one answer; then we ask again. */
const MOST_MS = 24 * 3_600_000

export type VisitEdges = { hosts: Hosts; clock: Clock; hasTime: () => boolean; newName: () => string }

/**
 * `site`, visited as its host wishes: one crawl of a host at a time, whatever the columns and processes; robots.txt and Retry-After
 * obeyed. Resolves once it is our turn; while it is not to be, every request is answered `blocked` without being made.
 */
export async function visit(site: Site, columnUrl: string, { hosts, clock, hasTime, newName }: VisitEdges): Promise<Site> {
  const { host } = new URL(columnUrl)
  const holder = newName()
  const later = (ms: number) => isoInstant(new Date(clock.now().getTime() + ms))
  const now = () => isoInstant(clock.now())
  let leasedUntil = 0
  const take = async () => {
    const from = clock.now().getTime()
    const lease = await hosts.lease(host, holder, now(), later(LEASE_MS))
    if (lease) leasedUntil = from + LEASE_MS
    return lease
  }
  const isOurs = async () => clock.now().getTime() < leasedUntil - RENEW_BEFORE_MS || (await take()) !== undefined

  let closed: string | undefined
  let lease = await take()
  for (; !lease; lease = await take()) {
    if (!hasTime()) return { ...site, fetch: refuse(() => `another crawl of ${host} is under way`) }
    await clock.pause(LOOK_AGAIN_MS)
  }
  let { notBefore } = lease
  if (notBefore !== undefined && notBefore > now()) closed = `${host} asked not to be asked again before ${notBefore}`
  const robots = closed === undefined ? await readRobots(site, columnUrl, hosts, clock) : undefined

  const fetch: Site['fetch'] = async (url, validators) => {
    closed ??= (await isOurs()) ? undefined : `another crawl of ${host} has begun`
    if (closed !== undefined) return { outcome: 'blocked', why: closed }
    const refusal = robots?.closes(url)
    if (refusal) return refusal
    if (robots && robots.pauseMs > 0) await clock.pause(robots.pauseMs)
    const fetched = await site.fetch(url, validators)
    const wait = retryAfterMs(fetched, clock.now())
    if (wait === undefined) return fetched
    if (wait <= LONGEST_WAIT_MS && hasTime()) {
      await clock.pause(wait)
      return site.fetch(url, validators)
    }
    notBefore = later(wait)
    closed = `${host} asked not to be asked again before ${notBefore}`
    return fetched
  }
  const close = async () => {
    await hosts.release(host, holder, notBefore !== undefined && notBefore > now() ? notBefore : undefined)
    await site.close()
  }
  return { ...site, fetch, close }
}

const refuse = (why: () => string) => (): Promise<Fetched> => Promise.resolve({ outcome: 'blocked', why: why() })

/** How long an answer asks to be left alone, in ms: Retry-After of 429 and 503, in seconds or as a date (RFC 9110, 10.2.3). */
function retryAfterMs(fetched: Fetched, now: Date): number | undefined {
  if (fetched.outcome !== 'served' || ![429, 503].includes(fetched.served.status)) return undefined
  const text = fetched.served.headers['retry-after']?.trim()
  if (text === undefined) return undefined
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now.getTime()
  return Number.isFinite(ms) && ms >= 0 ? Math.min(ms, MOST_MS) : undefined
}
