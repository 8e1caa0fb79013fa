import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Level } from 'level'
import { UsageError } from '../usage-error.ts'

/** The form of the data folder that this version writes: in form 1 the table was an emulator's. */
const FORMAT = 2

/** Where everything lies that one machine keeps. */
export type DataFolder = { table: string; site: string; mail: string; unsent: string; refused: string; signingKey: string }

/**
 * The data folder at `path`, made when it is not there. Throws a UsageError when a newer version wrote it, when another process
 * has it open, or when it cannot be written.
 */
export async function openDataFolder(path: string): Promise<DataFolder> {
  const folder = {
    table: join(path, 'table'),
    site: join(path, 'site'),
    mail: join(path, 'mail'),
    unsent: join(path, 'mail', 'unsent'),
    refused: join(path, 'mail', 'refused'),
    signingKey: join(path, 'signing-key'),
  }
  try {
    for (const part of [folder.table, folder.site, folder.unsent, folder.refused]) await mkdir(part, { recursive: true })
    await checkFormat(join(path, 'format.json'))
    await checkUnlocked(folder.table)
  } catch (cause) {
    throw cause instanceof UsageError
      ? cause
      : new UsageError(`Cannot use the data folder ${path}: ${(cause as Error).message}`, { cause })
  }
  return folder

  async function checkFormat(file: string): Promise<void> {
    const written = await readFile(file, 'utf8').catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw error
    })
    if (written === undefined) return writeFile(file, `${JSON.stringify({ format: FORMAT })}\n`)
    const { format } = JSON.parse(written) as { format?: unknown }
    if (format === FORMAT) return
    const age = Number(format) < FORMAT ? 'an older letterwatch; give another --data' : 'a newer letterwatch'
    throw new UsageError(
      `Cannot use the data folder ${path}: its form is ${String(format)}, written by ${age}; this one knows form ${FORMAT}`,
    )
  }

  /** The table's store is locked by the process that has it open; whoever opens it then fails in the middle of a command. */
  async function checkUnlocked(store: string): Promise<void> {
    const level = new Level(store)
    try {
      await level.open()
    } catch (error) {
      const { cause } = error as { cause?: { code?: string; message?: string } }
      if (cause?.code === 'LEVEL_LOCKED')
        throw new UsageError(
          `Cannot use the data folder ${path}: another letterwatch is using it; stop that one, or give another --data`,
        )
      throw new Error(cause?.message ?? (error as Error).message, { cause: error })
    } finally {
      await level.close()
    }
  }
}
