import { statSync } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve, sep } from 'node:path'
import type { RecordStore } from './record-store.ts'

/** A record in the folder `root`, which is made when it is not there. Throws when the file system refuses. */
export function openFolder(root: string): RecordStore {
  let drafts = 0
  return {
    atOnce: 4,
    holds: (path) => Promise.resolve(sizeOf(within(root, path)) !== undefined),
    read: async (path) => (sizeOf(within(root, path)) === undefined ? undefined : readFile(within(root, path), 'utf8')),
    write: async ({ path, body }) => {
      const place = within(root, path)
      const bytes = typeof body === 'string' ? Buffer.from(body) : body
      if (sizeOf(place) === bytes.length && (await readFile(place)).equals(bytes)) return 'unchanged'
      if (sizeOf(dirname(place)) === undefined) await mkdir(dirname(place), { recursive: true })
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

/** How large what lies at `place` is; undefined when there is nothing. Asked at once: to ask another thread takes ten times as long. */
function sizeOf(place: string): number | undefined {
  return statSync(place, { throwIfNoEntry: false })?.size
}
