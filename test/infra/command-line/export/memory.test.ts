import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'

const MB = 1_000_000
const HEAP_MB = 48

test(
  'ten thousand letters are exported both ways in a heap that could not hold half of them',
  { timeout: 120_000 },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'letterwatch-export-'))
    const program = join(import.meta.dirname, 'export-and-tell-memory.ts')
    const child = spawn(process.execPath, [`--max-old-space-size=${HEAP_MB}`, program, folder, '10000'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const { lines, warc, peakBytes } = JSON.parse(await text(child.stdout)) as Record<'lines' | 'warc' | 'peakBytes', number>
    expect(lines + warc).toBeGreaterThan(2 * HEAP_MB * MB)
    expect(peakBytes).toBeLessThan(300 * MB)
    await rm(folder, { recursive: true })
  },
)
