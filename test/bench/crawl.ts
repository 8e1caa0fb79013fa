import { fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Column } from '../../shared/column.ts'

/** Whole-process wall time and peak memory of a first and of a no-change crawl of `letters` loopback letters without pause: medians of `runs`. */
const letters = Number(process.argv[2] ?? 200)
const runs = Number(process.argv[3] ?? 5)

const server = fork(join(import.meta.dirname, 'serve-column.ts'), [String(letters)], {
  stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
})
const column = await firstLine()
const first: Measured[] = []
const again: Measured[] = []
for (let run = 0; run < runs; run++) {
  const folder = mkdtempSync(join(tmpdir(), 'letterwatch-bench-'))
  writeFileSync(join(folder, 'letterwatch.json'), JSON.stringify({ columns: [column], pauseMs: 0 }))
  first.push(crawl(folder))
  again.push(crawl(folder))
  rmSync(folder, { recursive: true })
}
server.disconnect()
for (const [name, measured] of Object.entries({ 'first crawl': first, 'nothing changed': again }))
  console.log(
    `${name}, ${letters} letters: ${median(measured.map(({ ms }) => ms))} ms, ${median(measured.map(({ mb }) => mb))} MB`,
  )

type Measured = { ms: number; mb: number }

function crawl(folder: string): Measured {
  const program = join(import.meta.dirname, '../../infra/command-line/letterwatch.ts')
  const peak = join(folder, 'peak')
  const startedAt = performance.now()
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', join(import.meta.dirname, 'tell-memory.ts'), program, 'crawl'],
    {
      cwd: folder,
      env: { ...process.env, PEAK_MEMORY_FILE: peak },
      encoding: 'utf8',
    },
  )
  if (status !== 0) throw new Error(`Cannot measure a crawl: it ended with ${status}: ${stderr}`)
  return { ms: Math.round(performance.now() - startedAt), mb: Math.round(Number(readFileSync(peak, 'utf8')) / 1e6) }
}

async function firstLine(): Promise<Column> {
  if (!server.stdout) throw new Error('Cannot hear the server')
  const [chunk] = (await once(server.stdout, 'data')) as [Buffer]
  return JSON.parse(chunk.toString()) as Column
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
