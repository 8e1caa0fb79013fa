import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '../functions/ports/sqlite/database.ts'
import { openSqliteStore } from '../functions/ports/store/sqlite.ts'

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
