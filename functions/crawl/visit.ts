import { isoInstant } from '../../shared/text/instant.ts'
import { retryAfterMs } from '../../shared/text/retry-after.ts'
import type { Hosts } from '../archive/hosts.ts'
import type { Clock } from '../ports/clock.ts'
import type { HostTurn } from './host-turn.ts'
import { readRobots } from './robots.ts'
import type { Fetched, Site } from './site.ts'

/** The longest Retry-After that a crawl waits for. */
const LONGEST_WAIT_MS = 60_000

export type VisitEdges = { hosts: Hosts; clock: Clock; hasTime: () => boolean }

/**
 * `site`, visited as its host wishes, in our `turn` with it and never outside: robots.txt and Retry-After obeyed. A request that is not to
 * be made is answered `blocked`.
 */
export async function visit(
  site: Site,
  columnUrl: string,
  turn: HostTurn,
  { hosts, clock, hasTime }: VisitEdges,
): Promise<Site> {
  const { host } = new URL(columnUrl)
  let closed: string | undefined
  const close = (until: string) => (closed = `${host} asked not to be asked again before ${until}`)
  if (turn.notBefore !== undefined && turn.notBefore > isoInstant(clock.now())) close(turn.notBefore)
  const robots = closed === undefined ? await readRobots(site, columnUrl, hosts, clock) : undefined

  const ask: Site['fetch'] = async (url, validators) => {
    closed ??= (await turn.isOurs()) ? undefined : `another crawl of ${host} has begun`
    return closed === undefined ? site.fetch(url, validators) : { outcome: 'blocked', why: closed }
  }
  const fetch: Site['fetch'] = async (url, validators) => {
    const refusal = closed === undefined ? robots?.closes(url) : undefined
    if (refusal) return refusal
    if (robots && robots.pauseMs > 0 && closed === undefined) await clock.pause(robots.pauseMs)
    const fetched = await ask(url, validators)
    const wait = askedWaitMs(fetched, clock.now())
    if (wait === undefined) return fetched
    if (wait <= LONGEST_WAIT_MS && hasTime()) {
      await clock.pause(wait)
      return ask(url, validators)
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
