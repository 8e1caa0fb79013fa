import { createServer } from 'node:http'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { isEvent } from '../../../shared/event.ts'
import type { Entry } from '../../../shared/entry.ts'
import { commandLine } from '../../command-line.ts'
import { fictionalLetter } from '../../letters.ts'
import { startColumn } from '../../loopback-column.ts'

const LETTERS = 40
const EDITED = 12

test('kill -9 at ten instants of a crawl loses nothing and records nothing twice', { timeout: 90_000 }, async () => {
  const site = await startColumn()
  const receiver = await startReceiver()
  const letter = fictionalLetter('lead-reply')
  const ids = Array.from({ length: LETTERS }, (_, index) => String(70_000 + index))
  for (const id of ids) site.publish(id, { ...letter, title: `${letter.title}之${id}`, body: [...letter.body, `编号${id}`] })
  const { folder, run } = await commandLine([site.column], { hold: { share: 1, count: 1000 } })
  await run(['endpoint', 'add', receiver.url, '--allow-private', '--no-verify'])

  for (const instant of [350, 900, 700]) await run(['crawl'], instant)
  expect((await run(['crawl'])).code).toBe(0)
  for (const id of ids.slice(0, EDITED)) site.edit(id, (was) => ({ ...was, body: [...was.body, '补充：投入资金5亿元。'] }))
  site.publish('80000', {
    ...letter,
    title: '关于另一件提案答复的函',
    body: ['虚构委员：', '这是另一封信，与前面各信不同。', '此函。'],
  })
  for (const instant of [400, 550, 650, 800, 950, 1100, 1300]) await run(['crawl'], instant)
  expect((await run(['crawl'])).code).toBe(0)

  expect(await run(['verify'])).toMatchObject({ code: 0 })
  const entries = await publishedLedger(join(folder, '.letterwatch/site/cppcc/ledger'))
  expect(entries.map(({ sequence }) => sequence)).toEqual(entries.map((_, index) => index + 1))
  for (const [index, id] of ids.entries()) {
    const types = entries.filter(({ data }) => 'letter' in data && data.letter === `cppcc/${id}`).map(({ type }) => type)
    expect(types, id).toEqual(index < EDITED ? ['letter.published', 'letter.edited'] : ['letter.published'])
  }
  const events = entries.filter((entry) => isEvent(entry) && !('baseline' in entry.data)).map(({ data }) => data.id)
  const deliveries = JSON.parse((await run(['delivery', 'list', '--json'])).stdout) as { event: string; state: string }[]
  expect(deliveries.map(({ event }) => event).sort()).toEqual(events.sort())
  const delivered = deliveries.filter(({ state }) => state === 'delivered').map(({ event }) => event)
  expect(receiver.ids).toEqual(expect.arrayContaining(delivered))
  await site.close()
  await receiver.close()
})

async function publishedLedger(folder: string): Promise<Entry[]> {
  const pages = (await readdir(folder)).filter((name) => name !== 'latest.json').sort()
  const read = await Promise.all(pages.map((name) => readFile(join(folder, name), 'utf8')))
  return read.flatMap((page) => (JSON.parse(page) as { entries: Entry[] }).entries)
}

async function startReceiver() {
  const ids: string[] = []
  const server = createServer((request, response) => {
    void text(request).then(() => {
      ids.push(String(request.headers['webhook-id']))
      response.end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    ids,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: async () => {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}
