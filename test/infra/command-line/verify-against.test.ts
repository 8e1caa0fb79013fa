import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commandLine } from '../../command-line.ts'
import { fictionalLetter } from '../../letters.ts'
import { type LoopbackColumn, startColumn } from '../../loopback-column.ts'

let site: LoopbackColumn
let folder: string
let run: Awaited<ReturnType<typeof commandLine>>['run']
const inData = (path: string) => join(folder, '.letterwatch', path)

/** Two letters, one of them edited, told by mail and in feeds; a checkpoint of the day. What somebody kept lies in kept/. */
beforeAll(async () => {
  site = await startColumn()
  ;({ folder, run } = await commandLine([site.column]))
  site.publish('10001', fictionalLetter('lead-reply'))
  site.publish('10002', fictionalLetter('npc-reply'))
  await run(['crawl'])
  site.edit('10001', (letter) => ({ ...letter, body: [...letter.body, '另安排资金2亿元。'] }))
  await run(['crawl'])
  await cp(inData('site'), join(folder, 'kept'), { recursive: true })
  await cp(inData('mail'), join(folder, 'kept/mail'), { recursive: true })
}, 60_000)
afterAll(() => site.close())

const FEEDS = ['cppcc/feed.xml', 'cppcc/feed.atom', 'cppcc/feed.json', 'all/substantive.xml']
const OTHERS = ['checkpoints/latest.json', 'cppcc/ledger/latest.json', 'status.json', 'cppcc/10001/2/index.html']
const keptMail = async () => `mail/${(await readdir(join(folder, 'kept/mail'))).find((name) => name.endsWith('.eml')) ?? ''}`

describe('what somebody kept is what the ledger has', () => {
  test.each([...FEEDS, ...OTHERS])('%s', async (path) => {
    const { code, stdout } = await run(['verify', '--against', `kept/${path}`, '--json'])
    expect(JSON.parse(stdout)).toMatchObject({ verdicts: [{ column: 'cppcc' }], against: `kept/${path}` })
    expect(JSON.parse(stdout)).not.toHaveProperty('differs')
    expect(code).toBe(0)
  })

  test('a mail, whose text is encoded', async () => {
    expect(await run(['verify', 'cppcc', '--against', `kept/${await keptMail()}`])).toMatchObject({ code: 0, stderr: '' })
  })

  test('a checkpoint at its address, by the key that the operator has and by one that somebody kept', async () => {
    const server = createServer((_, response) => {
      void readFile(join(folder, 'kept/checkpoints/latest.json')).then((body) => response.end(body))
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/latest.json`
    for (const key of [[], ['--key', 'kept/checkpoints/key.json']]) {
      const { code, stdout } = await run(['verify', '--against', address, ...key])
      expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('its signature is valid') as string })
    }
    server.close()
  })
})

test('a checkpoint that somebody changed is not signed, nor is one under another key', async () => {
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

test('a file that says nothing of a ledger, none at all, and a key that is none are refused in one line', async () => {
  await writeFile(join(folder, 'nothing.txt'), 'nothing')
  for (const words of [['nothing.txt'], ['absent.json'], ['kept/checkpoints/latest.json', '--key', 'nothing.txt']]) {
    const { code, stderr } = await run(['verify', '--against', ...words])
    expect({ code, lines: stderr.trim().split('\n').length }, words.join(' ')).toEqual({ code: 2, lines: 1 })
  }
})

describe('a ledger that is not what it was differs, whatever was kept of it', () => {
  test(
    'a table that was deleted and begun anew: its chain is whole, and not the one that was kept',
    { timeout: 60_000 },
    async () => {
      await rm(inData('rows'), { recursive: true })
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
    await rm(inData('rows'), { recursive: true })
    expect(await run(['verify', '--against', 'kept/cppcc/feed.json'])).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('the ledger ends at entry 0') as string,
    })
  })
})
