import type { Row, Table } from './table.ts'

/** What is known of a host whatever the column: who may ask it now, when it wants to be asked again, and its robots.txt. */
export type Hosts = ReturnType<typeof openHosts>

/** A lease that was given: with it, the instant before which the host asked not to be asked again, if it did. */
export type Lease = { notBefore?: string }

/** robots.txt as it was answered at the instant `fetchedAt`; status 0 when no answer came. */
export type KeptRobots = { status: number; text: string; fetchedAt: string }

export function openHosts(table: Table) {
  return {
    /**
     * Takes or renews the lease of `host` for `holder` until the instant `until`: undefined while another holds it at `now`, or was
     * quicker. All instants ISO 8601 in one offset. A lease nobody renews ends by itself.
     */
    async lease(host: string, holder: string, now: string, until: string): Promise<Lease | undefined> {
      const before = await table.get({ pk: 'lease', sk: host }, { mayLag: true })
      if (before && before.holder !== holder && String(before.until) > now) return undefined
      const row: Row = { ...before, pk: 'lease', sk: host, holder, until, turn: `${holder} ${until}` }
      if (!(await table.replace(row, 'turn', before && String(before.turn)))) return undefined
      return typeof before?.notBefore === 'string' ? { notBefore: before.notBefore } : {}
    },

    /** Gives the lease back, with the instant before which the host asked not to be asked again. */
    async release(host: string, holder: string, notBefore: string | undefined): Promise<void> {
      const row = { pk: 'lease', sk: host, holder, until: '', turn: `${holder} ended`, notBefore }
      await table.replace(row, 'holder', holder)
    },

    /** Ends every lease: for whoever knows that nobody else can be crawling. */
    async endLeases(): Promise<void> {
      for await (const { pk, sk, notBefore } of table.query('lease'))
        await table.put({ pk, sk, holder: '', until: '', turn: 'ended', notBefore })
    },

    async robots(host: string): Promise<KeptRobots | undefined> {
      const row = await table.get({ pk: 'robots', sk: host }, { mayLag: true })
      return row && { status: Number(row.status), text: String(row.text), fetchedAt: String(row.fetchedAt) }
    },

    async keepRobots(host: string, robots: KeptRobots): Promise<void> {
      await table.put({ pk: 'robots', sk: host, ...robots })
    },
  }
}
