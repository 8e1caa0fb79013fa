import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { linesOf, rowsIn } from '../../../infra/cli/back-up/row-lines.ts'
import { type Ended, commandLine } from '../../command-line.ts'
import { fictionalLetter } from '../../letters.ts'
import { type LoopbackColumn, startColumn } from '../../loopback-column.ts'
import { type Account, startAccount } from './account.ts'

let site: LoopbackColumn
beforeAll(async () => {
  site = await startColumn()
  for (const [index, name] of (['lead-reply', 'second-reply', 'npc-reply'] as const).entries())
    site.publish(String(10_001 + index), fictionalLetter(name))
})
afterAll(() => site.close())

type Run = (args: string[]) => Promise<Ended>

const done = async (run: Run, ...args: string[]): Promise<unknown> => {
  const { code, stdout, stderr } = await run(['--json', ...args])
  expect({ code, stderr }, args.join(' ')).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout)
}

/** Two crawls with an edit between them, by which everything that is kept has something in it. */
async function crawlTwice(crawl: () => Promise<unknown>): Promise<void> {
  await crawl()
  site.edit('10002', (letter) => ({ ...letter, body: [...letter.body, `另安排资金${site.requests.length}亿元。`] }))
  await crawl()
}

describe('a drill on one machine', () => {
  test('a restored backup is complete, and crawls continue where they were', async () => {
    const { folder, run, runHere } = await commandLine([site.column])
    await crawlTwice(() => done(runHere, 'crawl'))
    const before = await done(runHere, 'verify')
    const record = await readFile(join(folder, '.letterwatch/site/cppcc/ledger/000001.json'), 'utf8')
    const feed = await readFile(join(folder, '.letterwatch/site/cppcc/feed.xml'), 'utf8')
    await done(run, 'backup', '--out', 'kept.jsonl.gz')

    await rm(join(folder, '.letterwatch'), { recursive: true })
    await done(run, 'restore', 'kept.jsonl.gz')
    expect(await done(runHere, 'verify')).toEqual(before)
    await done(runHere, 'rebuild')
    expect(await readFile(join(folder, '.letterwatch/site/cppcc/ledger/000001.json'), 'utf8')).toBe(record)
    expect(await readFile(join(folder, '.letterwatch/site/cppcc/feed.xml'), 'utf8')).toBe(feed)
    expect(await done(runHere, 'crawl')).toMatchObject({ crawls: [{ outcome: 'complete', events: [] }], announced: 0 })
  })

  test('nothing is restored over existing data, nor from an altered file', async () => {
    const { folder, runHere } = await commandLine([site.column])
    await done(runHere, 'crawl')
    const file = join(folder, 'kept.jsonl.gz')
    await done(runHere, 'backup', '--out', file)
    expect(await runHere(['restore', file])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Cannot restore: the table is not empty') as string,
    })
    await rm(join(folder, '.letterwatch'), { recursive: true })
    await writeFile(
      file,
      gzipSync(
        gunzipSync(await readFile(file))
          .toString()
          .replace('"sk":"', '"sk":"x'),
      ),
    )
    const { code, stderr } = await runHere(['restore', file])
    expect({ code, lines: stderr.trim().split('\n').length }).toEqual({ code: 2, lines: 1 })
    expect(stderr).toContain('its rows are not those that were backed up. Nothing was changed')
  })
})

describe('an altered file is refused at its end', () => {
  const rows = Array.from({ length: 50 }, (_, index) => ({ pk: 'p', sk: String(index), bytes: new Uint8Array([index, 255]) }))
  const read = async (change: (bytes: Buffer) => Buffer) => {
    const file = join(await mkdtemp(join(tmpdir(), 'letterwatch-back-up-')), 'kept.jsonl.gz')
    const written = await Array.fromAsync(linesOf(Readable.from(rows)))
    await writeFile(file, change(Buffer.concat(written)))
    return Array.fromAsync(rowsIn(file))
  }
  const lines = (change: (all: string[]) => string[]) => (bytes: Buffer) =>
    gzipSync(change(gunzipSync(bytes).toString().split('\n')).join('\n'))

  test('an intact file gives the same rows', async () => {
    expect(await read((bytes) => bytes)).toEqual(rows)
  })

  test.each([
    ['cut', (bytes: Buffer) => bytes.subarray(0, bytes.length - 20)],
    ['no compressed file', () => Buffer.from('no such thing')],
    ['empty', () => Buffer.alloc(0)],
    ['without a row', lines(([, ...others]) => others)],
    ['without its last line', lines((all) => [...all.slice(0, -2), ''])],
    ['in another order', lines(([first = '', second = '', ...others]) => [second, first, ...others])],
  ])('%s', async (_, change) => {
    await expect(read(change)).rejects.toThrow()
  })
})

test('a backup of a stack is restored into another, with a large page from the bucket', async () => {
  const large = fictionalLetter('short-reply')
  site.publish('10009', { ...large, body: [...large.body, ...manyLines()] })
  const first: Account = await startAccount()
  const from = await commandLine([site.column], {}, first.caller)
  await crawlTwice(() => first.crawl(site.column))
  const before = await done(from.runHere, '--stack', 'letterwatch', 'verify')
  const file = join(from.folder, 'kept.jsonl.gz')
  await done(from.runHere, '--stack', 'letterwatch', 'backup', '--out', file)
  await first.close()

  const second: Account = await startAccount()
  const into = await commandLine([site.column], {}, second.caller)
  await done(into.runHere, '--stack', 'letterwatch', 'restore', file)
  expect(await done(into.runHere, '--stack', 'letterwatch', 'verify')).toEqual(before)
  const other = ['--stack', 'letterwatch', '--table', 'another']
  expect(await into.runHere([...other, 'verify'])).toMatchObject({ code: 1 })
  await second.close()
})

/** Lines that no compression makes small: over 350 kB of them outgrow a row. */
function manyLines(): string[] {
  let seed = 1
  const next = () => (seed = (seed * 48_271) % 2_147_483_647)
  const character = () => String.fromCodePoint(0x4e00 + (next() % 20_000))
  return Array.from({ length: 2200 }, () => `${Array.from({ length: 100 }, character).join('')}。`)
}
