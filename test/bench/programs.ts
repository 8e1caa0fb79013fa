import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Column } from '../../shared/column.ts'
import { measure, type Measured } from './measure.ts'
import { SETTINGS } from './settings.ts'

/** A program that watches a column: what it needs in its folder, and what it does there, one whole process after another. */
export type Program = {
  prepare: (folder: string, column: Column, letters: number) => void
  steps: Record<string, (folder: string, column: Column, letters: number) => Promise<Took>>
}

/** What a process took, and how much of it was the step itself without the start, where the program prints that. */
export type Took = Measured & { stepMs: number | undefined }

const ROOT = join(import.meta.dirname, '../..')
const nothing = () => undefined

/** As `npm run letterwatch` starts it. */
export const AS_STARTED = ['--max-semi-space-size=4']
export const CACHED = { NODE_COMPILE_CACHE: join(ROOT, 'node_modules/.cache') }

const whole: Program = {
  prepare: (folder, column) =>
    writeFileSync(join(folder, 'letterwatch.json'), JSON.stringify({ columns: [column], ...SETTINGS })),
  steps: {
    letterwatch: (folder) => run(folder, [...AS_STARTED, join(ROOT, 'infra/cli/letterwatch.ts'), 'crawl'], CACHED),
  },
}

/** What `letterwatch crawl` does in one process, in two: to be measured beside programs that publish nothing. */
const apart: Program = {
  prepare: nothing,
  steps: {
    'its crawl': (folder, column) => run(folder, [...AS_STARTED, here('crawl-program.ts'), asJson(column)], CACHED),
    'its publishing': (folder, column) => run(folder, [...AS_STARTED, here('record-program.ts'), asJson(column)], CACHED),
  },
}

const plain: Program = {
  prepare: nothing,
  steps: { plain: (folder, { url }) => run(folder, [here('plain.ts'), url]) },
}

const floor: Program = {
  prepare: nothing,
  steps: { floor: (folder, { url }, letters) => run(folder, [here('floor.ts'), url, String(letters)]) },
}

/** urlwatch does not read listings: its configuration has the address of each letter. */
const urlwatch: Program = {
  prepare: (folder, { url }, letters) => {
    const jobs = Array.from({ length: letters }, (_, at) => `url: ${new URL(`content/post_${100_001 + at}.html`, url).href}\n`)
    writeFileSync(join(folder, 'urls.yaml'), jobs.join('---\n'))
    writeFileSync(join(folder, 'urlwatch.yaml'), '{}\n')
  },
  steps: {
    urlwatch: async (folder) => ({
      ...(await measure('urlwatch', ['--urls', 'urls.yaml', '--config', 'urlwatch.yaml', '--cache', 'cache.db'], folder)),
      stepMs: undefined,
    }),
  },
}

/** The programs to measure side by side; urlwatch where it is installed. */
export function programs(): Program[] {
  const isThere = spawnSync('urlwatch', ['--version']).status === 0
  return [whole, apart, plain, floor, ...(isThere ? [urlwatch] : [])]
}

async function run(folder: string, args: string[], environment: Record<string, string> = {}): Promise<Took> {
  const { said, ...measured } = await measure(process.execPath, args, folder, environment)
  const took = /^took (\d+)$/m.exec(said)?.[1]
  return { ...measured, stepMs: took === undefined ? undefined : Number(took) }
}

function here(script: string): string {
  return join(import.meta.dirname, script)
}

function asJson(column: Column): string {
  return JSON.stringify(column)
}
