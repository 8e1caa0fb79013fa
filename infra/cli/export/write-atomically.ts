import { open, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { UsageError } from '../../errors.ts'

/**
 * Writes `chunks` to the file at `path` atomically: a draft beside it is renamed when it is complete, and removed when anything fails.
 * Returns the length in bytes. `mode` are the permissions of the file. Throws a UsageError when the file cannot be written.
 */
export async function writeAtomically(
  path: string,
  chunks: AsyncIterable<string | Buffer> | Iterable<string>,
  mode?: number,
): Promise<number> {
  if (await isFolder(path)) throw new UsageError(`Cannot write ${path}: it is a folder`)
  const draft = join(dirname(path), `.${basename(path)}.${process.pid}.draft`)
  const file = await open(draft, 'wx', mode).catch((cause: unknown) => {
    throw new UsageError(`Cannot write ${path}: ${(cause as Error).message}`, { cause })
  })
  try {
    const stream = file.createWriteStream({ flush: true })
    await pipeline(Readable.from(chunks, { objectMode: true }), stream)
    await rename(draft, path)
    return stream.bytesWritten
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
}
