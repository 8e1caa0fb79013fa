import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CanaryPorts, type CanaryReport, editAndMeasure, openPublicReader } from '../../../functions/canary/canary.ts'
import { openHttp } from '../../../functions/ports/http/http.ts'
import { openFolder } from '../../../functions/ports/files/folder.ts'
import { crawlRound } from '../../../infra/cli/commands/crawl.ts'
import { type Machine, openMachine } from '../../../infra/local/machine.ts'
import { serveRecord } from '../../../infra/local/record-server.ts'
import { canaryColumn } from '../../../shared/site/canary.ts'
import { readConfiguration, Settings } from '../../../shared/settings.ts'
import { fictionalLetter } from '../../letters.ts'
import { type LoopbackColumn, startColumn } from '../../loopback-column.ts'
import { testClock } from '../../emulated-ports.ts'
import { AT_ONCE } from '../../watching.ts'

let data: string
let site: LoopbackColumn
let record: { url: string; close: () => Promise<void> }
let settings: Settings
let machine: Machine
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'letterwatch-canary-'))
  site = await startColumn()
  record = await serveRecord(join(data, 'site'), 0)
  settings = Settings.parse({ ...AT_ONCE, hold: { share: 0, count: 0 }, publicUrl: record.url })
  machine = await openMachine(data, settings, { clock })
})
afterAll(async () => {
  await Promise.all([machine.close(), record.close(), site.close()])
  await rm(data, { recursive: true })
})

const file = (path: string) => readFile(join(data, 'site', path), 'utf8')
const column = () => canaryColumn(record.url)
/** The middle of a month: a page of the canary is one of its month. */
const began = new Date('2026-11-15T02:00:00Z')
let now = began
const clock = testClock(() => now)
const canaryIn = (folder: string): CanaryPorts => ({
  settings,
  files: openFolder(folder),
  read: openPublicReader(openHttp()),
  clock,
})
/** The turn so many minutes after the first. */
async function turnAfter(minutes: number): Promise<CanaryReport> {
  now = new Date(began.getTime() + minutes * 60_000)
  return editAndMeasure(canaryIn(join(data, 'site')))
}
const crawl = () => crawlRound(machine, [column()], true)

test('an edit is in the feed by the next run; without publishing or crawling it is late', async () => {
  expect(await turnAfter(0)).toEqual({ ageMinutes: null, late: null })
  expect(await crawl()).toMatchObject({ crawls: [{ outcome: 'complete', baseline: 1 }] })
  expect(await turnAfter(60)).toEqual({ ageMinutes: 60, late: null })
  const edited = { type: 'letter.edited', significance: 'substantive', tags: expect.arrayContaining(['figure']) as unknown }
  expect(await crawl()).toMatchObject({ crawls: [{ outcome: 'complete', events: [edited] }], announced: 1 })
  expect(await turnAfter(120)).toEqual({ ageMinutes: 60, late: null })

  expect(await machine.crawl(column()), 'and not published').toMatchObject({ announced: 1 })
  expect(await turnAfter(180)).toEqual({ ageMinutes: 120, late: 'the newest edit in its feed is 120 minutes old' })
  expect(await turnAfter(241)).toMatchObject({ late: 'the newest edit in its feed is 181 minutes old' })

  await crawl()
  expect(await turnAfter(301)).toEqual({ ageMinutes: 60, late: null })
})

test('an unreadable feed counts as late', async () => {
  const readAt = (publicUrl: string) =>
    editAndMeasure({ ...canaryIn(join(data, 'site')), settings: { ...settings, publicUrl } })
  const { late } = await readAt(`${record.url}elsewhere/`)
  expect(late).toBe(`its feed cannot be read: ${record.url}elsewhere/canary/feed.json answers 404`)
  const { late: down } = await readAt('http://127.0.0.1:1')
  expect(down).toMatch(/^its feed cannot be read: http:\/\/127\.0\.0\.1:1\/canary\/feed\.json: .*(ECONNREFUSED|bad port)/)
})

test('each month has its own page, and earlier pages stay on the list', async () => {
  const root = await mkdtemp(join(tmpdir(), 'letterwatch-months-'))
  const read = () => Promise.resolve({ text: '29403131分钟' })
  for (const day of ['2026-11-30T10:00:00Z', '2026-12-31T10:00:00Z', '2027-01-02T10:00:00Z'])
    await editAndMeasure({ ...canaryIn(root), read, clock: testClock(() => new Date(day)) })
  const list = await readFile(join(root, 'canary/source/index.html'), 'utf8')
  const listed = Array.from(list.matchAll(/post_(\d+)\.html/g), ([, month]) => month)
  expect(listed).toEqual(['202701', '202612', '202611'])
  await rm(root, { recursive: true })
})

test('it does not appear in files about all columns, mail or webhooks, except for filters that name its column', async () => {
  await machine.archive.subscribers.add({ id: 'm_all', address: 'all@example.org', addedAt: '2026-01-01T00:00:00+08:00' })
  const named = { id: 'm_named', address: 'named@example.org', addedAt: '2026-01-01T00:00:00+08:00', columns: ['canary'] }
  await machine.archive.subscribers.add(named)
  site.publish('10001', fictionalLetter('lead-reply'))
  await crawlRound(machine, [site.column], true)
  await turnAfter(400)
  expect(await crawl()).toMatchObject({ announced: 1 })

  const whole = ['index.html', 'feeds.html', 'feeds.opml', 'search.html', 'promises.html', 'coverage.html']
  const feeds = (await readdir(join(data, 'site/all'))).map((name) => `all/${name}`)
  for (const path of [...whole, ...feeds]) expect(await file(path), path).not.toMatch(/canary|自检|self-test/)
  expect(await file('index.html')).toContain(site.column.name)
  const mails = await readdir(join(data, 'mail'), { recursive: true })
  const texts = await Promise.all(
    mails.filter((name) => name.endsWith('.eml')).map((name) => readFile(join(data, 'mail', name), 'utf8')),
  )
  expect(texts.map((text) => /^To: (.*)$/m.exec(text)?.[1])).toEqual(['named@example.org'])

  expect(await readdir(join(data, 'site/cppcc'))).toContain('search')
  expect(await readdir(join(data, 'site/canary'))).not.toContain('search')
  for (const path of ['canary/index.html', 'canary/feed.xml', 'status.json'])
    expect(await file(path), path).toMatch(/自检专用（不是政府公开文稿） \/ self-test/)
})

test('a configuration cannot use its id for a column', () => {
  const columns = [{ ...site.column, id: 'canary' }]
  expect(readConfiguration(JSON.stringify({ columns }))).toEqual({
    problem: '"columns[0].id" must not be canary: letterwatch tests itself under this name, and is "canary"',
  })
})
