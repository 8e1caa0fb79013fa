import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { brokenLink } from '../../../../shared/ledger/chain.ts'
import { Entry } from '../../../../shared/entry.ts'
import { commandLine } from '../../../command-line.ts'
import { fictionalLetter } from '../../../letters.ts'
import { type LoopbackColumn, startColumn } from '../../../loopback-column.ts'
import { SKINS } from '../../../skins.ts'
import { type ReadRecord, readWarc } from './read-warc.ts'

let site: LoopbackColumn
let folder: string
let run: Awaited<ReturnType<typeof commandLine>>['runHere']

/** A letter that is edited and changed back, served compressed, and one that leaves the list with its page. */
beforeAll(async () => {
  site = await startColumn()
  // Captures of one address in one second are one record: an edit is confirmed a second later.
  ;({ folder, runHere: run } = await commandLine([site.column], { confirmAfterMs: 1000 }))
  const letter = fictionalLetter('lead-reply')
  const serve = (money: string) => {
    const changed = { ...letter, body: letter.body.map((line) => line.replace('2.18亿元', money)) }
    const headers = { 'content-encoding': 'gzip', 'content-type': 'text/html; charset=utf-8', 'x-powered-by': 'made up' }
    site.answers.set(site.path('10001'), { headers, body: gzipSync(SKINS.meta(changed)) })
  }
  site.publish('10001', letter)
  site.publish('10002', fictionalLetter('npc-reply'))
  for (const money of ['2.18亿元', '2.81亿元', '2.18亿元']) {
    serve(money)
    await run(['crawl'])
  }
  site.remove('10002', true)
  await run(['crawl'])
}, 60_000)
afterAll(() => site.close())

describe('a WARC file', () => {
  let records: ReadRecord[]
  beforeAll(async () => {
    expect(await run(['export', '--out', 'all.warc.gz'])).toMatchObject({ code: 0, stderr: '' })
    records = await readWarc(join(folder, 'all.warc.gz'))
  })
  const ofLetter = (postId: string) => records.filter(({ address }) => address.endsWith(`post_${postId}.html`))

  test('begins with the program that wrote it, and with what differs from the bytes on the wire', () => {
    expect(records[0]?.type).toBe('warcinfo')
    expect(Buffer.from(records[0]?.payload ?? []).toString()).toContain('x-archive-orig-')
  })

  test('holds each page once with the bytes that were served, and a revisit where they were served again', () => {
    const [first, , again] = ofLetter('10001')
    expect(ofLetter('10001').map(({ type }) => type)).toEqual(['response', 'response', 'revisit'])
    expect(textOf(first)).toContain('2.18亿元')
    expect(again?.header('WARC-Profile')).toBe('http://netpreserve.org/warc/1.1/revisit/identical-payload-digest')
    expect(again?.header('WARC-Payload-Digest')).toBe(first?.header('WARC-Payload-Digest'))
    expect(again?.header('WARC-Refers-To')).toBe(first?.header('WARC-Record-ID'))
    expect(again?.header('WARC-Refers-To-Target-URI')).toBe(first?.address)
    expect(again?.header('WARC-Refers-To-Date')).toBe(first?.date)
  })

  test('has the time, address, scheme and headers of each response; headers that describe the wire have another name', () => {
    const [first] = ofLetter('10001')
    expect(first?.address).toBe(site.urlOf('10001'))
    expect(first?.date).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    expect(first?.status).toBe('HTTP/1.1 200')
    expect(Object.fromEntries(first?.http ?? [])).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'x-powered-by': 'made up',
      'x-archive-orig-content-encoding': 'gzip',
    })
    expect(first?.http.map(([name]) => name)).not.toContain('content-encoding')
  })

  test('holds the evidence of a withdrawal: the answer 404 and the listing without the letter', () => {
    expect(ofLetter('10002').map(({ type, status }) => `${type} ${status}`)).toEqual([
      'response HTTP/1.1 200',
      'response HTTP/1.1 404',
    ])
    expect(records.filter(({ address }) => address === site.column.url).map(({ type }) => type)).toEqual(['response'])
  })

  test('compresses every record by itself, and gives the same records the same ids when it is written again', async () => {
    const bytes = await readFile(join(folder, 'all.warc.gz'))
    const members = bytes.toString('latin1').split('\x1f\x8b\x08').length - 1
    expect(members).toBeGreaterThanOrEqual(records.length)
    expect(gunzipSync(bytes).toString('latin1').split('WARC/1.1\r\n')).toHaveLength(records.length + 1)
    await run(['export', 'cppcc', '--out', 'again.warc.gz'])
    const ids = (all: ReadRecord[]) => all.slice(1).map(({ header }) => header('WARC-Record-ID'))
    expect(ids(await readWarc(join(folder, 'again.warc.gz')))).toEqual(ids(records))
    expect(new Set(ids(records)).size).toBe(records.length - 1)
  })
})

const textOf = (record: ReadRecord | undefined) =>
  Buffer.from(record?.payload ?? [])
    .toString()
    .replace(/<[^>]*>/g, '')

test('JSON Lines are the ledger, one entry per line in order, from which its chain can be recomputed', async () => {
  const { stdout } = await run(['export', '--out', 'all.jsonl', '--json'])
  const text = await readFile(join(folder, 'all.jsonl'), 'utf8')
  expect(JSON.parse(stdout)).toEqual({ file: 'all.jsonl', columns: ['cppcc'], bytes: Buffer.byteLength(text) })
  const entries = text
    .trimEnd()
    .split('\n')
    .map((line) => Entry.parse(JSON.parse(line)))
  expect(entries.length).toBeGreaterThanOrEqual(7)
  for (const [index, entry] of entries.entries()) expect(brokenLink(entry, entries[index - 1])).toBeUndefined()
})

describe('a path that cannot be written is refused in one line', () => {
  test.each([
    ['an unknown extension', 'all.zip', 'its name must end in .warc.gz or .jsonl'],
    ['a folder that is not there', 'absent/all.jsonl', 'no such file or directory'],
    ['a folder of that name', 'folder.jsonl', 'it is a folder'],
  ])('%s', async (_, out, why) => {
    await mkdir(join(folder, 'folder.jsonl'), { recursive: true })
    const { code, stderr } = await run(['export', '--out', out])
    expect(code).toBe(2)
    expect(stderr).toContain(why)
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })

  test('an unknown column, and a missing option', async () => {
    expect(await run(['export', 'npc', '--out', 'x.jsonl'])).toMatchObject({ code: 2 })
    expect(await run(['export'])).toMatchObject({ code: 2 })
  })
})

test('an existing file is unchanged until the new one is complete, and no draft is left', async () => {
  await writeFile(join(folder, 'kept.jsonl'), 'before')
  await run(['export', 'npc', '--out', 'kept.jsonl'])
  expect(await readFile(join(folder, 'kept.jsonl'), 'utf8')).toBe('before')
  expect((await readdir(folder)).filter((name) => name.endsWith('.draft'))).toEqual([])
})
