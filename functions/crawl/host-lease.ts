import type { Column } from '../../shared/column.ts'
import type { Settings } from '../../shared/settings.ts'
import { isoInstant } from '../../shared/text/instant.ts'
import type { Hosts, Lease } from '../archive/hosts.ts'
import type { Clock } from '../ports/clock.ts'
import { longestFetchMs } from './site.ts'

/** Instants in the table have whole seconds: what is to lie after one of them is asked for a second later. */
const SECOND_MS = 1000
/** The requests of a crawl renew its lease, once in so long at most: a crawl that is over sooner writes it once. */
const RENEWED_EVERY_MS = 60_000

/**
 * How runs that can know of one another share a host, as the processes on one machine can: a run waits for the host itself, instead of
 * leaving its column to the holder of the lease, and takes a lease over from a run that has died.
 */
export type Sharing = {
  /** The name of a new run. */
  newName: () => string
  isRunning: (run: string) => boolean
  /** Waits a moment while `run` holds the lease of `host`. */
  waitFor: (host: string, run: string) => Promise<void>
}

export type TurnEdges = {
  hosts: Hosts
  clock: Clock
  newName: () => string
  settings: Pick<Settings, 'pauseMs' | 'timeoutMs'>
  sharing?: Sharing | undefined
}

/** Our turn to ask a host, which nobody else asks until it ends. */
export type HostLease = {
  /** When it was last asked, and the instant before which it asked not to be asked again. */
  readonly askedAt: string | undefined
  notBefore: string | undefined
  /** Whether this run still holds the lease, for as long as the longest fetch takes; renews it when needed. */
  isOurs: () => Promise<boolean>
  /** The next column to crawl: the one that was asked for, or the one that waits longest. None: the turn has ended. */
  next: () => Promise<Column | undefined>
  /** Ends the turn whatever waits: somebody else is to see to it. */
  end: () => Promise<void>
}

/**
 * Takes the turn of `host`, for `column` or for those that wait. Undefined while another has it: then `column` waits, and whoever has the
 * turn crawls it too; with `sharing` this waits instead. A turn whose run has died ends by itself, a minute and the time of the longest
 * fetch after it was last renewed.
 */
export async function acquireLease(
  host: string,
  column: Column | undefined,
  { hosts, clock, newName, settings, sharing }: TurnEdges,
): Promise<HostLease | undefined> {
  const holder = (sharing?.newName ?? newName)()
  const keptMs = longestFetchMs(settings)
  const instant = (inMs = 0) => isoInstant(new Date(clock.now().getTime() + inMs))
  let leasedUntil = 0
  const take = async (eventuallyConsistent?: boolean): Promise<Lease | undefined> => {
    const until = clock.now().getTime() + keptMs + RENEWED_EVERY_MS
    const taken = await hosts.acquire(host, holder, instant(), isoInstant(new Date(until)), eventuallyConsistent)
    if (taken) leasedUntil = until
    return taken
  }

  let lease = await take()
  let isNoted = false
  while (!lease && sharing) {
    const other = await hosts.holder(host, instant())
    if (other !== undefined && sharing.isRunning(other)) await sharing.waitFor(host, other)
    else if (other !== undefined) await hosts.endLease(host, other)
    lease = await take(false)
  }
  while (!lease) {
    if (!column || (await hosts.waitFor(host, column, instant()))) return undefined
    isNoted = true
    lease = await take(false)
  }
  const { askedAt, notBefore } = lease
  const isAlone = column !== undefined && !isNoted && !lease.hasWaiting
  const queue = isAlone ? [column] : []
  if (!isAlone) {
    if (column) await hosts.addWaiting(host, column, instant())
    lease.hasWaiting = isNoted = true
  }

  const give = (mine: Lease, due?: string) => {
    const { notBefore = '' } = turn
    const kept = notBefore > instant() ? notBefore : undefined
    return hosts.release(host, holder, mine, { askedAt: instant(SECOND_MS), due, notBefore: kept })
  }
  const turn: HostLease = {
    askedAt,
    notBefore,

    async isOurs() {
      if (clock.now().getTime() >= leasedUntil - keptMs) lease = await take()
      return lease !== undefined
    },

    async next() {
      while (lease && queue.length === 0) {
        if (!lease.hasWaiting) lease = await give(lease)
        if (!lease) return undefined
        // Whoever comes to wait from now on changes the lease, so that giving it back fails.
        lease.hasWaiting = false
        queue.push(...(await hosts.waiting(host)))
        isNoted = true
      }
      const column = (await turn.isOurs()) ? queue.shift() : undefined
      if (column && isNoted) await hosts.stopWaiting(host, column)
      return column
    },

    async end() {
      while (lease) lease = await give(lease, queue.length > 0 || lease.hasWaiting ? instant() : undefined)
    },
  }
  return turn
}
