import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { LoopbackColumn } from '../../loopback-column.ts'
import { startWatching, eventsIn, type Watching } from '../../watching.ts'
import { scenarios, type Step } from './scenario.ts'
import { letterOf } from './scenario-letters.ts'

/** Serves `pages` of the listing, by number, with an ETag, and 304 to requests with that ETag. `answered`: the pages served so far, each with its status. */
function validate(site: LoopbackColumn, pages: number[], answered: string[] = []): void {
  for (const page of pages) {
    const path = page === 1 ? site.listingPath : `${site.listingPath}index_${page}.html`
    site.answers.set(path, (request, response) => {
      const { status = 200, body = '' } = site.page(page) as { status?: number; body?: string }
      const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 12)}"`
      const isSame = status === 200 && request.headers['if-none-match'] === etag
      answered.push(`${page} ${isSame ? 304 : status}`)
      response.writeHead(isSame ? 304 : status, { 'content-type': 'text/html; charset=utf-8', etag }).end(isSame ? '' : body)
    })
  }
}

const VALIDATED = { trustValidatorsFor: '72h' }
const nothing: Step[0] = () => undefined

let watching: Watching
const answered: string[] = []
/** The listing pages that one crawl requested, its events and its report. */
const crawl = async () => {
  answered.length = 0
  const round = await watching.crawl()
  return { report: round.crawls[0], events: eventsIn(round), requested: [...answered] }
}

beforeAll(async () => {
  watching = await startWatching(VALIDATED)
  for (let index = 1; index <= 45; index++) watching.site.publish(String(10_000 + index), letterOf(index))
  validate(watching.site, [1, 2, 3], answered)
  await watching.crawl()
})
afterAll(() => watching.close())

test('an unchanged listing costs one conditional request for each of its pages, and is complete', async () => {
  const { report, events, requested } = await crawl()
  expect(requested).toEqual(['1 304', '2 304', '3 304'])
  expect(report).toMatchObject({ outcome: 'complete', listed: 45, whole: true })
  expect(events).toEqual([])
})

test('a listing of which one page changed is read completely, and new letters on it are found', async () => {
  watching.site.letters.set('9000', letterOf(60))
  watching.site.listed.push('9000')
  const { events, requested } = await crawl()
  expect(requested).toEqual(['1 304', '2 304', '3 200', '1 200', '2 200', '3 200'])
  expect(events).toEqual(['letter.published 9000'])
  expect((await crawl()).requested).toEqual(['1 304', '2 304', '3 304'])
})

test('after a letter goes missing the listing is read completely, once: its pages are the evidence of the delisting', async () => {
  watching.site.remove('10010', false)
  const { events, report } = await crawl()
  expect(events).toEqual(['letter.delisted 10010'])
  expect(report).toMatchObject({ listed: 45 })
  expect((await crawl()).requested).toEqual(['1 304', '2 304', '3 304'])
  watching.site.listed.push('10010')
  expect((await crawl()).events).toEqual(['letter.restored 10010'])
  expect((await crawl()).requested).toEqual(['1 304', '2 304', '3 304'])
})

test('when the page of a delisted letter is gone, the next crawl reads the listing completely and withdraws the letter', async () => {
  const { site } = watching
  site.remove('10011', false)
  expect((await crawl()).events).toEqual(['letter.delisted 10011'])
  site.letters.delete('10011')
  expect(await crawl()).toMatchObject({ events: [], requested: ['1 304', '2 304', '3 304'] })
  expect(await crawl()).toMatchObject({ events: ['letter.withdrawn 10011'], requested: ['1 200', '2 200', '3 200'] })
  expect(await crawl()).toMatchObject({ events: [], requested: ['1 304', '2 304', '3 304'] })
})

test('a page that fails is not unchanged: the listing is incomplete', async () => {
  const { site } = watching
  const path = `${site.listingPath}index_2.html`
  const answer = site.answers.get(path)
  site.answers.set(path, { status: 502 })
  expect((await crawl()).report).toMatchObject({ outcome: 'partial', whole: false, events: [] })
  if (answer) site.answers.set(path, answer)
  expect((await crawl()).report).toMatchObject({ outcome: 'complete', listed: 45 })
})

test('a reading time in the future, from a wrong clock, is not trusted: the listing is read', async () => {
  const now = Date.now()
  vi.useFakeTimers({ toFake: ['Date'], now: now + 365 * 86_400_000 })
  await crawl()
  vi.setSystemTime(now)
  expect((await crawl()).requested).toEqual(['1 200', '2 200', '3 200'])
  expect((await crawl()).requested).toEqual(['1 304', '2 304', '3 304'])
  vi.useRealTimers()
})

scenarios('conditional requests for listings', [
  {
    title: 'an unchanged listing counts as a miss of a letter like one that is read',
    settings: { ...VALIDATED, withdrawal: { misses: 3, hours: 0 } },
    steps: [
      [(site) => validate(site, [1]), []],
      [nothing, []],
      [(site) => site.remove('10003', true), []],
      [nothing, []],
      [nothing, ['letter.withdrawn 10003'], { outcome: 'complete' }],
      [nothing, [], { outcome: 'complete', listed: 5 }],
    ],
  },
  {
    title:
      'without trust in validators no request is conditional, and a site that answers every condition with 304 hides nothing',
    steps: [
      [
        (site) =>
          site.answers.set(site.listingPath, (request, response) => {
            const { body = '' } = site.page(1) as { body?: string }
            const isConditional = request.headers['if-none-match'] !== undefined
            response
              .writeHead(isConditional ? 304 : 200, { 'content-type': 'text/html', etag: '"1"' })
              .end(isConditional ? '' : body)
          }),
        [],
      ],
      [(site) => site.publish('20001', letterOf(40)), ['letter.published 20001']],
    ],
  },
])
