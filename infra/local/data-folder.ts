import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { closeFolderTable, openFolderTable } from '../../functions/archive/folder-table.ts'
import { UsageError } from '../usage-error.ts'

/**
 * The form of the data folder that this version writes. In form 1 the table was an emulator's, under another name; form 2 had no snapshot
 * packed with another, and no entry in UTF-16.
 */
const FORMAT = 3

/** Where everything lies that one machine keeps. */
export type DataFolder = {
  table: string
  site: string
  mail: string
  unsent: string
  refused: string
  signingKey: string
  checkpointKey: string
}

/**
 * The data folder at `path`, made when it is not there, its table open: no other process may open it until that is closed. Throws a
 * UsageError when a newer version wrote it, when another process has it open, or when it cannot be written.
 */
export async function openDataFolder(path: string): Promise<DataFolder> {
  const folder = {
    table: join(path, 'rows'),
    site: join(path, 'site'),
    mail: join(path, 'mail'),
    unsent: join(path, 'mail', 'unsent'),
    refused: join(path, 'mail', 'refused'),
    signingKey: join(path, 'signing-key'),
    checkpointKey: join(path, 'checkpoint-key'),
  }
  try {
    for (const part of [folder.table, folder.site, folder.unsent, folder.refused]) await mkdir(part, { recursive: true })
    await checkFormat(join(path, 'format.json'), join(path, 'table'))
    await openTable(folder.table)
  } catch (cause) {
    throw cause instanceof UsageError
      ? cause
      : new UsageError(`Cannot use the data folder ${path}: ${(cause as Error).message}`, { cause })
  }
  return folder

  async function checkFormat(file: string, emulated: string): Promise<void> {
    const written = await readFile(file, 'utf8').catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw error
    })
    const { format } = JSON.parse(written ?? '{"format":"none yet"}') as { format?: unknown }
    if (format === FORMAT) return
    if (format === 1) await copyRows(emulated)
    else if (format !== 2 && written !== undefined)
      throw new UsageError(
        `Cannot use the data folder ${path}: its form is ${String(format)}, written by a newer letterwatch; this one knows form ${FORMAT}`,
      )
    await writeFile(file, `${JSON.stringify({ format: FORMAT })}\n`)
  }

  /** Anew if it was cut off: the form is written when all rows are there. The package is loaded for nothing else. */
  async function copyRows(emulated: string): Promise<void> {
    await openTable(emulated)
    await closeFolderTable(emulated)
    await rm(folder.table, { recursive: true })
    const { bringForward } = await import('./bring-forward.ts')
    await bringForward(emulated, folder.table)
  }

  /** A table is locked by the process that has it open. */
  async function openTable(table: string): Promise<void> {
    try {
      await openFolderTable(table)
    } catch (error) {
      const { cause } = error as { cause?: { code?: string; message?: string } }
      if (cause?.code === 'LEVEL_LOCKED')
        throw new UsageError(
          `Cannot use the data folder ${path}: another letterwatch is using it; stop that one, or give another --data`,
        )
      throw new Error(cause?.message ?? (error as Error).message, { cause: error })
    }
  }
}
