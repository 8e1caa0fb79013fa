import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decodeEntry, encodeEntry } from '../../../functions/archive/ledger.ts'
import { openDatabase } from '../../../functions/ports/sqlite/database.ts'
import { openSqliteStore } from '../../../functions/ports/store/sqlite.ts'
import type { Row, Store } from '../../../functions/ports/store/store.ts'
import { hashEntry } from '../../../shared/ledger/chain.ts'
import { commandLine } from '../../command-line.ts'
import { fictionalLetter } from '../../letters.ts'
import { type LoopbackColumn, startColumn } from '../../loopback-column.ts'

let site: LoopbackColumn
let folder: string
let run: Awaited<ReturnType<typeof commandLine>>['runHere']
let runAlone: Awaited<ReturnType<typeof commandLine>>['run']
const inData = (path: string) => join(folder, '.letterwatch', path)

/** Two letters, one of them edited, announced by mail and in feeds; a checkpoint of the day. The saved copies are in kept/. */
beforeAll(async () => {
  site = await startColumn()
  ;({ folder, runHere: run, run: runAlone } = await commandLine([site.column]))
  await mkdir(join(folder, 'kept'))
  const hook = createServer((request, response) => {
    void buffer(request).then((body) => writeFile(join(folder, 'kept/hook.json'), body)).then(() => response.end())
  }).listen(0, '127.0.0.1') // prettier-ignore
  await once(hook, 'listening')
  await run(['endpoint', 'add', addressOf(hook), '--allow-private', '--no-verify'])
  site.publish('10001', fictionalLetter('lead-reply'))
  site.publish('10002', fictionalLetter('npc-reply'))
  await run(['crawl'])
  site.edit('10001', (letter) => ({ ...letter, body: [...letter.body, '另安排资金2亿元。'] }))
  await run(['crawl'])
  hook.close()
  await cp(inData('site'), join(folder, 'kept'), { recursive: true })
  await run(['export', '--out', 'kept/all.jsonl'])
  await cp(inData('letterwatch.db'), join(folder, 'letterwatch.db'))
  await cp(inData('mail'), join(folder, 'kept/mail'), { recursive: true })
}, 60_000)
afterAll(() => site.close())

const addressOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`

const FEEDS = ['cppcc/feed.xml', 'cppcc/feed.atom', 'cppcc/feed.json', 'all/substantive.xml']
const OTHERS = [
  'checkpoints/latest.json',
  'cppcc/ledger/latest.json',
  'status.json',
  'cppcc/10001/2/index.html',
  'hook.json',
  'all.jsonl',
]
const keptMail = async () => `mail/${(await readdir(join(folder, 'kept/mail'))).find((name) => name.endsWith('.eml')) ?? ''}`

describe('a saved copy matches the ledger', () => {
  test.each([...FEEDS, ...OTHERS])('%s', async (path) => {
    const { code, stdout } = await run(['verify', '--against', `kept/${path}`, '--json'])
    expect(JSON.parse(stdout)).toMatchObject({ verdicts: [{ column: 'cppcc' }], against: `kept/${path}` })
    expect(JSON.parse(stdout)).not.toHaveProperty('differs')
    expect(code).toBe(0)
  })

  test('a mail, whose text is encoded', async () => {
    expect(await run(['verify', 'cppcc', '--against', `kept/${await keptMail()}`])).toMatchObject({ code: 0, stderr: '' })
  })

  test('a checkpoint at its address, with the operator’s key and with a saved one', async () => {
    const server = createServer((_, response) => {
      void readFile(join(folder, 'kept/checkpoints/latest.json')).then((body) => response.end(body))
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    for (const key of [[], ['--key', 'kept/checkpoints/key.json']]) {
      const { code, stdout } = await run(['verify', '--against', addressOf(server), ...key])
      expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('its signature is valid') as string })
    }
    server.close()
  })
})

test('the signature of an altered checkpoint is wrong, and so is one under another key', async () => {
  const signed = await readFile(join(folder, 'kept/checkpoints/latest.json'), 'utf8')
  await writeFile(join(folder, 'changed.json'), signed.replace(/"madeAt": "2/, '"madeAt": "1'))
  expect(await run(['verify', '--against', 'changed.json'])).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('NOT SIGNED: its signature is wrong') as string,
  })
  const keys = await readFile(join(folder, 'kept/checkpoints/key.json'), 'utf8')
  await writeFile(join(folder, 'other.json'), keys.replace(/"id": "../, '"id": "zz'))
  const { code, stdout } = await run(['verify', '--against', 'kept/checkpoints/latest.json', '--key', 'other.json', '--json'])
  expect({ code, answer: JSON.parse(stdout) as unknown }).toMatchObject({ code: 1, answer: { signature: 'wrong' } })
})

test('a file without hashes, a missing file and a file that is not a key are refused in one line', async () => {
  await writeFile(join(folder, 'nothing.txt'), 'nothing')
  for (const words of [['nothing.txt'], ['absent.json'], ['kept/checkpoints/latest.json', '--key', 'nothing.txt']]) {
    const { code, stderr } = await run(['verify', '--against', ...words])
    expect({ code, lines: stderr.trim().split('\n').length }, words.join(' ')).toEqual({ code: 2, lines: 1 })
  }
})

const NONSENSE: Record<string, () => string | Buffer> = {
  'a page': () => '<!doctype html><title>云上市</title><p>cppcc/1 sha256:…</p>',
  'a checkpoint cut in the middle': () =>
    '{"checkpoint":{"number":1,"columns":[{"column":"cppcc","sequence":1,"hash":"sha256:0',
  'an empty file': () => '',
  'arrays in arrays': () => '['.repeat(1_000_000) + ']'.repeat(1_000_000),
  'fifty megabytes': () => Buffer.alloc(50_000_000, 'a'),
  'names and places that cannot be': () =>
    JSON.stringify([
      { column: 'c\u0000', sequence: 1, hash: `sha256:${'0'.repeat(64)}` },
      { column: 'cppcc', sequence: 1e300, hash: `sha256:${'0'.repeat(64)}` },
      { column: 'cppcc', sequence: 0, hash: `sha256:${'0'.repeat(64)}` },
    ]),
}

test.each(Object.entries(NONSENSE))('%s is refused in one line', { timeout: 60_000 }, async (_, content) => {
  await writeFile(join(folder, 'nonsense'), content())
  // In a process of its own, whose memory and stack are those of a user's.
  const { code, stderr } = await runAlone(['verify', '--against', 'nonsense'])
  expect({ code, lines: stderr.trim().split('\n').length }).toEqual({ code: 2, lines: 1 })
})

test('an answer without end is cut off and reported as too long', { timeout: 60_000 }, async () => {
  const server = createServer((_, response) => {
    const chunk = Buffer.alloc(1_000_000)
    const more = () => response.write(chunk, () => more())
    more()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { code, stderr } = await run(['verify', '--against', addressOf(server)])
  expect({ code, stderr }).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^letterwatch: Cannot read .*longer than/) as string,
  })
  server.closeAllConnections()
  server.close()
})

test('a feed of another ledger differs', async () => {
  const feed = await readFile(join(folder, 'kept/cppcc/feed.json'), 'utf8')
  await writeFile(join(folder, 'other-ledger.json'), feed.replaceAll('cppcc', 'another'))
  expect(await run(['verify', '--against', 'other-ledger.json'])).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('another: DIFFERS at entry') as string,
  })
})

/** Does `work` to the rows of the store as it was after the crawls, without a command of letterwatch. */
async function alter(work: (store: Store, rows: Row[]) => Promise<void>): Promise<void> {
  await cp(join(folder, 'letterwatch.db'), inData('letterwatch.db'))
  const database = openDatabase(inData('letterwatch.db'))
  const store = openSqliteStore(database)
  await work(store, await Array.fromAsync(store.query('ledger#cppcc')))
  database.close()
}

type Stored = { sequence: number; hash: string; previous: string; type: string; data: Record<string, unknown> }
const storedIn = (row: Row) => decodeEntry(row.entry) as Stored
const withTitle = ({ data, ...entry }: Stored, title: string): Stored => ({ ...entry, data: { ...data, title } })
const withHash = (entry: Stored): Stored => ({ ...entry, hash: hashEntry(entry) })
const rowOf = (row: Row, entry: Stored): Row => ({ ...row, hash: entry.hash, type: entry.type, entry: encodeEntry(entry) })

describe('rows that were altered in the database', () => {
  test('a title, and bytes that are not an entry', async () => {
    await alter((store, [, second]) => store.put(rowOf(second as Row, withTitle(storedIn(second as Row), '另一个标题'))))
    expect(await run(['verify'])).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('BROKEN at entry 2: its hash') as string,
    })
    await alter((store, [, second]) => store.put({ ...(second as Row), entry: Buffer.from('nothing') }))
    expect(await run(['verify'])).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('BROKEN at entry 2: it is not a ledger entry') as string,
    })
  })

  /** Of each form one; each knows of the last entry. */
  const kept = async () => ['cppcc/feed.xml', 'cppcc/feed.json', 'status.json', 'hook.json', 'all.jsonl', await keptMail()]

  test('the last entry removed: the chain is valid, and every saved copy has a later hash', { timeout: 60_000 }, async () => {
    let last = 0
    await alter(async (store, rows) => {
      last = Number(rows.at(-1)?.sequence)
      await store.remove(rows.at(-1) as Row)
    })
    expect(await run(['verify'])).toMatchObject({ code: 0 })
    for (const path of await kept()) {
      const { code, stdout } = await run(['verify', '--against', `kept/${path}`])
      expect(code, path).toBe(1)
      expect(stdout, path).toContain(`the ledger ends at entry ${last - 1}`)
    }
  })

  test('all entries but the first removed: the chain is valid, and the checkpoint of the day has a later hash', async () => {
    await alter(async (store, rows) => {
      for (const row of rows.slice(1)) await store.remove(row)
    })
    expect(await run(['verify'])).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(
        /BROKEN at entry 2: it is missing, and the checkpoint of [\d-]{10} says that the ledger ends/,
      ) as string,
    })
  })

  test('a history that was written again from its second entry on, with correct hashes', { timeout: 60_000 }, async () => {
    await alter(async (store, rows) => {
      let previous = storedIn(rows[0] as Row).hash
      for (const row of rows.slice(1)) {
        const entry = withHash({ ...withTitle(storedIn(row), '另一个标题'), previous })
        previous = entry.hash
        await store.put(rowOf(row, entry))
      }
    })
    expect(await run(['verify'])).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/BROKEN at entry \d+: the checkpoint of [\d-]{10} has another hash for it/) as string,
    })
    for (const path of [...(await kept()), 'checkpoints/latest.json'])
      expect(await run(['verify', '--against', `kept/${path}`]), path).toMatchObject({ code: 1 })
  })
})

describe('an entry of a later version, with an unknown type and unknown fields', () => {
  const later = ({ sequence, hash }: Stored): Stored =>
    withHash({ sequence: sequence + 1, previous: hash, hash: '', type: 'letter.translated', data: { id: `cppcc/${sequence + 1}`, column: 'cppcc', said: ['新', 1] } }) // prettier-ignore
  const add = (changed: (entry: Stored) => Stored) =>
    alter(async (store, rows) => {
      const last = rows.at(-1) as Row
      const entry = later(storedIn(last))
      await store.put({
        ...rowOf(last, changed(entry)),
        sequence: entry.sequence,
        sk: String(entry.sequence).padStart(12, '0'),
      })
    })

  test('is valid when its hash is, and is compared with saved copies', async () => {
    await add((entry) => entry)
    expect(await run(['verify'])).toMatchObject({ code: 0 })
    await run(['export', '--out', 'later.jsonl'])
    expect(await readFile(join(folder, 'later.jsonl'), 'utf8')).toContain('"said":["新",1]')
    expect(await run(['verify', '--against', 'later.jsonl'])).toMatchObject({ code: 0 })
  })

  test('is broken when an unknown field is altered', async () => {
    await add((entry) => ({ ...entry, data: { ...entry.data, said: ['旧', 1] } }))
    expect(await run(['verify'])).toMatchObject({ code: 1, stdout: expect.stringContaining('BROKEN at entry') as string })
  })
})

describe('an altered ledger differs from every saved copy', () => {
  test(
    'a data folder that was deleted and started again: its chain is valid, and differs from the saved one',
    { timeout: 60_000 },
    async () => {
      await rm(inData(''), { recursive: true })
      await run(['crawl'])
      expect(await run(['verify'])).toMatchObject({ code: 0 })
      for (const path of [...FEEDS, ...OTHERS, await keptMail()]) {
        const { code, stdout } = await run(['verify', '--against', `kept/${path}`])
        expect(code, path).toBe(1)
        expect(stdout, path).toContain('DIFFERS at entry')
      }
      const { stdout } = await run(['verify', '--against', 'kept/checkpoints/latest.json', '--json'])
      expect(JSON.parse(stdout)).toMatchObject({ differs: { column: 'cppcc', sequence: expect.any(Number) as number } })
    },
  )

  test('a tail that was cut off', async () => {
    await alter(async (store, rows) => {
      for (const row of rows) await store.remove(row)
    })
    expect(await run(['verify', '--against', 'kept/cppcc/feed.json'])).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('the ledger ends at entry 0') as string,
    })
  })
})
