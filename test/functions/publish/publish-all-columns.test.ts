import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openCrawlReports } from '../../../functions/archive/crawl-reports.ts'
import { openSnapshots } from '../../../functions/archive/snapshots.ts'
import { openFolder } from '../../../functions/ports/files/folder.ts'
import type { Files } from '../../../functions/ports/files/files.ts'
import { siteStatesOf, type PublishDeps } from '../../../functions/publish/deps.ts'
import { publishColumn } from '../../../functions/publish/publish-column.ts'
import { publishAllColumns, rebuildAllColumns } from '../../../functions/publish/publish-all-columns.ts'
import { baselined, edited, opened, published } from '../../shared/ledger/made-up-entries.ts'
import { openLagging } from '../lagging-table.ts'
import { everything } from './everything.ts'
import { append, openTemporaryStore, type TemporaryStore } from '../../temporary-store.ts'
import { publish } from './publish.ts'
import { madeUpReport } from '../../made-up-report.ts'
import type { CrawlReport } from '../../../shared/crawl/report.ts'

let made: TemporaryStore
let folder: string
let deps: PublishDeps

beforeEach(async () => {
  made = await openTemporaryStore()
  folder = await mkdtemp(join(tmpdir(), 'record-'))
  deps = {
    store: made.store,
    snapshots: openSnapshots(made.store),
    record: openFolder(folder),
    publicUrl: 'https://record.example/',
    topics: ['脑机接口'],
  }
  await append(made.store, 'cppcc', [opened(), published('101', undefined, true), baselined(1), edited('101')])
  await append(made.store, 'npc', [opened('虚构建议答复函'), published('900')])
  for (const column of ['cppcc', 'npc']) await crawl(column, 8)
  for (const column of ['cppcc', 'npc']) await publishColumn(column, deps)
  await publishAllColumns(deps)
})
afterEach(async () => {
  await made.close()
  await rm(folder, { recursive: true })
})

/** A crawl of a column that ended at that hour. */
const crawl = (column: string, hour: number, outcome: CrawlReport['outcome'] = 'complete') => {
  const at = (minute: number) => `2026-11-02T${String(hour).padStart(2, '0')}:0${minute}:00+08:00`
  const report = madeUpReport({ column, startedAt: at(0), endedAt: at(5), outcome })
  return openCrawlReports(made.store).keep(column, report, 3_600_000)
}
const read = (path: string) => readFile(join(folder, path), 'utf8')

/** `deps` with the partitions of the table that were asked for, and the files that were handed over to be written. */
function watched(): { deps: PublishDeps; asked: Set<string>; handed: string[] } {
  const asked = new Set<string>()
  const handed: string[] = []
  const store: PublishDeps['store'] = {
    ...made.store,
    get: (key, options) => {
      asked.add(key.pk)
      return made.store.get(key, options)
    },
    query: (pk, range) => {
      asked.add(pk)
      return made.store.query(pk, range)
    },
  }
  const record: Files = {
    ...deps.record,
    write: (file) => {
      handed.push(file.path)
      return deps.record.write(file)
    },
  }
  return { deps: { ...deps, store, record }, asked, handed }
}

test('while no ledger has grown no event is read, and only files with crawl times are written', async () => {
  const { deps: seen, asked, handed } = watched()
  await publishAllColumns(seen)
  expect([...asked].sort()).toEqual(['checkpoints', 'crawl-reports', 'site-manifests'])
  expect(handed.sort()).toEqual(['coverage.html', 'index.html', 'status.json'])
})

test('crawl times are correct after every crawl, as in a rebuilt record', async () => {
  await crawl('npc', 9, 'partial')
  expect(await publishAllColumns(deps)).toMatchObject({ written: 3 })
  const said = (await read('index.html')).match(/<p class="look [^]*?<\/p>/g)
  expect(said).toEqual([expect.stringMatching(/08:05.*完整/), expect.stringMatching(/09:05.*不完整/)])
  const grown = await everything(folder)
  expect(await rebuildAllColumns(deps)).toMatchObject({ written: 0 })
  expect(await everything(folder)).toEqual(grown)
})

test('an event of one column appears among those of all columns', async () => {
  await append(made.store, 'npc', [edited('900')])
  await publish('npc', deps)
  expect(await read('index.html')).toMatch(/修改[^]*第900号/)
  expect(await read('all/feed.atom')).toContain('npc/3/')
})

test.each([
  ['is lost', () => rm(join(folder, 'index.html'))],
  [
    'was altered',
    async () => writeFile(join(folder, 'index.html'), (await read('index.html')).replace('最新变动', '最旧变动')),
  ],
])('a home page that %s is written again, with all pages that link to it', async (_, harm) => {
  const before = await everything(folder)
  await harm()
  await rm(join(folder, 'search.html'))
  await publishAllColumns(deps)
  expect(await everything(folder)).toEqual(before)
})

test('a record that was lost, or is for another address or other topics, is written completely', async () => {
  const { 'style.css': style } = await everything(folder)
  await rm(folder, { recursive: true })
  await publishAllColumns(deps)
  expect((await everything(folder))['style.css']).toBe(style)
  await publishAllColumns({ ...deps, publicUrl: 'https://elsewhere.example/' })
  expect(await read('all/feed.xml')).toContain('https://elsewhere.example/')
  await publishAllColumns({ ...deps, publicUrl: 'https://elsewhere.example/', topics: ['养老'] })
  expect(await read('feeds.html')).toContain('养老')
})

test('files that an interrupted run did not write are written by the next, although no ledger has grown', async () => {
  await append(made.store, 'npc', [edited('900')])
  const dying: Files = {
    ...deps.record,
    write: (file) => (file.path === 'feeds.opml' ? Promise.reject(new Error('killed')) : deps.record.write(file)),
  }
  await expect(publish('npc', { ...deps, record: dying })).rejects.toThrow('killed')
  await rm(join(folder, 'all/feed.json'))
  await publishAllColumns(deps)
  expect(await read('all/feed.json')).toContain('npc/3')
})

test('an out-of-date read without the latest crawl does not take back its times', async () => {
  const lagging = openLagging(made.store)
  await lagging.stop()
  await crawl('npc', 9)
  await append(made.store, 'cppcc', [edited('101', 3)])
  const behind = { ...deps, store: lagging.store }
  await publish('cppcc', behind)
  await publishAllColumns(behind, { crawled: new Map([['npc', '2026-11-02T09:00:00+08:00']]) })
  const after = await everything(folder)
  expect(after['index.html']).toContain('09:05')
  expect(await rebuildAllColumns(deps)).toMatchObject({ written: 0 })
})

test('out-of-date summaries do not overwrite what others published meanwhile', async () => {
  const manifests = await siteStatesOf(deps).manifests()
  await append(made.store, 'npc', [edited('900')])
  await publish('npc', deps)
  const after = await everything(folder)
  await publishAllColumns(deps, { manifests })
  expect(await everything(folder)).toEqual(after)
})
