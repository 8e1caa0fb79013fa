import { afterEach, beforeEach, expect, test } from 'vitest'
import { snapshotId } from '../../../shared/snapshot.ts'
import { eventsIn, startWatching, type Watching } from '../../watching.ts'
import { letterOf } from './scenario-letters.ts'

const ID = '10002'
const FILE = '/attachment/2025/plan.docx'
const HOUR = 3_600_000
let watching: Watching
let now: number

beforeEach(async () => {
  watching = await startWatching()
  now = Date.now()
  watching.machine.ports.clock.now = () => new Date(now)
  const attachments = [{ name: '任务分工表', url: `${watching.site.origin}${FILE}` }]
  for (let index = 1; index <= 6; index++)
    watching.site.publish(String(10_000 + index), { ...letterOf(index), ...(index === 2 && { attachments }) })
})
afterEach(() => watching.close())

const bytes = (text: string) => Buffer.from(`PK\u0003\u0004${text}`)
const serve = (text: string) =>
  watching.site.answers.set(FILE, { body: bytes(text), headers: { 'content-type': 'application/msword' } })

/** A crawl so many hours later: its events, how often the file was asked for, and its problems. */
async function crawl(hours = 25) {
  now += hours * HOUR
  watching.site.requests.length = 0
  const round = await watching.crawl()
  const asked = watching.site.requests.filter((path) => path === FILE).length
  return {
    events: eventsIn(round),
    asked,
    problems: round.crawls[0]?.problems ?? [],
    found: JSON.stringify(await latestEntry()),
  }
}

async function latestEntry() {
  const { machine, site } = watching
  return (await Array.fromAsync(machine.archive.ledger(site.column.id).entries())).at(-1)
}

test('a file that is replaced under its address is an edit of its letter, once, and both files are kept', async () => {
  serve('first')
  expect(await crawl()).toMatchObject({ events: [], asked: 0 })
  expect(await crawl()).toMatchObject({ events: [], asked: 1 })
  expect(await crawl()).toMatchObject({ events: [], asked: 1 })
  serve('second')
  const { events, asked, found } = await crawl()
  expect(events).toEqual([expect.stringMatching(/^letter\.edited 10002 substantive attachment/)])
  expect(found).toContain('“任务分工表”换了文件')
  expect(asked).toBe(2)
  for (const text of ['first', 'second'])
    expect(await watching.machine.archive.snapshots.find(snapshotId(bytes(text)))).toBeDefined()
  expect((await crawl()).events).toEqual([])
  serve('first')
  expect((await crawl()).events).toEqual([expect.stringMatching(/^letter\.edited 10002/)])
  expect((await crawl()).events).toEqual([])
})

test('an edit of the text of a letter whose file was replaced is that edit alone', async () => {
  serve('first')
  await crawl()
  await crawl()
  serve('second')
  await crawl()
  watching.site.edit(ID, (letter) => ({
    ...letter,
    body: [...letter.body.slice(0, 3), '新增一段说明。', ...letter.body.slice(3)],
  }))
  const { events, found } = await crawl(1)
  expect(events).toHaveLength(1)
  expect(found).toContain('新增一段说明')
  expect(found).not.toContain('换了文件')
})

test('a file is asked for once a day, and one that cannot be fetched says nothing', async () => {
  serve('first')
  await crawl()
  expect((await crawl()).asked).toBe(1)
  expect((await crawl(1)).asked).toBe(0)
  for (const answer of [{ status: 404 }, { status: 500 }, { body: '<html>系统维护</html>' }, { body: '' }]) {
    watching.site.answers.set(FILE, answer)
    expect(await crawl()).toMatchObject({ events: [], asked: 1, problems: [] })
  }
  serve('first')
  expect(await crawl()).toMatchObject({ events: [], asked: 1 })
})

test('a file that is made anew for every answer says nothing, and is not asked for again', async () => {
  let made = 0
  watching.site.answers.set(FILE, (_, response) => {
    response.writeHead(200, { 'content-type': 'application/msword' }).end(bytes(String(made++)))
  })
  await crawl()
  for (let at = 0; at < 3; at++) expect((await crawl()).events).toEqual([])
  expect(await crawl()).toMatchObject({ events: [], asked: 0, problems: [] })
})
