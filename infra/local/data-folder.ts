import { chmod, mkdir, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createKeyFile } from '../../functions/ports/secrets/key-files.ts'
import { type Database, isDamage, openDatabase } from '../../functions/ports/sqlite/database.ts'
import { UsageError } from '../errors.ts'

/** Where one machine stores everything. `processes` is a folder for the processes that use it at present. */
export type DataFolder = {
  database: Database
  processes: string
  site: string
  mail: string
  unsent: string
  refused: string
  signingKey: string
  checkpointKey: string
}

/** A check takes 1 ms or more for a megabyte. Larger databases are checked only on request. */
const MAX_CHECKED_BYTES = 64_000_000

const TO_DO =
  'Put letterwatch.db back from a copy; or move the folder away, then restore a file of letterwatch backup or start again (docs/runbook.md, Data was lost)'

/**
 * Opens the data folder at `path`, and creates it if it is missing. Only its owner can read it; any number of processes may have it open.
 * Throws a UsageError that says what to do when it cannot be used, when its database is damaged or was written by a newer version, and when
 * its database or a key is missing although other files show that there was one: neither is created beside existing files. `checkAll` checks
 * a database of any size for damage.
 */
export async function openDataFolder(path: string, { checkAll = false } = {}): Promise<DataFolder> {
  const file = join(path, 'letterwatch.db')
  const folder = {
    processes: join(path, 'processes'),
    site: join(path, 'site'),
    mail: join(path, 'mail'),
    unsent: join(path, 'mail', 'unsent'),
    refused: join(path, 'mail', 'refused'),
    signingKey: join(path, 'signing-key'),
    checkpointKey: join(path, 'checkpoint-key'),
  }
  const refused = (why: string, cause?: unknown) => new UsageError(`Cannot use the data folder ${path}: ${why}`, { cause })
  const damaged = (why: string, cause?: unknown) =>
    refused(`its database is damaged (${why.replaceAll('\n', ' ')}). ${TO_DO}`, cause)

  /** Reads the other files first and the database last: another process may be creating them, in the opposite order. */
  async function requireDatabase(): Promise<void> {
    const others = [folder.signingKey, folder.checkpointKey, `${file}-wal`, folder.site]
    const found = await Promise.all(others.map(async (other) => (await sizeOf(other)) > 0))
    const other = others.find((_, index) => found[index])
    if (other !== undefined && (await sizeOf(file)) === 0)
      throw refused(`its database letterwatch.db is missing, but not ${other}. ${TO_DO}`)
  }

  async function openChecked(): Promise<Database> {
    const isChecked = checkAll || (await sizeOf(file)) <= MAX_CHECKED_BYTES
    let database: Database | undefined
    try {
      database = openDatabase(file)
      if (!isChecked) return database
      const found = String(database.get('PRAGMA quick_check(1)')?.quick_check)
      if (found === 'ok') return database
      throw damaged(found)
    } catch (error) {
      database?.close()
      throw isDamage(error) ? damaged((error as Error).message, error) : error
    }
  }

  /** Existing rows were made with the existing keys: new keys are created only while there are no rows. */
  async function requireKeys(database: Database): Promise<void> {
    const isNew = database.get('SELECT 1 FROM store_rows LIMIT 1') === undefined
    for (const [key, use] of [
      [folder.signingKey, 'the secrets of webhooks are derived from it'],
      [folder.checkpointKey, 'it signs the checkpoints'],
    ] as const) {
      if ((await sizeOf(key)) > 0) await chmod(key, 0o600)
      else if (isNew) await createKeyFile(key)
      else
        throw refused(
          `its key ${key} is missing, and ${use}. Restore it from a backup; if it is lost, create another one: head -c 32 /dev/urandom > ${key}`,
        )
    }
  }

  try {
    await mkdir(path, { recursive: true, mode: 0o700 })
    await chmod(path, 0o700)
    await requireDatabase()
    if ((await sizeOf(file)) > 0) await chmod(file, 0o600)
    const database = await openChecked()
    try {
      await requireKeys(database)
      for (const part of [folder.site, folder.unsent, folder.refused]) await mkdir(part, { recursive: true })
    } catch (error) {
      database.close()
      throw error
    }
    return { database, ...folder }
  } catch (error) {
    throw error instanceof UsageError ? error : refused((error as Error).message, error)
  }
}

/** Bytes of a file, or entries of a folder; 0 when there is none. */
async function sizeOf(path: string): Promise<number> {
  try {
    const found = await stat(path)
    return found.isDirectory() ? (await readdir(path)).length : found.size
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0
    throw error
  }
}
