import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'

const MB = 1_000_000
/** What is on the heap is held to this by the process itself; bytes lie outside it. */
const HEAP = ['--max-old-space-size=32', '--max-semi-space-size=4']

type Exported = { lines: number; warc: number; peakBytes: number }

/** A column of so many letters, exported both ways by a process of its own. */
async function exported(letters: number): Promise<Exported> {
  const folder = await mkdtemp(join(tmpdir(), 'letterwatch-export-'))
  const program = join(import.meta.dirname, 'measure-memory-program.ts')
  const child = spawn(process.execPath, [...HEAP, program, folder, String(letters)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const said = await text(child.stdout)
  await rm(folder, { recursive: true })
  return JSON.parse(said) as Exported
}

test(
  'five thousand letters take hardly more memory than twenty, in the heap and outside it',
  { timeout: 120_000 },
  async () => {
    const few = await exported(20)
    const many = await exported(5000)
    expect(many.warc).toBeGreaterThan(40 * MB)
    expect(many.peakBytes - few.peakBytes).toBeLessThan(30 * MB)
  },
)
