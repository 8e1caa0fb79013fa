import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Column } from '../../shared/column.ts'
import { measure, type Measured } from './measure.ts'

/** A program that watches a column: what it needs in its folder, and one whole run of it. */
export type Program = {
  name: string
  prepare: (folder: string, column: Column, letters: number) => void
  run: (folder: string, column: Column, letters: number) => Promise<Measured>
}

export const SETTINGS = { pauseMs: 0, confirmAfterMs: 0, maxRequests: 100_000 }

const ROOT = join(import.meta.dirname, '../..')
const here = (script: string) => join(import.meta.dirname, script)
const nothing = () => undefined

const letterwatch: Program = {
  name: 'letterwatch',
  prepare: (folder, column) =>
    writeFileSync(join(folder, 'letterwatch.json'), JSON.stringify({ columns: [column], ...SETTINGS })),
  // As `npm run letterwatch` starts it.
  run: (folder) =>
    measure(process.execPath, ['--max-semi-space-size=2', join(ROOT, 'infra/command-line/letterwatch.ts'), 'crawl'], folder, {
      NODE_COMPILE_CACHE: join(ROOT, 'node_modules/.cache'),
    }),
}

const plain: Program = {
  name: 'plain',
  prepare: nothing,
  run: (folder, { url }) => measure(process.execPath, [here('plain.ts'), url], folder),
}

const floor: Program = {
  name: 'floor',
  prepare: nothing,
  run: (folder, { url }, letters) => measure(process.execPath, [here('floor.ts'), url, String(letters)], folder),
}

/** urlwatch has no listing of its own: it is told each letter's address, as somebody would who watches with it. */
const urlwatch: Program = {
  name: 'urlwatch',
  prepare: (folder, { url }, letters) => {
    const jobs = Array.from({ length: letters }, (_, at) => `url: ${new URL(`content/post_${100_001 + at}.html`, url).href}\n`)
    writeFileSync(join(folder, 'urls.yaml'), jobs.join('---\n'))
    writeFileSync(join(folder, 'urlwatch.yaml'), '{}\n')
  },
  run: (folder) => measure('urlwatch', ['--urls', 'urls.yaml', '--config', 'urlwatch.yaml', '--cache', 'cache.db'], folder),
}

/** The programs to measure side by side; urlwatch where it is installed. */
export function programs(): Program[] {
  const isThere = spawnSync('urlwatch', ['--version']).status === 0
  return [letterwatch, plain, floor, ...(isThere ? [urlwatch] : [])]
}
