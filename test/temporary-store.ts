import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openLedger } from '../functions/archive/ledger.ts'
import { openDatabase } from '../functions/ports/sqlite/database.ts'
import { openSqliteStore } from '../functions/ports/store/sqlite.ts'
import type { Store } from '../functions/ports/store/store.ts'
import type { Fact } from '../shared/entry.ts'
import { recordedAt } from './shared/ledger/made-up-entries.ts'

export type TemporaryStore = Awaited<ReturnType<typeof openTemporaryStore>>

/** A store in SQLite in a folder of its own, which `close` removes. */
export async function openTemporaryStore() {
  const folder = await mkdtemp(join(tmpdir(), 'letterwatch-store-'))
  const database = openDatabase(join(folder, 'letterwatch.db'))
  return {
    store: openSqliteStore(database),
    database,
    close: async () => {
      database.close()
      await rm(folder, { recursive: true })
    },
  }
}

/** Appends `facts` to a column's ledger. */
export async function append(store: Store, column: string, facts: Fact[]): Promise<void> {
  const ledger = openLedger(store, column)
  let head = await ledger.head()
  for (const fact of facts) {
    const entry = await ledger.append(fact, head, recordedAt(head.sequence + 1))
    if (!entry) throw new Error('Cannot append in a test: another writer was first')
    head = { column, sequence: entry.sequence, hash: entry.hash }
  }
}
