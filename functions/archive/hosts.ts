import { Column } from '../../shared/column.ts'
import type { Row, Store } from '../ports/store/store.ts'

/** What is known of a host whatever the column: who may ask it now, who waits for that, and its robots.txt. */
export type Hosts = ReturnType<typeof openHosts>

/**
 * A lease that was given: its turn, which is another after every write, whether columns wait for the host, when the host was last asked,
 * and the instant before which it asked not to be asked again, if it did.
 */
export type Lease = { turn: string; waits: boolean; askedAt?: string; notBefore?: string }

/** What is known of a host when its lease is given back. `due`: when somebody is to see to those who wait. */
export type GivenBack = { askedAt: string; due?: string | undefined; notBefore?: string | undefined }

/** robots.txt as it was answered at the instant `fetchedAt`; status 0 when no answer came. */
export type KeptRobots = { status: number; text: string; fetchedAt: string }

const LEASES = 'lease'
const waitingFor = (host: string) => `waiting#${host}`

/** All instants ISO 8601 in one offset. A lease for which columns wait is due when it ends, so that the index of what is due knows it. */
export function openHosts(store: Store) {
  const leaseRow = (host: string, eventuallyConsistent = false) => store.get({ pk: LEASES, sk: host }, { eventuallyConsistent })

  /** Writes `after` over the lease as it was in its `turn`: undefined when another was quicker. */
  const write = async (host: string, turn: string | undefined, after: object): Promise<Lease | undefined> => {
    const row = { ...after, pk: LEASES, sk: host, turn: String((Number(turn) || 0) + 1) }
    return (await store.replace(row, 'turn', turn)) ? leaseIn(row) : undefined
  }

  return {
    /**
     * Takes or renews the lease of `host` for `holder` until the instant `until`: undefined while another holds it at `now`, or was
     * quicker. A lease nobody renews ends by itself. An `eventuallyConsistent` answer costs half, and is found out by the write.
     */
    async lease(
      host: string,
      holder: string,
      now: string,
      until: string,
      eventuallyConsistent = true,
    ): Promise<Lease | undefined> {
      const before = await leaseRow(host, eventuallyConsistent)
      const isOurs = before?.holder === holder
      if (before && !isOurs && String(before.until) > now) return undefined
      const lease = await write(host, before && String(before.turn), {
        ...before,
        holder,
        until,
        ...(before?.due !== undefined && { due: until }),
      })
      // Whoever came to wait meanwhile takes no lease away.
      return lease ?? (isOurs ? this.lease(host, holder, now, until, false) : undefined)
    },

    /** Notes at `now` that `column` waits for its host: false where nobody holds that any more, or the holder may not have seen it. */
    async wait(host: string, column: Column, now: string): Promise<boolean> {
      const before = await leaseRow(host)
      if (!before || String(before.until) <= now) return false
      await this.note(host, column, now)
      return (await write(host, String(before.turn), { ...before, due: before.until })) !== undefined
    },

    /** Puts a column among those that wait since `now`; one that waits already keeps its place. */
    async note(host: string, column: Column, now: string): Promise<void> {
      await store.insert({ pk: waitingFor(host), sk: column.id, since: now, column: JSON.stringify(column) })
    },

    /** The columns that wait for a host, the longest first. */
    async waiting(host: string): Promise<Column[]> {
      const rows = await Array.fromAsync(store.query(waitingFor(host)))
      const inTurn = rows.sort((a, b) => String(a.since).localeCompare(String(b.since)))
      return inTurn.map(({ column }) => Column.parse(JSON.parse(String(column))))
    },

    /** A column waits no more. */
    stopWaiting: (host: string, column: Column): Promise<void> => store.remove({ pk: waitingFor(host), sk: column.id }),

    /** Gives `lease` back: undefined once that is done, or it was another's by then; the lease as it is when columns came to wait since. */
    async release(host: string, holder: string, { turn }: Lease, given: GivenBack): Promise<Lease | undefined> {
      if (await write(host, turn, { holder, until: '', ...given })) return undefined
      const after = await leaseRow(host)
      return after?.holder === holder ? leaseIn(after) : undefined
    },

    /** The hosts for which columns wait though their lease has ended at the instant `by`: whoever held it died, or had no time left. */
    async *abandoned(by: string): AsyncGenerator<string> {
      for await (const { pk, sk } of store.due(by)) if (pk === LEASES) yield sk
    },

    /** Ends every lease: for whoever knows that nobody else can be crawling. */
    async endLeases(): Promise<void> {
      for await (const { due: _, ...row } of store.query(LEASES)) await store.put({ ...row, holder: '', until: '' })
    },

    async robots(host: string): Promise<KeptRobots | undefined> {
      const row = await store.get({ pk: 'robots', sk: host }, { eventuallyConsistent: true })
      return row && { status: Number(row.status), text: String(row.text), fetchedAt: String(row.fetchedAt) }
    },

    async keepRobots(host: string, robots: KeptRobots): Promise<void> {
      await store.put({ pk: 'robots', sk: host, ...robots })
    },
  }
}

function leaseIn({ turn, due, askedAt, notBefore }: Row): Lease {
  return {
    turn: String(turn),
    waits: due !== undefined,
    ...(typeof askedAt === 'string' && { askedAt }),
    ...(typeof notBefore === 'string' && { notBefore }),
  }
}
