import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { wallClock } from '../../../functions/clock.ts'
import { openSite, type Site } from '../../../functions/crawl/site.ts'

let listener: RequestListener
let connections = 0
const server = createServer((request, response) => listener(request, response)).on('connection', () => connections++)
let page: string
let site: Site

beforeEach(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  page = `http://127.0.0.1:${(server.address() as AddressInfo).port}/page.html`
  const way = { contact: 'somebody@example.test', pauseMs: 0, timeoutMs: 200, maxBytes: 1000 }
  site = openSite(page, { ...way, userAgent: undefined }, wallClock, Math.random)
  connections = 0
})
afterEach(async () => {
  await site.close()
  server.closeAllConnections()
  server.close()
})

const LATE = { outcome: 'unreachable', why: 'no whole answer within 200 ms' }
/** How many timers wait, once what has happened so far has been heard of. */
async function timers(): Promise<number> {
  await setImmediate()
  return process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length
}

test('an answer that does not begin in time is waited for no longer', async () => {
  listener = () => undefined
  expect(await site.fetch(page)).toEqual(LATE)
})

test('an answer that begins and drips on is waited for no longer', async () => {
  listener = (_, response) => {
    const dripping = setInterval(() => response.write('drop'), 50)
    response.on('close', () => clearInterval(dripping))
  }
  expect(await site.fetch(page)).toEqual(LATE)
})

test('a packed answer that drips on is waited for no longer either', async () => {
  listener = (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).write(Buffer.from([0x1f, 0x8b]))
  expect(await site.fetch(page)).toEqual(LATE)
})

test('a page and an answer that it did not change come over one connection, and leave no timer behind', async () => {
  listener = (request, response) =>
    request.headers['if-none-match'] === '"1"' ? response.writeHead(304).end() : response.end('page')
  expect(await site.fetch(page)).toMatchObject({ outcome: 'served', served: { status: 200, body: Buffer.from('page') } })
  const after = await timers()
  for (let time = 0; time < 3; time++) expect(await site.fetch(page, { etag: '"1"' })).toEqual({ outcome: 'unchanged' })
  expect({ connections, timers: await timers() }).toEqual({ connections: 1, timers: after })
})

test('a kept connection that the site closes when it is asked again is opened anew, once', async () => {
  listener = (request, response) => {
    if (connections === 1 && request.url === '/second.html') request.socket.destroy()
    else response.end('page')
  }
  expect(await site.fetch(page)).toMatchObject({ outcome: 'served' })
  expect(await site.fetch(new URL('second.html', page).href)).toMatchObject({ outcome: 'served' })
  expect(connections).toBe(2)
})

test('a site that breaks off a new connection is unreachable', async () => {
  listener = (request) => request.socket.destroy()
  expect(await site.fetch(page)).toMatchObject({ outcome: 'unreachable' })
  expect(connections).toBe(1)
})
