import { spawn } from 'node:child_process'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { runProgram } from '../infra/cli/program.ts'
import type { Column } from '../shared/column.ts'
import { AT_ONCE } from './watching.ts'

const PROGRAM = resolve(import.meta.dirname, '../infra/cli/letterwatch.ts')

export type Ended = { code: number | null; stdout: string; stderr: string }

/**
 * A folder with a configuration for `columns`, and the command line run in it with `variables` beside those of the test: by `run` as a
 * program, by `runHere` in this process, which takes less time. `killAfterMs` ends a run with SIGKILL, as a power cut would.
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
  const runHere = (args: string[]) => runInProcess(args, folder, variables)
  return { folder, run, runHere, start: (args: string[]) => spawn(process.execPath, [PROGRAM, ...args], { cwd: folder, env }) }
}

/** Runs the command line in this process: a second run at the same time would have the folder and the variables of the first. */
async function runInProcess(args: string[], folder: string, variables: NodeJS.ProcessEnv): Promise<Ended> {
  const before = { folder: process.cwd(), exitCode: process.exitCode, env: { ...process.env } }
  const [stdout, stderr] = [collect(process.stdout), collect(process.stderr)]
  process.chdir(folder)
  process.exitCode = undefined
  setVariables(variables)
  try {
    await runProgram(args)
    return { code: exitCode(), stdout: stdout.text(), stderr: stderr.text() }
  } finally {
    for (const each of [stdout, stderr]) each.restore()
    process.chdir(before.folder)
    process.exitCode = before.exitCode
    setVariables(Object.fromEntries(Object.keys(variables).map((name) => [name, before.env[name]])))
  }
}

/** Read by a function: the compiler would take it for what was assigned before the program ran. */
const exitCode = () => Number(process.exitCode ?? 0)

function setVariables(variables: NodeJS.ProcessEnv): void {
  for (const [name, value] of Object.entries(variables))
    if (value === undefined) Reflect.deleteProperty(process.env, name)
    else process.env[name] = value
}

/** What is written to `stream` until `restore` is called; it appears nowhere else. */
function collect(stream: NodeJS.WriteStream) {
  const written: string[] = []
  const write = stream.write.bind(stream)
  stream.write = (text: string | Uint8Array) => written.push(String(text)) > 0
  return {
    text: () => written.join(''),
    restore: () => {
      stream.write = write
    },
  }
}
