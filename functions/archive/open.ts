import { loadCheckBook } from './check-books.ts'
import { openHosts } from './hosts.ts'
import { openLedger } from './ledger.ts'
import { openOverflow } from './overflow.ts'
import { packJson } from './pack.ts'
import { openSnapshots } from './snapshots.ts'
import { openTable, type Table } from './table.ts'

export type Archive = ReturnType<typeof openArchive>

/**
 * The archive: ledgers, snapshots, and beside them what may be lost and made again. `snapshots` says where those lie that outgrow a
 * row: `s3://bucket`, or in `table:` too, in parts.
 */
export function openArchive(table: Table | string, snapshots = 'table:') {
  const rows = typeof table === 'string' ? openTable(table) : table
  return {
    table: rows,
    snapshots: openSnapshots(rows, openOverflow(snapshots, rows)),
    hosts: openHosts(rows),
    ledger: (column: string) => openLedger(rows, column),
    checkBook: (column: string) => loadCheckBook(rows, column, openLedger(rows, column)),

    /** How far the column's events have been announced: the sequence of the last entry told, 0 before the first. */
    async announced(column: string): Promise<number> {
      const row = await rows.get({ pk: `cursor#${column}`, sk: 'announced' })
      return Number(row?.sequence ?? 0)
    },

    async setAnnounced(column: string, sequence: number): Promise<void> {
      await rows.put({ pk: `cursor#${column}`, sk: 'announced', sequence })
    },

    /** Keeps what the last crawl of a column came to, for the record to show. */
    async setStatus(column: string, report: unknown): Promise<void> {
      await rows.put({ pk: 'status', sk: column, report: packJson(report) })
    },
  }
}
