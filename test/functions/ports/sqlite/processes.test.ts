import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { describeProcess, openProcesses } from '../../../../functions/ports/sqlite/processes.ts'

let folder: string
beforeEach(async () => void (folder = join(await mkdtemp(join(tmpdir(), 'letterwatch-processes-')), 'processes')))
afterEach(() => rm(folder, { recursive: true, force: true }))

/** Another process that has a name in the folder. */
async function startOther() {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'hold-lock-program.ts'), folder])
  const [name] = (await once(child.stdout, 'data')) as [Buffer]
  return {
    name: name.toString(),
    kill: async () => {
      child.kill('SIGKILL')
      await once(child, 'close')
    },
  }
}

test('a process is running until it is killed, and its file is removed', async () => {
  const processes = openProcesses(folder)
  const other = await startOther()
  expect(processes.isRunning(other.name)).toBe(true)
  expect(processes.isRunning(other.name)).toBe(true)
  await other.kill()
  expect(processes.isRunning(other.name)).toBe(false)
  expect(await readdir(folder)).toEqual([])
})

test('a process is running for itself and for others until it closes', () => {
  const [one, other] = [openProcesses(folder), openProcesses(folder)]
  const name = one.self()
  expect(one.self()).toBe(name)
  expect(other.self()).not.toBe(name)
  expect([one.isRunning(name), other.isRunning(name)]).toEqual([true, true])
  one.close()
  expect(other.isRunning(name)).toBe(false)
  other.close()
})

test('a process that needs no name leaves no file', async () => {
  const processes = openProcesses(folder)
  processes.close()
  await expect(readdir(folder)).rejects.toThrow('ENOENT')
})

test('an unknown name is not that of a running process', () => {
  const processes = openProcesses(folder)
  for (const name of ['', 'died', '../letterwatch.db', '1-1-00000000']) expect(processes.isRunning(name), name).toBe(false)
})

test('a process is described by its number and since when it runs', () => {
  expect(describeProcess('1234-1795910400000-00ff00ff')).toBe(
    'process 1234, which has been running since 2026-11-29T08:00:00+08:00',
  )
  expect(describeProcess('another')).toBe('another')
})
