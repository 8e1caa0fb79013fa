import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, open, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openSqliteStore } from '../../../functions/ports/store/sqlite.ts'
import { openDataFolder } from '../../../infra/local/data-folder.ts'
import { UsageError } from '../../../infra/errors.ts'

let outer = ''
let path = ''
beforeEach(async () => {
  outer = await mkdtemp(join(tmpdir(), 'letterwatch-data-'))
  path = join(outer, 'inner', 'data')
})
afterEach(() => rm(outer, { recursive: true }))

const file = (name: string) => join(path, name)
const modeOf = async (name: string) => (await stat(file(name))).mode & 0o777

const TO_DO =
  'Put letterwatch.db back from a copy; or move the folder away, then restore a file of letterwatch backup or start again (docs/runbook.md, Data was lost)'

/** A folder in which something is stored and published. */
async function use(): Promise<void> {
  const { database, site } = await openDataFolder(path)
  await openSqliteStore(database).put({ pk: 'ledger#cppcc', sk: '000000000001', text: '留存' })
  await writeFile(join(site, 'index.html'), '<p>')
  database.close()
}

/** Why the folder is refused, which changes nothing in it. */
async function refusal(): Promise<string> {
  const before = await readFile(file('letterwatch.db')).catch(() => undefined)
  const error = await openDataFolder(path).then(
    ({ database }) => {
      database.close()
      return undefined
    },
    (error: unknown) => error,
  )
  expect(error).toBeInstanceOf(UsageError)
  const after = await readFile(file('letterwatch.db')).catch(() => undefined)
  expect(after?.equals(before ?? Buffer.alloc(0)) ?? before === undefined).toBe(true)
  return (error as UsageError).message
}

test('only the owner can read a new folder, its database and its keys', async () => {
  await use()
  expect(await modeOf('')).toBe(0o700)
  for (const name of ['letterwatch.db', 'signing-key', 'checkpoint-key']) expect(await modeOf(name)).toBe(0o600)
})

test('a folder that others could read is closed to them', async () => {
  await use()
  await chmod(path, 0o755)
  for (const name of ['letterwatch.db', 'signing-key']) await chmod(file(name), 0o644)
  await use()
  expect(await modeOf('')).toBe(0o700)
  for (const name of ['letterwatch.db', 'signing-key']) expect(await modeOf(name)).toBe(0o600)
})

test('what was stored and the keys are the same when the folder is opened again', async () => {
  await use()
  const keys = () => Promise.all(['signing-key', 'checkpoint-key'].map((name) => readFile(file(name))))
  const before = await keys()
  const { database } = await openDataFolder(path)
  expect(await openSqliteStore(database).get({ pk: 'ledger#cppcc', sk: '000000000001' })).toMatchObject({ text: '留存' })
  database.close()
  expect(await keys()).toEqual(before)
})

test('a folder whose creation was interrupted is completed', async () => {
  await mkdir(path, { recursive: true })
  await writeFile(file('letterwatch.db'), '')
  await use()
  await rm(outer, { recursive: true })

  ;(await openDataFolder(path)).database.close()
  await rm(file('checkpoint-key'))
  await use()
  expect(await readFile(file('checkpoint-key'))).toHaveLength(32)
})

test('processes that create one folder at once all open it, with the same keys', async () => {
  const program = `
    const { openDataFolder } = await import(${JSON.stringify(join(import.meta.dirname, '../../../infra/local/data-folder.ts'))})
    const { readFile } = await import('node:fs/promises')
    const { database, signingKey } = await openDataFolder(process.argv[1])
    database.run("INSERT INTO store_rows (pk, sk, fields) VALUES ('p', ?, '{}')", process.pid)
    process.stdout.write(await readFile(signingKey, 'hex'))
    database.close()`
  const runs = Array.from({ length: 4 }, () =>
    promisify(execFile)(process.execPath, ['--input-type=module', '-e', program, path]),
  )
  const keys = (await Promise.all(runs)).map(({ stdout }) => stdout)
  expect(new Set(keys).size).toBe(1)
  const { database } = await openDataFolder(path)
  expect([...database.iterate('SELECT sk FROM store_rows')]).toHaveLength(4)
  database.close()
})

describe('a missing database is not created again', () => {
  test.each(['signing-key', 'checkpoint-key', 'site'])('beside %s', async (name) => {
    await use()
    for (const other of ['letterwatch.db', 'signing-key', 'checkpoint-key', 'site'])
      if (other !== name) await rm(file(other), { recursive: true })
    expect(await refusal()).toBe(
      `Cannot use the data folder ${path}: its database letterwatch.db is missing, but not ${file(name)}. ${TO_DO}`,
    )
    await writeFile(file('letterwatch.db'), '')
    expect(await refusal()).toContain('its database letterwatch.db is missing')
  })

  test('unless only empty folders are beside it', async () => {
    await mkdir(file('site'), { recursive: true })
    await use()
  })
})

describe('a database that is damaged is refused', () => {
  test('when it is not a database', async () => {
    await use()
    await writeFile(file('letterwatch.db'), 'not a database'.repeat(1000))
    expect(await refusal()).toBe(
      `Cannot use the data folder ${path}: its database is damaged (Cannot use the database ${file('letterwatch.db')}: file is not a database). ${TO_DO}`,
    )
  })

  test('when it lost its end', async () => {
    await use()
    const content = await readFile(file('letterwatch.db'))
    await writeFile(file('letterwatch.db'), content.subarray(0, content.length - 4096 * 2))
    expect(await refusal()).toContain('its database is damaged')
  })

  test('when a page in it was overwritten, with the problem in one line', async () => {
    const { database } = await openDataFolder(path)
    const store = openSqliteStore(database)
    for (let index = 0; index < 500; index++)
      await store.put({ pk: 'ledger#cppcc', sk: String(index).padStart(12, '0'), text: '留存'.repeat(100) })
    database.close()
    const handle = await open(file('letterwatch.db'), 'r+')
    const pages = (await handle.stat()).size / 4096
    for (let page = 8; page < pages; page += 7) await handle.write(Buffer.alloc(4096, 0xa5), 0, 4096, page * 4096)
    await handle.close()
    const why = await refusal()
    expect(why).toContain('its database is damaged')
    expect(why).not.toContain('\n')
  })
})

describe('a missing key beside a database with rows is not created again', () => {
  test.each([
    ['signing-key', 'the secrets of webhooks are derived from it'],
    ['checkpoint-key', 'it signs the checkpoints'],
  ])('%s', async (name, use_) => {
    await use()
    await rm(file(name))
    expect(await refusal()).toBe(
      `Cannot use the data folder ${path}: its key ${file(name)} is missing, and ${use_}. Restore it from a backup; if it is lost, create another one: head -c 32 /dev/urandom > ${file(name)}`,
    )
    await expect(stat(file(name))).rejects.toThrow('ENOENT')
  })

  test('a key that the operator creates as the message says is used', async () => {
    await use()
    await rm(file('signing-key'))
    const command = /create another one: (.*)$/.exec(await refusal())?.[1] ?? ''
    await promisify(execFile)('sh', ['-c', command])
    await use()
    expect(await readFile(file('signing-key'))).toHaveLength(32)
    expect(await modeOf('signing-key')).toBe(0o600)
  })
})

test('a folder that cannot be created is refused with the reason', async () => {
  await writeFile(join(outer, 'inner'), '')
  await expect(openDataFolder(path)).rejects.toThrow(`Cannot use the data folder ${path}: ENOTDIR`)
})
