import { openLedger } from '../../../functions/archive/ledger.ts'
import type { Store } from '../../../functions/ports/store/store.ts'
import { type EmulatedTable, startTable } from '../../emulated-table.ts'
import type { Fact } from '../../../shared/entry.ts'
import { recordedAt } from '../../shared/ledger/made-up-entries.ts'

export type MadeUpTable = EmulatedTable

/** A store in an emulator, in memory or in the folder `path`. */
export const openMadeUpTable = (path?: string): Promise<MadeUpTable> => startTable(path)

/** Appends `facts` to a column's ledger. */
export async function append(store: Store, column: string, facts: Fact[]): Promise<void> {
  const ledger = openLedger(store, column)
  let head = await ledger.head()
  for (const fact of facts) {
    const entry = await ledger.append(fact, head, recordedAt(head.sequence + 1))
    if (!entry) throw new Error('Cannot append in a test: another got there first')
    head = { column, sequence: entry.sequence, hash: entry.hash }
  }
}
