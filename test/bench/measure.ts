import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'

/** What a whole process took: time on the wall, time of the processor, and the most memory it held. */
export type Measured = { ms: number; cpuMs: number; mb: number }

const LOOK_EVERY_MS = 5
/** The kernel counts processor time in hundredths of a second. */
const TICK_MS = 10

/** Runs a program to its end in `folder`. Throws with its last words when it fails. Reads Linux's /proc, whatever the program is written in; `said` is what it printed. */
export async function measure(
  command: string,
  args: string[],
  folder: string,
  env: Record<string, string> = {},
): Promise<Measured & { said: string }> {
  const startedAt = performance.now()
  const child = spawn(command, args, { cwd: folder, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let words = ''
  let said = ''
  child.stdout.on('data', (text: Buffer) => (said += text.toString()))
  child.stderr.on('data', (text: Buffer) => (words += text.toString()))
  const used = { cpuMs: 0, mb: 0 }
  const looking = setInterval(() => look(child.pid, used), LOOK_EVERY_MS)
  const [status] = (await once(child, 'close')) as [number | null]
  clearInterval(looking)
  if (status !== 0)
    throw new Error(`Cannot measure ${command} ${args.join(' ')}: it ended with ${String(status)}: ${words.slice(-2000)}`)
  return { ms: Math.round(performance.now() - startedAt), ...used, said }
}

function look(pid: number | undefined, used: { cpuMs: number; mb: number }): void {
  const stat = read(`/proc/${pid}/stat`)
  const peak = /VmHWM:\s+(\d+) kB/.exec(read(`/proc/${pid}/status`))?.[1]
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const cpuMs = (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * TICK_MS
  used.cpuMs = Math.max(used.cpuMs, cpuMs)
  used.mb = Math.max(used.mb, Math.round(Number(peak ?? 0) / 1000))
}

/** Empty once the process has ended. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
