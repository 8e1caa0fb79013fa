import { randomBytes } from 'node:crypto'
import { link, readFile, unlink, writeFile } from 'node:fs/promises'
import { type KeyName, type Secrets, secretsIn } from './secrets.ts'

const NEW_KEY_BYTES = 32

/** Keys in files, which `createKeyFile` creates. A file that is missing is refused. */
export function openKeyFiles(paths: Partial<Record<KeyName, string>>): Secrets {
  return secretsIn(paths, (path) =>
    readFile(path).catch((cause: unknown) => {
      throw new Error(`Cannot read the key ${path}: ${(cause as Error).message}`, { cause })
    }),
  )
}

/**
 * Creates the key file `path` with 32 random bytes, readable by its owner only, unless it exists. The complete file is linked into place: of
 * two processes that create it at once one wins, and a crash leaves no partial key.
 */
export async function createKeyFile(path: string): Promise<void> {
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
  await writeFile(draft, randomBytes(NEW_KEY_BYTES), { mode: 0o600, flush: true })
  await link(draft, path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  })
  await unlink(draft)
}
