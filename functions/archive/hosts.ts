import type { Row, Table } from './table.ts'

/** What is known of a host whatever the column: who may ask it now, when it wants to be asked again, and its robots.txt. */
export type Hosts = ReturnType<typeof openHosts>

/** robots.txt as it was answered at the instant `fetchedAt`; status 0 when no answer came. */
export type KeptRobots = { status: number; text: string; fetchedAt: string }

export function openHosts(table: Table) {
  const leaseOf = (host: string) => table.get({ pk: 'lease', sk: host })
  return {
    /**
     * Takes or renews the lease of `host` for `holder` until the instant `until`: false while another holds it at `now`. All instants
     * ISO 8601 in one offset. A lease nobody renews ends by itself.
     */
    async lease(host: string, holder: string, now: string, until: string): Promise<boolean> {
      const before = await leaseOf(host)
      if (before && before.holder !== holder && String(before.until) > now) return false
      const row: Row = { ...before, pk: 'lease', sk: host, holder, until, turn: `${holder} ${until}` }
      return table.replace(row, 'turn', before && String(before.turn))
    },

    /** Gives the lease back, with the instant before which the host asked not to be asked again. */
    async release(host: string, holder: string, notBefore: string | undefined): Promise<void> {
      const before = await leaseOf(host)
      if (before?.holder !== holder) return
      await table.replace(
        { pk: 'lease', sk: host, holder, until: '', turn: `${holder} ended`, notBefore },
        'turn',
        String(before.turn),
      )
    },

    /** The instant before which the host asked not to be asked again, if it did. */
    async notBefore(host: string): Promise<string | undefined> {
      const instant = (await leaseOf(host))?.notBefore
      return typeof instant === 'string' ? instant : undefined
    },

    /** Ends every lease: for whoever knows that nobody else can be crawling. */
    async endLeases(): Promise<void> {
      for await (const { pk, sk, notBefore } of table.query('lease'))
        await table.put({ pk, sk, holder: '', until: '', turn: 'ended', notBefore })
    },

    async robots(host: string): Promise<KeptRobots | undefined> {
      const row = await table.get({ pk: 'robots', sk: host })
      return row && { status: Number(row.status), text: String(row.text), fetchedAt: String(row.fetchedAt) }
    },

    async keepRobots(host: string, robots: KeptRobots): Promise<void> {
      await table.put({ pk: 'robots', sk: host, ...robots })
    },
  }
}
