import { Column } from '../../shared/column.ts'
import type { Row, Store } from '../ports/store/store.ts'
import { PARTITIONS, partitionOf } from './keys.ts'

/** What is kept of a host, whatever the column: who may send requests to it now, which columns wait for it, and its robots.txt. */
export type Hosts = ReturnType<typeof openHosts>

/**
 * A lease: its revision, which every write raises; whether columns wait for the host; when the last request was sent; and the instant
 * before which the host asked for no further request, if it did. Instants are ISO 8601, all in one offset.
 */
export type Lease = { revision: number; hasWaiting: boolean; askedAt?: string; notBefore?: string }

/** What is kept of a host after its lease is released. `due`: when the sweep starts a run for the waiting columns. */
export type ReleasedLease = { askedAt: string; due?: string | undefined; notBefore?: string | undefined }

/** robots.txt as the host answered it at the instant `fetchedAt`; status 0 for no answer. */
export type StoredRobots = { status: number; text: string; fetchedAt: string }

/** Leases, waiting columns and robots.txt by host. A lease with waiting columns is due when it ends, so that the index of due rows has it. */
export function openHosts(store: Store) {
  const leaseRow = (host: string, eventuallyConsistent = false) =>
    store.get({ pk: PARTITIONS.leases, sk: host }, { eventuallyConsistent })

  /** Writes `after` over the lease of that revision; undefined when another writer was first. */
  const write = async (host: string, revision: number | undefined, after: object): Promise<Lease | undefined> => {
    const row = { ...after, pk: PARTITIONS.leases, sk: host, revision: (revision ?? 0) + 1 }
    return (await store.replace(row, 'revision', revision)) ? leaseIn(row) : undefined
  }

  return {
    /**
     * Acquires or renews the lease of `host` for `holder` until the instant `until`; undefined while another holds it at `now`, or was
     * first. A lease that is not renewed ends. Read eventually consistent, for half the price: when the answer is out of date, the
     * conditional write fails.
     */
    async acquire(
      host: string,
      holder: string,
      now: string,
      until: string,
      eventuallyConsistent = true,
    ): Promise<Lease | undefined> {
      const before = await leaseRow(host, eventuallyConsistent)
      const isHolder = before?.holder === holder
      if (before && !isHolder && String(before.until) > now) return undefined
      const lease = await write(host, before && Number(before.revision), {
        ...before,
        holder,
        until,
        ...(before?.due !== undefined && { due: until }),
      })
      // A column that began to wait meanwhile has written the lease too; it does not take the lease away.
      return lease ?? (isHolder ? this.acquire(host, holder, now, until, false) : undefined)
    },

    /** Adds `column` at `now` to those that wait for the host; false where the lease has ended, or its holder may not have noticed. */
    async waitFor(host: string, column: Column, now: string): Promise<boolean> {
      const before = await leaseRow(host)
      if (!before || String(before.until) <= now) return false
      await this.addWaiting(host, column, now)
      return (await write(host, Number(before.revision), { ...before, due: before.until })) !== undefined
    },

    /** Adds a column to those that wait since `now`; one that waits already keeps its place. */
    async addWaiting(host: string, column: Column, now: string): Promise<void> {
      await store.insert({ pk: partitionOf('waiting', host), sk: column.id, since: now, column: JSON.stringify(column) })
    },

    /** The columns that wait for a host, the longest waiting first. */
    async waiting(host: string): Promise<Column[]> {
      const rows = await Array.fromAsync(store.query(partitionOf('waiting', host)))
      const longestFirst = rows.sort((a, b) => String(a.since).localeCompare(String(b.since)))
      return longestFirst.map(({ column }) => Column.parse(JSON.parse(String(column))))
    },

    stopWaiting: (host: string, column: Column): Promise<void> =>
      store.remove({ pk: partitionOf('waiting', host), sk: column.id }),

    /** Releases `lease`: undefined when that is done, or the lease was another's by then; the lease as it is when columns began to wait. */
    async release(host: string, holder: string, { revision }: Lease, after: ReleasedLease): Promise<Lease | undefined> {
      if (await write(host, revision, { holder, until: '', ...after })) return undefined
      const present = await leaseRow(host)
      return present?.holder === holder ? leaseIn(present) : undefined
    },

    /** The hosts with waiting columns whose lease has ended at the instant `by`: its holder died, or had no time left. */
    async *abandoned(by: string): AsyncGenerator<string> {
      for await (const { pk, sk } of store.due(by)) if (pk === PARTITIONS.leases) yield sk
    },

    /** Who holds the lease of `host` at `now`; undefined when it has ended. */
    async holder(host: string, now: string): Promise<string | undefined> {
      const lease = await leaseRow(host)
      return lease && String(lease.until) > now ? String(lease.holder) : undefined
    },

    /** Ends the lease of `host` if `holder` has it, for a holder that is known not to run any more. */
    async endLease(host: string, holder: string): Promise<void> {
      const before = await leaseRow(host)
      if (before?.holder === holder) await write(host, Number(before.revision), { ...before, until: '' })
    },

    async robots(host: string): Promise<StoredRobots | undefined> {
      const row = await store.get({ pk: PARTITIONS.robots, sk: host }, { eventuallyConsistent: true })
      return row && { status: Number(row.status), text: String(row.text), fetchedAt: String(row.fetchedAt) }
    },

    keepRobots: (host: string, robots: StoredRobots): Promise<void> =>
      store.put({ pk: PARTITIONS.robots, sk: host, ...robots }),
  }
}

function leaseIn({ revision, due, askedAt, notBefore }: Row): Lease {
  return {
    revision: Number(revision),
    hasWaiting: due !== undefined,
    ...(typeof askedAt === 'string' && { askedAt }),
    ...(typeof notBefore === 'string' && { notBefore }),
  }
}
