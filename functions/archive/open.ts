import * as z from 'zod/mini'
import { loadCheckBook } from './check-books.ts'
import { openHosts } from './hosts.ts'
import { openLedger } from './ledger.ts'
import { openLedgers } from './ledgers.ts'
import { keepStatus } from './looks.ts'
import { openOverflow } from './overflow.ts'
import { openSnapshots } from './snapshots.ts'
import { openSubscribers } from './subscribers.ts'
import { openTable } from './table.ts'
import type { Range, Store } from '../ports/store/store.ts'

export type Archive = ReturnType<typeof openArchive>

/**
 * The sequence of the last entry told of to machines, and of the last told by mail, 0 before the first: neither waits for the other. And
 * the ids of the mails that were accepted already of what comes next.
 */
const Announced = z.object({
  events: z._default(z.number(), 0),
  mail: z._default(z.number(), 0),
  mailed: z._default(z.array(z.string()), []),
})
export type Announced = z.infer<typeof Announced>

/**
 * The archive: ledgers, snapshots, and beside them what may be lost and made again. `snapshots` says where those lie that outgrow a
 * row: `s3://bucket`, or in `table:` too, in parts.
 */
export function openArchive(place: Store | string, snapshots = 'table:') {
  const rows = typeof place === 'string' ? openTable(place) : place
  return {
    store: rows,
    ...openLedgers(rows),
    snapshots: openSnapshots(rows, openOverflow(snapshots, rows)),
    hosts: openHosts(rows),
    subscribers: openSubscribers(rows),
    checkBook: (column: string, options?: Pick<Range, 'eventuallyConsistent'>) =>
      loadCheckBook(rows, column, openLedger(rows, column), options),

    /** How far a column's events have been announced, at least. */
    async announced(column: string, options?: Pick<Range, 'eventuallyConsistent'>): Promise<Announced> {
      const row = await rows.get({ pk: `cursor#${column}`, sk: 'announced' }, options)
      return Announced.parse({ events: row?.sequence, mail: row?.sequence, ...row })
    },

    async setAnnounced(column: string, announced: Announced): Promise<void> {
      await rows.put({ pk: `cursor#${column}`, sk: 'announced', ...announced })
    },

    /** Keeps what the last crawl of a column came to, and when it looked, for the record to show; a crawl is to come every `everyMs`. */
    setStatus: (column: string, report: unknown, everyMs = 0): Promise<void> => keepStatus(rows, column, report, everyMs),
  }
}
