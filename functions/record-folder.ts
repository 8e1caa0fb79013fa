import { access, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve, sep } from 'node:path'
import type { RecordStore } from './record-store.ts'

/** A record in the folder `root`, which is made when it is not there. Throws when the file system refuses. */
export function openFolder(root: string): RecordStore {
  let drafts = 0
  return {
    atOnce: 4,
    holds: async (path) =>
      access(within(root, path)).then(
        () => true,
        () => false,
      ),
    write: async ({ path, body }) => {
      const place = within(root, path)
      const bytes = typeof body === 'string' ? Buffer.from(body) : body
      if ((await readIfThere(place))?.equals(bytes)) return 'unchanged'
      await mkdir(dirname(place), { recursive: true })
      const draft = join(dirname(place), `.${basename(place)}.${++drafts}.draft`)
      await writeFile(draft, bytes)
      await rename(draft, place)
      return 'written'
    },
  }
}

function within(root: string, path: string): string {
  const place = resolve(root, path)
  if (!place.startsWith(resolve(root) + sep)) throw new Error(`Cannot write ${path}: it lies outside the record ${root}`)
  return place
}

async function readIfThere(place: string): Promise<Buffer | undefined> {
  try {
    return await readFile(place)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
