import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { readFile } from 'node:fs/promises'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { commandLine, type Ended } from '../../command-line.ts'
import { type Receiver, startReceiver } from '../../functions/deliver/receiver.ts'
import { fictionalLetter } from '../../letters.ts'
import { type LoopbackColumn, startColumn } from '../../loopback-column.ts'
import { SKINS } from '../../skins.ts'

let site: LoopbackColumn
let receiver: Receiver
let folder: string
let run: (args: string[]) => Promise<Ended>
let runHere: (args: string[]) => Promise<Ended>
let start: Awaited<ReturnType<typeof commandLine>>['start']
let started: ChildProcess[]

beforeAll(async () => {
  receiver = await startReceiver()
})
afterAll(() => receiver.close())
beforeEach(async () => {
  site = await startColumn()
  site.publish('10001', fictionalLetter('lead-reply'))
  site.publish('10002', fictionalLetter('npc-reply'))
  const made = await commandLine([site.column], { hold: { share: 0, count: 0 } })
  ;({ folder, run, runHere } = made)
  started = []
  start = (args) => {
    const child = made.start(args)
    started.push(child)
    return child
  }
})
afterEach(async () => {
  for (const child of started) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    child.kill('SIGKILL')
    // Not `close`, which waits until somebody has read all output.
    await once(child, 'exit')
  }
  await site.close()
})

/** A letter's page that is answered only when `open` is called; `asked` resolves when somebody waits for it. */
function holdBack(postId: string): { asked: Promise<void>; open: () => void } {
  const waiting: ServerResponse[] = []
  const page = () => ({ 'content-type': 'text/html; charset=utf-8' })
  const body = () => {
    const letter = site.letters.get(postId)
    return letter ? SKINS[site.skin](letter) : ''
  }
  let isOpen = false
  const asked = Promise.withResolvers<undefined>()
  const answer = (response: ServerResponse) => response.writeHead(200, page()).end(body())
  site.answers.set(site.path(postId), (_, response) => {
    if (isOpen) answer(response)
    else waiting.push(response)
    asked.resolve(undefined)
  })
  return {
    asked: asked.promise,
    open: () => {
      isOpen = true
      for (const response of waiting.splice(0)) answer(response)
    },
  }
}

/** Resolves when `stream` has said so much. */
async function said(child: ChildProcess, stream: 'stdout' | 'stderr', what: RegExp): Promise<string> {
  let text = ''
  // The stream stays open: a process whose output is not read ends.
  for await (const chunk of child[stream]?.iterator({ destroyOnReturn: false }) ?? []) {
    text += String(chunk)
    if (what.test(text)) return text
  }
  throw new Error(`It ended without saying ${String(what)}: ${text}`)
}

/** Runs a command in this process, which is another than that of `start`. */
const done = async (...words: string[]): Promise<unknown> => {
  const { code, stdout, stderr } = await runHere(['--json', ...words])
  expect({ words, code, stderr }).toEqual({ words, code: 0, stderr: '' })
  return JSON.parse(stdout)
}

test('every command works while start crawls, and while it waits for the next crawl', { timeout: 180_000 }, async () => {
  const page = holdBack('10001')
  const running = start(['start', '--port', '0', '--every', '1d'])
  await page.asked

  const { id } = (await done('endpoint', 'add', receiver.url, '--allow-private', '--no-verify')) as { id: string }
  expect(await done('endpoint', 'list')).toMatchObject([{ id, state: 'active' }])
  expect(await done('mail', 'add', 'reader@example.org')).toMatchObject({ address: 'reader@example.org' })
  expect(await done('held')).toEqual([])
  expect(await done('delivery', 'list')).toEqual([])
  expect(await done('verify')).toMatchObject([{ column: 'cppcc' }])
  expect(await done('backup', '--out', 'during.jsonl.gz')).toMatchObject({ rows: expect.any(Number) as number })
  expect(await done('export', '--out', 'during.jsonl')).toMatchObject({ columns: ['cppcc'] })

  page.open()
  await said(running, 'stdout', /cppcc: complete/)
  site.edit('10002', (letter) => ({ ...letter, body: [...letter.body, '另安排资金2亿元。'] }))
  expect(await done('crawl')).toMatchObject({ crawls: [{ outcome: 'complete', held: 1 }], announced: 1 })
  const held = (await done('held')) as { id: string }[]
  expect(held).toHaveLength(1)
  const [{ id: event }] = held as [{ id: string }]
  const timesReceived = () => receiver.received.filter(({ headers }) => headers['webhook-id'] === event).length
  expect(await done('show', event)).toMatchObject({ type: 'letter.edited' })
  expect(await done('history', 'cppcc/10002')).toHaveLength(2)
  expect(await done('release', 'cppcc')).toMatchObject({ release: 1, announced: 1 })
  // Whichever of the two processes makes a delivery first.
  await expect.poll(timesReceived, { timeout: 30_000 }).toBe(1)
  expect(await readFile(join(folder, '.letterwatch/site/cppcc/feed.xml'), 'utf8')).toContain('另安排资金2亿元')
  expect(await done('delivery', 'list', '--endpoint', id)).toContainEqual(expect.objectContaining({ event }))
  expect(await done('delivery', 'replay', event)).toMatchObject({ events: 1, deliveries: 1 })
  await expect.poll(timesReceived, { timeout: 30_000 }).toBe(2)

  site.edit('10001', (letter) => ({ ...letter, body: [...letter.body, '另拨付资金7亿元。'] }))
  await done('crawl')
  expect(await done('discard', 'cppcc')).toMatchObject({ discard: 1, announced: 0 })
  expect(await done('rebuild')).toMatchObject([{ column: 'cppcc', written: 0 }])
  expect(await done('verify')).toMatchObject([{ column: 'cppcc', snapshots: expect.any(Number) as number }])
  for (const words of [
    ['endpoint', 'test'],
    ['endpoint', 'rotate'],
    ['endpoint', 'disable'],
    ['endpoint', 'enable'],
    ['endpoint', 'remove'],
  ])
    expect(await done(...words, id)).toMatchObject({ id })
  expect(await done('mail', 'remove', 'reader@example.org')).toMatchObject({ address: 'reader@example.org' })

  running.kill('SIGTERM')
  expect((await once(running, 'close'))[0]).toBe(0)
})

test('a crawl of a host that another process crawls names that process, waits for it and then crawls', async () => {
  const page = holdBack('10001')
  const running = start(['start', '--port', '0', '--every', '1d'])
  await page.asked
  const second = start(['crawl', '--json'])
  const notice = await said(second, 'stderr', /\n/)
  expect(notice).toMatch(
    new RegExp(
      `^letterwatch: 127\\.0\\.0\\.1:\\d+ is being crawled by process ${running.pid ?? 0}, which has been running since \\S+; waiting until it is done\\n$`,
    ),
  )
  const requests = site.requests.length
  page.open()
  expect(JSON.parse(await said(second, 'stdout', /\n/))).toMatchObject({ crawls: [{ outcome: 'complete', baseline: 0 }] })
  expect(site.requests.length).toBeGreaterThan(requests)
  expect(await done('verify')).toMatchObject([{ column: 'cppcc' }])
})

test('start that waits for the crawl of another process stops at once on SIGTERM', async () => {
  const page = holdBack('10001')
  const crawling = start(['crawl'])
  await page.asked
  const running = start(['start', '--port', '0', '--every', '1d'])
  await said(running, 'stderr', /is being crawled by/)
  running.kill('SIGTERM')
  expect((await once(running, 'close'))[0]).toBe(0)
  page.open()
  expect((await once(crawling, 'close'))[0]).toBe(0)
})

test('after kill -9 in the middle of a crawl the next process crawls at once', async () => {
  await done('crawl')
  await done('endpoint', 'add', receiver.url, '--allow-private', '--no-verify')
  const page = holdBack('10001')
  const running = start(['start', '--port', '0', '--every', '1d'])
  await page.asked
  running.kill('SIGKILL')
  await once(running, 'close')
  page.open()
  expect(await done('crawl')).toMatchObject({ crawls: [{ outcome: 'complete' }] })
})

test('a second start on a data folder names the first, and ends', async () => {
  const page = holdBack('10001')
  const running = start(['start', '--port', '0'])
  await page.asked
  const { code, stdout, stderr } = await run(['start', '--port', '0'])
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(
    new RegExp(
      `^letterwatch: Cannot start: process ${running.pid ?? 0}, which has been running since \\S+, has started already; stop it first\\n$`,
    ),
  )
  page.open()
})
