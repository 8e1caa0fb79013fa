import { spawn } from 'node:child_process'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Column } from '../shared/column.ts'
import { AT_ONCE } from './watching.ts'

const PROGRAM = resolve(import.meta.dirname, '../infra/cli/letterwatch.ts')

export type Ended = { code: number | null; stdout: string; stderr: string }

/**
 * A folder with a configuration for `columns`, and the command line run in it with `variables` beside those of the test. `killAfterMs`
 * ends a run with SIGKILL, as a power cut would.
 */
export async function commandLine(columns: Column[], settings: object = {}, variables: NodeJS.ProcessEnv = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'letterwatch-cli-'))
  await writeFile(join(folder, 'letterwatch.json'), JSON.stringify({ columns, ...AT_ONCE, ...settings }))
  const env = { ...process.env, ...variables }
  const run = async (args: string[], killAfterMs?: number): Promise<Ended> => {
    const child = spawn(process.execPath, [PROGRAM, ...args], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
    const killing = killAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterMs)
    const ended = new Promise<number | null>((resolved) => child.once('close', (code) => resolved(code)))
    const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended])
    clearTimeout(killing)
    return { code, stdout, stderr }
  }
  return { folder, run, start: (args: string[]) => spawn(process.execPath, [PROGRAM, ...args], { cwd: folder, env }) }
}
