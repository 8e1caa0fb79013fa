import { once } from 'node:events'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { openCheckpoints } from '../../../functions/archive/checkpoints.ts'
import { openArchive } from '../../../functions/archive/archive.ts'
import { openAuthority } from '../../../functions/checkpoint/authority.ts'
import { makeCheckpoint } from '../../../functions/checkpoint/make-checkpoint.ts'
import { openHttp } from '../../../functions/ports/http/http.ts'
import { checkpointFiles } from '../../../functions/publish/checkpoint-files.ts'
import { opened } from '../../shared/ledger/made-up-entries.ts'
import { testClock } from '../../emulated-ports.ts'
import { append, openTemporaryStore, type TemporaryStore } from '../../temporary-store.ts'
import { startAuthority } from './authority.ts'
import { madeUpReport } from '../../made-up-report.ts'

let made: TemporaryStore
let folder: string
let authority: Awaited<ReturnType<typeof startAuthority>>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'letterwatch-authority-'))
  authority = await startAuthority(folder)
})
afterAll(() => authority.close())

beforeEach(async () => {
  made = await openTemporaryStore()
  await append(made.store, 'cppcc', [opened()])
  await openArchive(made.store).reports.keep('cppcc', madeUpReport(), 0)
})
afterEach(() => made.close())

const checkpointWith = (url: string, timeoutMs?: number) =>
  makeCheckpoint({
    store: made.store,
    secrets: { key: () => Promise.resolve(Buffer.alloc(32, 1)) },
    clock: testClock(() => new Date('2026-11-25T00:05:00Z')),
    authority: openAuthority(url, openHttp(), timeoutMs),
  })

/** The files of the checkpoints, in a record that has those at `held`. */
async function published(...held: string[]): Promise<Map<string, string | Uint8Array>> {
  const record = {
    address: '',
    concurrency: 1,
    write: () => Promise.reject(new Error()),
    holds: (path: string) => Promise.resolve(held.includes(path)),
    read: () => Promise.resolve(undefined),
  }
  const files = await Array.fromAsync(checkpointFiles(openCheckpoints(made.store), record, true))
  return new Map(files.map(({ path, body }) => [path, body]))
}

test('a timestamp is published beside its checkpoint, and openssl verifies it for that file only', async () => {
  expect(await checkpointWith(authority.url)).toMatchObject({ made: true, stamped: true })
  const files = await published()
  for (const [name, path] of [['day.json', 'checkpoints/2026-11-25.json'], ['day.tsr', 'checkpoints/2026-11-25.tsr'], ['key.json', 'checkpoints/key.json']] as const)
    await writeFile(join(folder, name), files.get(path) ?? '') // prettier-ignore
  expect(await authority.verify('day.json', 'day.tsr')).toContain('Verification: OK')
  await expect(authority.verify('key.json', 'day.tsr')).rejects.toThrow('message imprint mismatch')
})

test('a timestamp that arrives after its checkpoint was published is published too', async () => {
  await checkpointWith(authority.url)
  expect([...(await published('checkpoints/2026-11-25.json')).keys()]).toContain('checkpoints/2026-11-25.tsr')
})

/** Something that answers on loopback while `work` is done. */
async function answering<T>(listener: RequestListener, work: (url: string) => Promise<T>): Promise<T> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

/** A refusal as RFC 3161 has it: the status 2, and no timestamp. */
const REFUSAL = Buffer.from('30053003020102', 'hex')

const FAILURES: Record<string, [RequestListener, RegExp]> = {
  'is slow': [() => undefined, /did not answer within 200 ms/],
  'begins and never ends': [(_, response) => response.write('0'), /did not answer within 200 ms/],
  refuses: [(_, response) => response.end(REFUSAL), /it refused, with the status 2/],
  'answers 503': [(_, response) => response.writeHead(503).end('later'), /it answered 503/],
  'answers with a page': [(_, response) => response.end('<html>…</html>'), /something else than a timestamp/],
  'answers with nothing': [(_, response) => response.end(), /something else than a timestamp/],
  'answers without end': [(_, response) => response.end(Buffer.alloc(1_000_000, 0x30)), /longer than 65536 bytes/],
  'says it granted and signs nothing': [(_, response) => response.end(Buffer.from('30053003020100', 'hex')), /another hash/],
}

test.each(Object.entries(FAILURES))('an authority that %s: the checkpoint is made, and the report has the reason for the missing timestamp', async (_, [listener, why]) => {
  const report = await answering(listener, (url) => checkpointWith(url, 200))
  expect(report).toMatchObject({ made: true, stamped: false, problem: expect.stringMatching(why) as string })
  expect([...(await published()).keys()].sort()).toEqual(['checkpoints/2026-11-25.json', 'checkpoints/key.json', 'checkpoints/latest.json'])
}) // prettier-ignore

test('an authority that cannot be reached', async () => {
  const url = await answering(() => undefined, (gone) => Promise.resolve(gone)) // prettier-ignore
  expect(await checkpointWith(url)).toMatchObject({ made: true, problem: expect.stringContaining('ECONNREFUSED') as string })
})

/** Where the hash and the nonce lie in the question. */
const HASH_AT = 24
const NONCE_AT = 58
test.each([
  ['another hash', HASH_AT],
  ['another question', NONCE_AT],
])('an authority that answers for %s', async (what, at) => {
  authority.changeQuestions((query) => {
    const changed = Buffer.from(query)
    changed[at + 3] = (changed[at + 3] ?? 0) ^ 1
    return changed
  })
  const report = await checkpointWith(authority.url)
  expect(report).toMatchObject({ made: true, stamped: false, problem: expect.stringContaining(what) as string })
})
