import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type Database, openDatabase } from '../ports/sqlite/database.ts'
import { openSqliteStore } from '../ports/store/sqlite.ts'
import type { Store } from '../ports/store/store.ts'

const databases = new Map<string, Database>()

/** The store in the database of the folder, until the composition root of one machine opens it. */
export async function openFolderTable(folder: string): Promise<Store> {
  await mkdir(folder, { recursive: true })
  return openSqliteStore(databaseIn(folder))
}

export async function settleFolderTable(folder: string): Promise<void> {
  databaseIn(folder).settle()
  await Promise.resolve()
}

export async function closeFolderTable(folder: string): Promise<void> {
  databases.get(resolve(folder))?.close()
  await Promise.resolve()
  databases.delete(resolve(folder))
}

function databaseIn(folder: string): Database {
  const path = resolve(folder)
  const database = databases.get(path) ?? openDatabase(join(path, 'letterwatch.db'))
  databases.set(path, database)
  return database
}
