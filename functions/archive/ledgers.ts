import { openLedger } from './ledger.ts'
import type { Store } from '../ports/store/store.ts'

export type Ledgers = ReturnType<typeof openLedgers>

/** The ledgers of all columns: what a function opens that tells of them and crawls nothing. */
export function openLedgers(store: Store) {
  return {
    ledger: (column: string) => openLedger(store, column),

    /** The ids of all columns that were ever crawled, in order. */
    async columns(): Promise<string[]> {
      const ids: string[] = []
      for await (const { sk } of store.query('status', { fields: ['sk'] })) ids.push(sk)
      return ids
    },
  }
}
