import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDatabase } from '../../../../functions/ports/sqlite/database.ts'
import { openSqliteStore } from '../../../../functions/ports/store/sqlite.ts'

const PROGRAM = join(import.meta.dirname, 'append-program.ts')

let folder = ''
let path = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'letterwatch-store-'))
  path = join(folder, 'letterwatch.db')
})
afterEach(() => rm(folder, { recursive: true }))

/** The numbers in the ledger in `file`, whose pages are intact. */
async function ledgerIn(file: string): Promise<number[]> {
  const database = openDatabase(file)
  try {
    expect(database.get('PRAGMA quick_check')).toEqual({ quick_check: 'ok' })
    return await Array.fromAsync(openSqliteStore(database).query('ledger'), ({ sk }) => Number(sk))
  } finally {
    database.close()
  }
}

const oneTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1)

test.each([2, 3])(
  '%i processes that append conditionally at once get no error, and each number is accepted once',
  async (count) => {
    const processes = oneTo(count).map(() => promisify(execFile)(process.execPath, [PROGRAM, path, '300']))
    const printed = (await Promise.all(processes)).map(({ stdout }) => stdout.trim().split('\n').map(Number))
    for (const numbers of printed) expect(numbers).toHaveLength(300)
    expect(printed.flat().sort((a, b) => a - b)).toEqual(oneTo(count * 300))
    expect(await ledgerIn(path)).toEqual(oneTo(count * 300))
  },
)

test('kill -9 during writes loses no accepted row, and the next process continues', async () => {
  for (const killAt of [20, 90, 400]) {
    const child = spawn(process.execPath, [PROGRAM, path, '100000'], { stdio: ['ignore', 'pipe', 'inherit'] })
    const closed = once(child, 'close')
    let accepted = 0
    for await (const line of createInterface(child.stdout)) {
      accepted = Number(line)
      if (accepted >= killAt) child.kill('SIGKILL')
    }
    await closed
    const found = await ledgerIn(path)
    expect(found.length).toBeGreaterThanOrEqual(accepted)
    expect(found).toEqual(oneTo(found.length))
  }
})

test('a process that reads while another writes does not wait, and sees a state that only grows', async () => {
  const database = openDatabase(path)
  const store = openSqliteStore(database)
  const child = spawn(process.execPath, [PROGRAM, path, '1500'], { stdio: ['ignore', 'ignore', 'inherit'] })
  const closed = once(child, 'close')
  let seen = 0
  let reads = 0
  while (child.exitCode === null) {
    const numbers = await Array.fromAsync(store.query('ledger'), ({ sk }) => Number(sk))
    expect(numbers).toEqual(oneTo(numbers.length))
    expect(numbers.length).toBeGreaterThanOrEqual(seen)
    seen = numbers.length
    reads++
    await new Promise(setImmediate)
  }
  expect(await closed).toEqual([0, null])
  expect(reads).toBeGreaterThan(5)
  expect(await Array.fromAsync(store.query('ledger'))).toHaveLength(1500)
  database.close()
})

test('a log that lost its end in a power cut leaves an intact database with the first of the writes', async () => {
  const database = openDatabase(path)
  const store = openSqliteStore(database)
  database.settle()
  const settled = (await stat(`${path}-wal`)).size
  for (const number of oneTo(100)) await store.insert({ pk: 'ledger', sk: String(number).padStart(8, '0') })
  const log = await readFile(`${path}-wal`)
  const lengths = [0, 0.1, 0.35, 0.5, 0.77, 0.99, 1].map((part) => Math.floor(settled + part * (log.length - settled)))
  const found: number[] = []
  for (const length of lengths) {
    const cut = join(folder, `cut-${length}.db`)
    await copyFile(path, cut)
    await writeFile(`${cut}-wal`, log.subarray(0, length))
    const numbers = await ledgerIn(cut)
    expect(numbers).toEqual(oneTo(numbers.length))
    found.push(numbers.length)
  }
  database.close()
  expect(found).toEqual([...found].sort((a, b) => a - b))
  expect([found.at(0), found.at(-1)]).toEqual([0, 100])
})

test('a database that is opened again has what was written', async () => {
  const database = openDatabase(path)
  await openSqliteStore(database).put({ pk: 'p', sk: 's', text: '留存', bytes: new Uint8Array([1, 2]) })
  database.close()
  const again = openDatabase(path)
  expect(await openSqliteStore(again).get({ pk: 'p', sk: 's' })).toEqual({
    pk: 'p',
    sk: 's',
    text: '留存',
    bytes: new Uint8Array([1, 2]),
  })
  again.close()
})
