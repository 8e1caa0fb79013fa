import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { isoInstant } from '../../../shared/text/instant.ts'

/** The processes that use a data folder at the same time. */
export type Processes = {
  /** The name of this process. */
  self: () => string
  /** Whether the process of that name still runs. */
  isRunning: (name: string) => boolean
}

/**
 * The processes that use a data folder, registered in `folder`. Each holds the lock on a file of its own there, an empty SQLite database:
 * the system releases the lock when the process ends, also after `kill -9`. Process ids are not sufficient: they are reused, and containers
 * that share a folder do not see one another's.
 */
export function openProcesses(folder: string): Processes & { close: () => void } {
  let own: { name: string; lock: DatabaseSync } | undefined
  return {
    self: () => (own ??= lockNew(folder)).name,
    isRunning: (name) => name === own?.name || (NAME.test(name) && isLocked(join(folder, name))),
    close: () => {
      if (!own) return
      own.lock.close()
      rmSync(join(folder, own.name), { force: true })
      own = undefined
    },
  }
}

/** A name: the number of the process, when it was named (ms since 1970), and random digits. */
const NAME = /^(\d+)-(\d+)-[0-9a-f]{8}$/

/** A process for a person: `process 1234, which has been running since 2026-11-29T08:00:00+08:00`. */
export function describeProcess(name: string): string {
  const [, pid, since] = NAME.exec(name) ?? []
  return pid === undefined ? name : `process ${pid}, which has been running since ${isoInstant(new Date(Number(since)))}`
}

function lockNew(folder: string) {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const name = `${process.pid}-${Date.now()}-${randomBytes(4).toString('hex')}`
  const lock = new DatabaseSync(join(folder, name))
  lock.exec('BEGIN EXCLUSIVE')
  return { name, lock }
}

/** Whether a process holds the lock on `file`. The file of one that has ended is removed. */
function isLocked(file: string): boolean {
  if (!existsSync(file)) return false
  const lock = new DatabaseSync(file, { timeout: 0 })
  try {
    lock.exec('BEGIN EXCLUSIVE')
    rmSync(file, { force: true })
    return false
  } catch (error) {
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return true
    throw error
  } finally {
    lock.close()
  }
}

const SQLITE_BUSY = 5
