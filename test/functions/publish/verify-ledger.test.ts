import { execFile, spawnSync } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openArchive } from '../../../functions/archive/archive.ts'
import { openSnapshots } from '../../../functions/archive/snapshots.ts'
import { makeCheckpoint } from '../../../functions/checkpoint/make-checkpoint.ts'
import { openFolder } from '../../../functions/ports/files/folder.ts'
import { publish } from './publish.ts'
import { serveRecord } from '../../../infra/local/record-server.ts'
import { hashEntry } from '../../../shared/ledger/chain.ts'
import type { Fact } from '../../../shared/entry.ts'
import { snapshotId } from '../../../shared/snapshot.ts'
import { edited, opened, published, withdrawn } from '../../shared/ledger/made-up-entries.ts'
import { testClock } from '../../emulated-ports.ts'
import { append, openTemporaryStore } from '../../temporary-store.ts'
import { madeUpReport } from '../../made-up-report.ts'

const BODY = Buffer.from('<html><body>示例市政府部门答复提案的虚构网页</body></html>')
/** The Node of this project, and the one that the machine has, which is what a reader would use. */
const NODES = [process.execPath, '/usr/bin/node'].filter((path) => existsSync(path))

let folder: string
let record: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'letterwatch-verify-'))
  record = join(folder, 'record')
  const { store, close } = await openTemporaryStore()
  const snapshots = openSnapshots(store)
  const url = 'https://www.example.gov.test/tadf/content/post_1.html'
  const how = { url, finalUrl: url, scheme: 'https' as const, status: 200, headers: {}, fetchedAt: '2026-11-01T08:00:00+08:00' }
  await snapshots.keep({ ...how, body: BODY })
  const resting = (fact: Fact) => {
    if ('evidence' in fact.data) Object.assign(fact.data.evidence, { snapshot: snapshotId(BODY) })
    return fact
  }
  const letters = Array.from({ length: 101 }, (_, index) => published(String(1000 + index)))
  await append(store, 'cppcc', [
    opened(),
    resting(structuredClone(published('101'))),
    edited('101'),
    withdrawn('101'),
    ...letters,
  ])
  await append(store, 'npc', [opened('虚构建议答复函')])
  const archive = openArchive(store)
  const secrets = { key: () => Promise.resolve(Buffer.alloc(32, 7)) }
  for (const column of ['cppcc', 'npc']) await archive.reports.keep(column, madeUpReport(), 0)
  for (const day of ['2026-11-24', '2026-11-25'])
    await makeCheckpoint({ store, secrets, clock: testClock(() => new Date(`${day}T08:00:00+08:00`)) })
  const deps = { store, snapshots, record: openFolder(record), topics: [] }
  for (const column of ['cppcc', 'npc']) await publish(column, { ...deps, publicUrl: 'https://record.example/' })
  await close()
})
afterAll(() => rm(folder, { recursive: true }))

/** The verifier from the record itself, over `where`. */
function verifier(where: string, words: string[] = [], node = process.execPath) {
  const { status, stdout, stderr } = spawnSync(node, [join(record, 'verify-ledger.mjs'), where, ...words], { encoding: 'utf8' })
  return { status, stdout, stderr }
}

/** What the verifier says of the record while `change` is made to one file; then the file is what it was. */
async function afterChange(path: string, change: (text: string) => string | undefined) {
  const whole = await readFile(join(record, path))
  const changed = change(whole.toString())
  if (changed === undefined) await rm(join(record, path))
  else await writeFile(join(record, path), changed)
  const said = verifier(record, ['cppcc'])
  await writeFile(join(record, path), whole)
  return said
}

describe.each(NODES)('under %s', (node) => {
  test('an intact record passes: its ledgers page by page, and the published raw pages', () => {
    const { status, stdout, stderr } = verifier(record, [], node)
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toMatch(/^cppcc: 105 entries are whole, 1 raw pages have their hashes; head sha256:[0-9a-f]{64}$/m)
    expect(stdout).toMatch(/^npc: 1 entries are whole/m)
    expect(stdout).toContain('2 checkpoints are signed, and the ledgers have what they say')
  })

  test('it reads one column, and a ledger by itself', () => {
    expect(verifier(record, ['npc'], node).stdout).not.toContain('cppcc')
    expect(verifier(join(record, 'cppcc'), [], node)).toMatchObject({ status: 0 })
    expect(verifier(join(record, 'cppcc/ledger'), [], node)).toMatchObject({ status: 0 })
  })
})

test('a record is read at its address', async () => {
  const server = await serveRecord(record, 0)
  const { stdout } = await promisify(execFile)(process.execPath, [join(record, 'verify-ledger.mjs'), server.url])
  expect(stdout).toContain('cppcc: 105 entries are whole, 1 raw pages')
  await server.close()
})

test('the file in the record is the one in the repository', async () => {
  const source = await readFile(join(import.meta.dirname, '../../../functions/publish/browser/verify-ledger.mjs'))
  expect(await readFile(join(record, 'verify-ledger.mjs'))).toEqual(source)
})

describe('tampering is found', () => {
  const PAGE = 'cppcc/ledger/000001.json'
  type Page = { entries: Record<string, unknown>[] }
  const onPage = (change: (page: Page) => void) => (text: string) => {
    const page = JSON.parse(text) as Page
    change(page)
    const [head = ''] = text.split('\n')
    return `${head}\n${page.entries.map((entry) => JSON.stringify(entry)).join(',\n')}\n]}\n`
  }

  test('at every field of an entry', { timeout: 120_000 }, async () => {
    const { entries } = JSON.parse(await readFile(join(record, PAGE), 'utf8')) as Page
    const fields = leaves(entries[2])
    expect(fields.length).toBeGreaterThan(40)
    for (const field of fields) {
      const said = await afterChange(
        PAGE,
        onPage((page) => alter(page.entries[2], field)),
      )
      expect(said, field.join('.')).toMatchObject({
        status: 1,
        stderr: expect.stringContaining('BROKEN: cppcc: entry') as string,
      })
    }
  })

  test.each([
    ['a field added', (page: Page) => void Object.assign(page.entries[2] ?? {}, { note: 'x' }), 'entry 3'],
    ['an entry removed', (page: Page) => void page.entries.splice(2, 1), 'entry 3'],
    [
      'two entries that changed places',
      (page: Page) => void page.entries.splice(2, 2, ...page.entries.slice(2, 4).reverse()),
      'entry 3',
    ],
    [
      'an entry written anew with its own hash',
      (page: Page) => {
        const entry = { ...page.entries[2], timestamp: '2026-11-01T00:00:00+08:00' }
        page.entries[2] = { ...entry, hash: hashEntry(entry) }
      },
      'entry 4',
    ],
    ['the end of a page cut off', (page: Page) => void page.entries.pop(), 'does not have 100 entries'],
  ])('%s', async (_, change, named) => {
    const { status, stderr } = await afterChange(PAGE, onPage(change))
    expect(status).toBe(1)
    expect(stderr).toContain(named)
  })

  test.each([
    ['a page that is missing', PAGE, () => undefined, '000001.json of its ledger is missing'],
    ['the last page missing', 'cppcc/ledger/000002.json', () => undefined, '000002.json of its ledger is missing'],
    [
      'another latest.json',
      'cppcc/ledger/latest.json',
      (text: string) => text.replace('"sequence":101', '"sequence":102'),
      'latest.json',
    ],
    [
      'a name that occurs twice',
      PAGE,
      (text: string) => text.replace('"sequence":3,', '"sequence":2,"sequence":3,'),
      'not the text',
    ],
    ['no JSON', PAGE, () => '<html>', 'is not JSON'],
    [
      'a checkpoint with another hash',
      'checkpoints/latest.json',
      (text: string) => text.replace(/"hash": "sha256:../, '"hash": "sha256:zz'),
      'signature',
    ],
    [
      'an earlier checkpoint changed',
      'checkpoints/2026-11-24.json',
      (text: string) => text.replace('T08:00', 'T09:00'),
      'is not the one that a later one names',
    ],
    ['an earlier checkpoint missing', 'checkpoints/2026-11-24.json', () => undefined, 'is missing'],
    [
      'a key that did not sign',
      'checkpoints/key.json',
      (text: string) => text.replace(/"publicKey": "./, '"publicKey": "_'),
      'signature',
    ],
    ['a page without entries', PAGE, () => '{"column":"cppcc","page":1}', 'is not page 1'],
    [
      'another head in status.json',
      'status.json',
      (text: string) => text.replace(/sha256:[0-9a-f]/, 'sha256:_'),
      'is not the one in status.json',
    ],
    [
      'a raw page with other bytes',
      `snapshots/${snapshotId(BODY).slice(7)}.bin`,
      (text: string) => `${text} `,
      'has other bytes',
    ],
  ])('%s', async (_, path, change, named) => {
    const { status, stderr } = await afterChange(path, change)
    expect(status).toBe(1)
    expect(stderr).toContain(named)
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })
})

test('a ledger that was started again, valid in itself, does not match a checkpoint', async () => {
  const { store, close } = await openTemporaryStore()
  await append(store, 'cppcc', [opened('另一栏目'), published('101')])
  const other = join(folder, 'other')
  const deps = {
    store,
    snapshots: openSnapshots(store),
    record: openFolder(other),
    topics: [],
  }
  await publish('cppcc', { ...deps, publicUrl: 'https://record.example/' })
  await cp(join(record, 'checkpoints'), join(other, 'checkpoints'), { recursive: true })
  const { status, stderr } = verifier(other, ['cppcc'])
  expect(status).toBe(1)
  expect(stderr).toContain('the checkpoint of 2026-11-25 has entry 105, and the ledger ends at 2')
  await close()
})

test('without anything to check it says so, with another exit code than for damage', () => {
  expect(verifier(join(folder, 'absent'))).toMatchObject({ status: 2 })
  expect(verifier('http://127.0.0.1:9/')).toMatchObject({ status: 2, stderr: expect.not.stringContaining('BROKEN') as string })
  expect(verifier(record, ['other'])).toMatchObject({ status: 2, stderr: expect.stringContaining('of other') as string })
})

/** The paths of everything in `value` that is neither a list nor an object. */
function leaves(value: unknown, path: string[] = []): string[][] {
  if (value === null || typeof value !== 'object') return [path]
  return Object.entries(value).flatMap(([name, held]) => leaves(held, [...path, name]))
}

function alter(value: unknown, [name = '', ...rest]: string[]): void {
  const holder = value as Record<string, unknown>
  if (rest.length > 0) {
    alter(holder[name], rest)
    return
  }
  const held = holder[name]
  holder[name] = typeof held === 'number' ? held + 1 : typeof held === 'boolean' ? !held : `${String(held)} `
}
