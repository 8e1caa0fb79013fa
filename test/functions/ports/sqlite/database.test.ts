import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDatabase } from '../../../../functions/ports/sqlite/database.ts'

let folder = ''
let path = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'letterwatch-database-'))
  path = join(folder, 'letterwatch.db')
})
afterEach(() => rm(folder, { recursive: true }))

const INSERT = "INSERT INTO store_rows (pk, sk, fields) VALUES ('p', ?, '{}')"

test('keeps rows for the next process, in files that only the owner can read', async () => {
  const database = openDatabase(path)
  expect(database.run(INSERT, 'a')).toBe(1)
  for (const file of [path, `${path}-wal`, `${path}-shm`]) expect((await stat(file)).mode & 0o777).toBe(0o600)
  database.close()

  const again = openDatabase(path)
  expect(again.get('SELECT sk FROM store_rows')).toEqual({ sk: 'a' })
  again.close()
})

test('a transaction that throws changes nothing, and the next one works', () => {
  const database = openDatabase(path)
  const failed = () =>
    database.transaction(() => {
      database.run(INSERT, 'a')
      throw new Error('no')
    })
  expect(failed).toThrow('no')
  expect(database.get('SELECT sk FROM store_rows')).toBeUndefined()
  expect(database.transaction(() => database.run(INSERT, 'b'), { durable: true })).toBe(1)
  database.close()
})

test('iterating stops when the caller stops, and then other processes can restart the log', () => {
  const [database, other] = [openDatabase(path), openDatabase(path)]
  for (const sk of ['a', 'b', 'c']) database.run(INSERT, sk)
  for (const { sk } of database.iterate('SELECT sk FROM store_rows ORDER BY sk')) if (sk === 'b') break
  expect(other.get('PRAGMA wal_checkpoint(TRUNCATE)')).toMatchObject({ busy: 0 })
  database.close()
  other.close()
})

test('an error of SQLite names the file', () => {
  const database = openDatabase(path)
  expect(() => database.run('DELETE FROM nowhere')).toThrow(`Cannot use the database ${path}: no such table: nowhere`)
  database.close()
})

test('a file that is not a database, is of another program or of a newer version is refused and unchanged', async () => {
  await writeFile(path, 'not a database at all'.repeat(100))
  expect(() => openDatabase(path)).toThrow(`Cannot use the database ${path}: file is not a database`)
  expect(await readFile(path, 'utf8')).toBe('not a database at all'.repeat(100))

  const other = join(folder, 'other.db')
  const sqlite = new DatabaseSync(other)
  sqlite.exec('CREATE TABLE theirs (a)')
  sqlite.close()
  const theirs = await readFile(other)
  expect(() => openDatabase(other)).toThrow(`Cannot open ${other}: it is the database of another program`)
  expect(await readFile(other)).toEqual(theirs)

  openDatabase(join(folder, 'newer.db')).close()
  const newer = new DatabaseSync(join(folder, 'newer.db'))
  newer.exec('PRAGMA user_version = 2')
  newer.close()
  expect(() => openDatabase(join(folder, 'newer.db'))).toThrow(
    'newer.db: its schema version is 2, written by a newer letterwatch; this one supports version 1',
  )
})

test('settling, a durable transaction and closing after a write wait for the disk; other writes do not', () => {
  const database = openDatabase(path)
  const synchronous = () => database.get('PRAGMA synchronous')?.synchronous
  const passed = () => Number(database.get('SELECT passed FROM barrier')?.passed)
  const [NORMAL, FULL] = [1, 2]
  expect(synchronous()).toBe(NORMAL)
  expect(database.transaction(synchronous, { durable: true })).toBe(FULL)
  expect(synchronous()).toBe(NORMAL)
  const failing = () => {
    throw new Error('no')
  }
  expect(() => database.transaction(failing, { durable: true })).toThrow('no')
  expect(synchronous()).toBe(NORMAL)

  const before = passed()
  database.settle()
  database.run(INSERT, 'a')
  expect(passed()).toBe(before + 1)
  database.close()

  for (const _ of ['after a write', 'after a process that only read']) {
    const again = openDatabase(path)
    expect(again.get('SELECT passed FROM barrier')).toEqual({ passed: before + 2 })
    again.close()
  }
})

test('three processes that create a database at once and change one row of it lose no change', async () => {
  const program = join(import.meta.dirname, 'increment-program.ts')
  const run = promisify(execFile)
  await Promise.all([1, 2, 3].map(() => run(process.execPath, [program, path, '400'])))
  const database = openDatabase(path)
  expect(database.get('SELECT fields FROM store_rows')).toEqual({ fields: '1200' })
  database.close()
})
