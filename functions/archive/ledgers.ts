import { openLedger } from './ledger.ts'
import type { Table } from './table.ts'

export type Ledgers = ReturnType<typeof openLedgers>

/** The ledgers of all columns: what a function opens that tells of them and crawls nothing. */
export function openLedgers(table: Table) {
  return {
    ledger: (column: string) => openLedger(table, column),

    /** The ids of all columns that were ever crawled, in order. */
    async columns(): Promise<string[]> {
      const ids: string[] = []
      for await (const { sk } of table.query('status', { fields: ['sk'] })) ids.push(sk)
      return ids
    },
  }
}
