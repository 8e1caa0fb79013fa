import { afterEach, expect, test } from 'vitest'
import { startWatching, eventsIn, type Watching } from '../../watching.ts'
import { letterOf } from './scenario-letters.ts'

let watching: Watching
afterEach(() => watching.close())

const begin = async (letters: number, settings: object = {}) => {
  watching = await startWatching(settings)
  for (let index = 1; index <= letters; index++) watching.site.publish(String(10_000 + index), letterOf(index))
  return watching
}

test('robots.txt is read once a day, and addresses that it disallows are not requested', async () => {
  const { site, crawl } = await begin(3)
  site.answers.set('/robots.txt', {
    headers: { 'content-type': 'text/plain' },
    body: `User-agent: *\nDisallow: ${site.path('10002')}\n`,
  })
  expect((await crawl()).crawls[0]).toMatchObject({ outcome: 'partial', outcomes: { read: 2, blocked: 1 } })
  await crawl()
  expect(site.requests.filter((path) => path === '/robots.txt')).toHaveLength(1)
  expect(site.requests).not.toContain(site.path('10002'))
})

test('a robots.txt that fails closes the site until it can be read', async () => {
  const { site, crawl } = await begin(2)
  site.answers.set('/robots.txt', { status: 503 })
  expect((await crawl()).crawls[0]).toMatchObject({
    outcome: 'failed',
    problems: [{ outcome: 'blocked', why: '127.0.0.1: status 503; without its robots.txt nothing is fetched' }],
  })
  expect(site.requests).toEqual(['/robots.txt'])
  site.answers.clear()
  expect((await crawl()).crawls[0]).toMatchObject({ outcome: 'complete', baseline: 2 })
})

test('a robots.txt that redirects to another host disallows nothing', async () => {
  const { site, crawl } = await begin(2)
  site.answers.set('/robots.txt', { status: 302, headers: { location: 'http://other.invalid/robots.txt' } })
  expect((await crawl()).crawls[0]).toMatchObject({ outcome: 'complete', baseline: 2 })
})

test('a flood of changes is held also when each crawl may make few requests', async () => {
  const { site, crawl } = await begin(16, { maxRequests: 14, hold: { share: 0.25, count: 3 } })
  for (let round = 0; round < 3; round++) await crawl()
  for (const id of site.listed) site.edit(id, (was) => ({ ...was, body: [...was.body, '另拨付资金7亿元。'] }))
  const events = eventsIn(await crawl())
  expect(events[0]).toBe('column.held')
  expect(events.slice(1).length).toBeGreaterThan(3)
  for (const edit of events.slice(1)) expect(edit).toMatch(/^letter\.edited \d+ substantive \S+ held$/)
})

test('requests come one at a time, with a pause between them, and with the contact in the User-Agent', async () => {
  const { site, crawl } = await begin(4, { pauseMs: 40, contact: 'https://example.org/who' })
  const seen: { at: number; agent: string | undefined }[] = []
  let underWay = 0
  for (const id of site.listed) {
    const body = `<html><head><meta name="ArticleTitle" content="关于第${id}号提案答复的函"></head><body><div class="article-content"><p>虚构委员：</p><p>现就第${id}号提案答复如下，经费3万元。</p><p>此函。</p></div></body></html>`
    site.answers.set(site.path(id), (request, response) => {
      underWay++
      expect(underWay).toBe(1)
      seen.push({ at: performance.now(), agent: request.headers['user-agent'] })
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(body, () => underWay--)
    })
  }
  await crawl()
  expect(seen).toHaveLength(4)
  for (const [index, { at, agent }] of seen.entries()) {
    expect(agent).toContain('https://example.org/who')
    if (index > 0) expect(at - (seen[index - 1]?.at ?? 0)).toBeGreaterThanOrEqual(38)
  }
})

test('a Retry-After of more than a minute ends the requests, and the next crawl makes none before it', async () => {
  const { site, crawl } = await begin(3)
  await crawl()
  site.answers.set(site.path('10003'), { status: 429, headers: { 'retry-after': '3600' } })
  site.requests.length = 0
  expect((await crawl()).crawls[0]).toMatchObject({ outcome: 'partial' })
  const requested = site.requests.length
  expect(requested).toBeLessThan(6)
  expect((await crawl()).crawls[0]).toMatchObject({
    outcome: 'failed',
    requests: 0,
    problems: [{ outcome: 'blocked', why: expect.stringContaining('not to be asked again before') as string }],
  })
  expect(site.requests).toHaveLength(requested)
})

test('a crawl ends at its limit of requests; the next ones go on with the longest unchecked, readable or not', async () => {
  const { site, crawl } = await begin(9, { maxRequests: 8 })
  for (const id of ['10006', '10007', '10008', '10009'])
    site.answers.set(site.path(id), { body: '%PDF-1.7', headers: { 'content-type': 'application/pdf' } })
  const first = await crawl()
  expect(first.crawls[0]).toMatchObject({ outcome: 'partial', coverage: { letters: 9 } })
  await crawl()
  await crawl()
  for (const id of site.listed)
    expect(site.requests.filter((path) => path === site.path(id)).length, id).toBeGreaterThanOrEqual(1)
  site.edit('10001', (was) => ({ ...was, body: [...was.body, '另拨付资金7亿元。'] }))
  const events = [...eventsIn(await crawl()), ...eventsIn(await crawl()), ...eventsIn(await crawl())]
  expect(events).toEqual([expect.stringMatching(/^letter\.edited 10001/)])
})
