import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { LoopbackColumn } from '../../loopback-column.ts'
import { startWatching, toldIn, type Watching } from '../../watching.ts'
import { scenarios, type Step } from './scenario.ts'
import { letterOf } from './scenario-letters.ts'

/** Pages of the listing, by number, carry an ETag, and answer 304 to who has it. `asked`: the pages answered so far, each with its status. */
function validate(site: LoopbackColumn, pages: number[], asked: string[] = []): void {
  for (const page of pages) {
    const path = page === 1 ? site.listingPath : `${site.listingPath}index_${page}.html`
    site.answers.set(path, (request, response) => {
      const { status = 200, body = '' } = site.page(page) as { status?: number; body?: string }
      const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 12)}"`
      const isSame = status === 200 && request.headers['if-none-match'] === etag
      asked.push(`${page} ${isSame ? 304 : status}`)
      response.writeHead(isSame ? 304 : status, { 'content-type': 'text/html; charset=utf-8', etag }).end(isSame ? '' : body)
    })
  }
}

const VALIDATED = { trustValidatorsFor: '72h' }
const nothing: Step[0] = () => undefined

let watching: Watching
const asked: string[] = []
/** The pages of the listing that one crawl asked for, and what it told. */
const crawl = async () => {
  asked.length = 0
  const round = await watching.crawl()
  return { report: round.crawls[0], told: toldIn(round), asked: [...asked] }
}

beforeAll(async () => {
  watching = await startWatching(VALIDATED)
  for (let index = 1; index <= 45; index++) watching.site.publish(String(10_000 + index), letterOf(index))
  validate(watching.site, [1, 2, 3], asked)
  await watching.crawl()
})
afterAll(() => watching.close())

test('a listing that is as it was costs one request under conditions for each of its pages, and is complete', async () => {
  const { report, told, asked } = await crawl()
  expect(asked).toEqual(['1 304', '2 304', '3 304'])
  expect(report).toMatchObject({ outcome: 'complete', listed: 45, whole: true })
  expect(told).toEqual([])
})

test('a listing of which one page is another is read whole, and what is new on it is told', async () => {
  watching.site.letters.set('9000', letterOf(60))
  watching.site.listed.push('9000')
  const { told, asked } = await crawl()
  expect(asked).toEqual(['1 304', '2 304', '3 200', '1 200', '2 200', '3 200'])
  expect(told).toEqual(['letter.published 9000'])
  expect((await crawl()).asked).toEqual(['1 304', '2 304', '3 304'])
})

test('a letter that goes missing has the listing read whole, once: what is told of it rests on bytes', async () => {
  watching.site.remove('10010', false)
  const { told, report } = await crawl()
  expect(told).toEqual(['letter.delisted 10010'])
  expect(report).toMatchObject({ listed: 45 })
  expect((await crawl()).asked).toEqual(['1 304', '2 304', '3 304'])
  watching.site.listed.push('10010')
  expect((await crawl()).told).toEqual(['letter.restored 10010'])
  expect((await crawl()).asked).toEqual(['1 304', '2 304', '3 304'])
})

test('the page of a letter long off the list is gone: the next crawl reads the listing whole and tells it', async () => {
  const { site } = watching
  site.remove('10011', false)
  expect((await crawl()).told).toEqual(['letter.delisted 10011'])
  site.letters.delete('10011')
  expect(await crawl()).toMatchObject({ told: [], asked: ['1 304', '2 304', '3 304'] })
  expect(await crawl()).toMatchObject({ told: ['letter.withdrawn 10011'], asked: ['1 200', '2 200', '3 200'] })
  expect(await crawl()).toMatchObject({ told: [], asked: ['1 304', '2 304', '3 304'] })
})

test('a page that fails is no page as it was, and leaves the listing in part', async () => {
  const { site } = watching
  const path = `${site.listingPath}index_2.html`
  const answer = site.answers.get(path)
  site.answers.set(path, { status: 502 })
  expect((await crawl()).report).toMatchObject({ outcome: 'partial', whole: false, events: [] })
  if (answer) site.answers.set(path, answer)
  expect((await crawl()).report).toMatchObject({ outcome: 'complete', listed: 45 })
})

test('what a clock wrote that ran ahead is not believed longer than else: the listing is read', async () => {
  const now = Date.now()
  vi.useFakeTimers({ toFake: ['Date'], now: now + 365 * 86_400_000 })
  await crawl()
  vi.setSystemTime(now)
  expect((await crawl()).asked).toEqual(['1 200', '2 200', '3 200'])
  expect((await crawl()).asked).toEqual(['1 304', '2 304', '3 304'])
  vi.useRealTimers()
})

scenarios('listings under conditions', [
  {
    title: 'a letter is missed as often and as long as ever before it is withdrawn',
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
    title: 'where nothing is trusted no conditions are made, and a site that would answer 304 to all of them hides nothing',
    steps: [
      [
        (site) =>
          site.answers.set(site.listingPath, (request, response) => {
            const { body = '' } = site.page(1) as { body?: string }
            const isAsked = request.headers['if-none-match'] !== undefined
            response.writeHead(isAsked ? 304 : 200, { 'content-type': 'text/html', etag: '"1"' }).end(isAsked ? '' : body)
          }),
        [],
      ],
      [(site) => site.publish('20001', letterOf(40)), ['letter.published 20001']],
    ],
  },
])
