import type { Column } from '../../shared/column.ts'
import type { Settings } from '../../shared/settings.ts'
import { isoInstant } from '../../shared/text/instant.ts'
import type { Hosts, Lease } from '../archive/hosts.ts'
import type { Clock } from '../ports/clock.ts'
import { longestFetchMs } from './site.ts'

/** Instants are stored in whole seconds: the time of the last request is stored a second later, so that it is not before the request. */
const SECOND_MS = 1000
/** A crawl renews its lease at most once in this time: a shorter crawl writes the lease once. */
const RENEWED_EVERY_MS = 60_000

/**
 * How runs share a host when each can see whether another is running, as processes on one machine can: a run waits for the lease itself,
 * instead of leaving its column to the holder of the lease, and takes the lease over from a run that has died.
 */
export type Sharing = {
  /** The id of a new run. */
  generateId: () => string
  isRunning: (run: string) => boolean
  /** Waits a moment while `run` holds the lease of `host`. */
  waitFor: (host: string, run: string) => Promise<void>
}

export type LeaseDeps = {
  hosts: Hosts
  clock: Clock
  generateId: () => string
  settings: Pick<Settings, 'pauseMs' | 'timeoutMs'>
  sharing?: Sharing | undefined
}

/** The exclusive right to send requests to a host, until it is released or ends. */
export type HostLease = {
  /** When the host was last sent a request, and the instant before which it wants no further one. */
  readonly askedAt: string | undefined
  notBefore: string | undefined
  /** Whether this run still holds the lease, for as long as the longest fetch takes; renews it when needed. */
  isOurs: () => Promise<boolean>
  /** The next column to crawl: the requested one, or the one that waits longest. Undefined when none waits: the lease is then released. */
  next: () => Promise<Column | undefined>
  /** Releases the lease although columns may wait: the sweep then starts a run for them. */
  release: () => Promise<void>
}

/**
 * Acquires the lease of `host`, for `column` or for the columns that wait. Undefined while another run holds it: `column` then waits, and
 * the holder crawls it too; with `sharing`, this waits for the lease instead. The lease of a run that has died ends by itself, a minute and
 * the longest time of a fetch after it was last renewed.
 */
export async function acquireLease(
  host: string,
  column: Column | undefined,
  { hosts, clock, generateId, settings, sharing }: LeaseDeps,
): Promise<HostLease | undefined> {
  const holder = (sharing?.generateId ?? generateId)()
  const keptMs = longestFetchMs(settings)
  const instant = (inMs = 0) => isoInstant(new Date(clock.now().getTime() + inMs))
  let leasedUntil = 0
  const acquire = async (eventuallyConsistent?: boolean): Promise<Lease | undefined> => {
    const until = clock.now().getTime() + keptMs + RENEWED_EVERY_MS
    const acquired = await hosts.acquire(host, holder, instant(), isoInstant(new Date(until)), eventuallyConsistent)
    if (acquired) leasedUntil = until
    return acquired
  }

  let stored = await acquire()
  // Whether the columns of `queue` are among the stored ones that wait.
  let isStored = false
  while (!stored && sharing) {
    const other = await hosts.holder(host, instant())
    if (other !== undefined && sharing.isRunning(other)) await sharing.waitFor(host, other)
    else if (other !== undefined) await hosts.endLease(host, other)
    stored = await acquire(false)
  }
  while (!stored) {
    if (!column || (await hosts.waitFor(host, column, instant()))) return undefined
    isStored = true
    stored = await acquire(false)
  }
  const { askedAt, notBefore } = stored
  const isAlone = column !== undefined && !isStored && !stored.hasWaiting
  const queue = isAlone ? [column] : []
  if (!isAlone) {
    if (column) await hosts.addWaiting(host, column, instant())
    stored.hasWaiting = isStored = true
  }

  const release = (held: Lease, due?: string) => {
    const { notBefore = '' } = lease
    const kept = notBefore > instant() ? notBefore : undefined
    return hosts.release(host, holder, held, { askedAt: instant(SECOND_MS), due, notBefore: kept })
  }
  const lease: HostLease = {
    askedAt,
    notBefore,

    async isOurs() {
      if (clock.now().getTime() >= leasedUntil - keptMs) stored = await acquire()
      return stored !== undefined
    },

    async next() {
      while (stored && queue.length === 0) {
        if (!stored.hasWaiting) stored = await release(stored)
        if (!stored) return undefined
        // A column that begins to wait from now on changes the stored lease, so that releasing it fails.
        stored.hasWaiting = false
        queue.push(...(await hosts.waiting(host)))
        isStored = true
      }
      const column = (await lease.isOurs()) ? queue.shift() : undefined
      if (column && isStored) await hosts.stopWaiting(host, column)
      return column
    },

    async release() {
      while (stored) stored = await release(stored, queue.length > 0 || stored.hasWaiting ? instant() : undefined)
    },
  }
  return lease
}
