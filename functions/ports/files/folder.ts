import { statSync } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve, sep } from 'node:path'
import type { Files } from './files.ts'

/** Files in the folder `root`, which is created by the first write. Throws the errors of the file system. */
export function openFolder(root: string): Files {
  let drafts = 0
  return {
    address: resolve(root),
    concurrency: 4,
    holds: (path) => Promise.resolve(sizeOf(within(root, path)) !== undefined),
    read: async (path) => (sizeOf(within(root, path)) === undefined ? undefined : readFile(within(root, path), 'utf8')),
    write: async ({ path, body }) => {
      const place = within(root, path)
      const bytes = typeof body === 'string' ? Buffer.from(body) : body
      if (sizeOf(place) === bytes.length && (await readFile(place)).equals(bytes)) return 'unchanged'
      if (sizeOf(dirname(place)) === undefined) await mkdir(dirname(place), { recursive: true })
      const draft = join(dirname(place), `.${basename(place)}.${process.pid}.${++drafts}.draft`)
      await writeFile(draft, bytes)
      await rename(draft, place)
      return 'written'
    },
  }
}

function within(root: string, path: string): string {
  const place = resolve(root, path)
  if (!place.startsWith(resolve(root) + sep)) throw new Error(`Cannot write ${path}: it is outside the folder ${root}`)
  return place
}

/** The size of the file at `place`; undefined when there is none. Synchronous: the thread pool takes ten times as long. */
function sizeOf(place: string): number | undefined {
  return statSync(place, { throwIfNoEntry: false })?.size
}
