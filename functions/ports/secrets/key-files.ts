import { randomBytes } from 'node:crypto'
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type KeyName, type Secrets, secretsIn } from './secrets.ts'

const NEW_KEY_BYTES = 32

/** Keys in files that only their owner can read. A file that is missing is made, with 32 random bytes. */
export function openKeyFiles(paths: Partial<Record<KeyName, string>>): Secrets {
  return secretsIn(paths, async (path) => {
    try {
      return await readFile(path)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
      await makeKey(path)
      return readFile(path)
    }
  })
}

/** Links the file into place when it is whole: of two processes that make it at once one wins, and a crash leaves no part of a key. */
async function makeKey(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
  await writeFile(draft, randomBytes(NEW_KEY_BYTES), { mode: 0o600, flush: true })
  await link(draft, path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  })
  await unlink(draft)
}
