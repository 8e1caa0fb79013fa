import { afterEach, beforeEach, expect, test } from 'vitest'
import { SKINS } from '../../skins.ts'
import { startWatching, eventsIn, type Watching } from '../../watching.ts'
import { letterOf } from './scenario-letters.ts'

const JSON_PATH = '/postmeta/i/100001.json'
let watching: Watching
beforeEach(async () => {
  watching = await startWatching({ trustValidatorsFor: '72h' })
  for (let index = 1; index <= 2; index++) watching.site.publish(String(10_000 + index), letterOf(index))
})
afterEach(() => watching.close())

const columnJson = (ids: string[], publishedAt: number) =>
  JSON.stringify({
    id: 100001,
    name: '政协提案答复函公开文稿',
    articles: ids.map((id) => ({ id: Number(id), title: id, url: watching.site.urlOf(id), publish_time: publishedAt / 1000 })),
  })

test('letters that only the JSON of the platform contains are a problem for operators, and no event', async () => {
  watching.site.answers.set(JSON_PATH, { body: columnJson(['10001', '10002', '19998'], 0) })
  const { crawls } = await watching.crawl()
  expect(crawls[0]).toMatchObject({
    outcome: 'complete',
    listed: 2,
    problems: [{ why: expect.stringContaining('19998') as string }],
  })
  expect(eventsIn({ crawls, announced: 0, deliveries: { made: 0, failed: 0 }, problems: [] })).toEqual([])
})

test('JSON that is absent or does not parse is ignored', async () => {
  expect((await watching.crawl()).crawls[0]).toMatchObject({ outcome: 'complete', problems: [] })
})

test('a letter with a newer publication time in the JSON is fetched without conditions, although its validators have not changed', async () => {
  const { site, crawl } = watching
  const date = 'Mon, 02 Jun 2025 08:00:00 GMT'
  const stale = () => {
    const letter = site.letters.get('10001')
    if (!letter) throw new Error('Cannot serve letter 10001: it is not published')
    site.answers.set(site.path('10001'), (request, response) => {
      if (request.headers['if-modified-since'] === date) response.writeHead(304).end()
      else
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'last-modified': date }).end(SKINS.meta(letter))
    })
  }
  stale()
  await crawl()
  site.edit('10001', (was) => ({ ...was, body: [...was.body, '另拨付资金7亿元。'] }))
  stale()
  expect(eventsIn(await crawl())).toEqual([])
  site.answers.set(JSON_PATH, { body: columnJson(['10001', '10002'], Date.now() + 60_000) })
  const { state, save } = await watching.machine.archive.crawlState('cppcc')
  state.jsonAskedAt = undefined
  await save()
  expect(eventsIn(await crawl())).toEqual([expect.stringMatching(/^letter\.edited 10001 .*silent/)])
})
