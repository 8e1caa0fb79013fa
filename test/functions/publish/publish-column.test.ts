import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { openSnapshots } from '../../../functions/archive/snapshots.ts'
import type { Store } from '../../../functions/ports/store/store.ts'
import { compressJson } from '../../../functions/archive/compress.ts'
import { openFolder } from '../../../functions/ports/files/folder.ts'
import type { PublishDeps } from '../../../functions/publish/deps.ts'
import { publish, rebuild } from './publish.ts'
import type { Files } from '../../../functions/ports/files/files.ts'
import { hashEntry } from '../../../shared/ledger/chain.ts'
import { baselined, decided, edited, held, holding, opened, published } from '../../shared/ledger/made-up-entries.ts'
import { everything } from './everything.ts'
import { append, openTemporaryStore } from '../../temporary-store.ts'

let store: Store
let folder: string
let deps: PublishDeps
let close: () => Promise<void>

beforeEach(async () => {
  ;({ store, close } = await openTemporaryStore())
  folder = await mkdtemp(join(tmpdir(), 'record-'))
  deps = depsIn(folder)
})
afterEach(async () => {
  await close()
  await rm(folder, { recursive: true })
})

function depsIn(root: string): PublishDeps {
  return {
    store,
    snapshots: openSnapshots(store),
    record: openFolder(root),
    publicUrl: 'https://record.example/',
    topics: ['脑机接口'],
  }
}

const beginning = [opened(), published('101', undefined, true), published('102', undefined, true), baselined(2)]

test('a first publish writes the pages, feeds and ledger that the record promises', async () => {
  await append(store, 'cppcc', [...beginning, edited('101')])
  await publish('cppcc', deps)
  expect(Object.keys(await everything(folder)).filter((path) => !/^schemas\/|\.bin$/.test(path)).sort()).toEqual([
    'all/feed.atom', 'all/feed.json', 'all/feed.xml', 'all/substantive.atom', 'all/substantive.json', 'all/substantive.xml',
    'changes.js', 'chain.html', 'coverage.html',
    'cppcc/101/1/index.html', 'cppcc/101/1/text.txt', 'cppcc/101/2/index.html', 'cppcc/101/2/text.txt', 'cppcc/101/index.html', 'cppcc/101/letter.json',
    'cppcc/101/timemap.json', 'cppcc/101/timemap.link', 'cppcc/102/timemap.json', 'cppcc/102/timemap.link',
    'cppcc/102/1/index.html', 'cppcc/102/1/text.txt', 'cppcc/102/index.html', 'cppcc/102/letter.json',
    'cppcc/feed.atom', 'cppcc/feed.json', 'cppcc/feed.xml', 'cppcc/index.html', 'cppcc/ledger/000001.json', 'cppcc/ledger/latest.json',
    'cppcc/search/0.json', 'cppcc/substantive.atom', 'cppcc/substantive.json', 'cppcc/substantive.xml',
    'feed.css', 'feeds.html', 'feeds.opml', 'filters.js', 'index.html', 'language.js', 'promises.html', 'rules.html',
    'search.html', 'search.js', 'sorting.js', 'status.json', 'style.css', 'terms.js',
    'topics/脑机接口/feed.atom', 'topics/脑机接口/feed.json', 'topics/脑机接口/feed.xml',
    'verify-ledger.mjs',
  ].sort()) // prettier-ignore
})

test('an unchanged ledger writes nothing', async () => {
  await append(store, 'cppcc', [...beginning, edited('101')])
  await publish('cppcc', deps)
  expect(await publish('cppcc', deps)).toMatchObject({ written: 0, sequence: 5 })
  expect(await rebuild('cppcc', deps)).toMatchObject({ written: 0, sequence: 5 })
})

/** `store`, counting the rows of the ledger and the snapshots that are read from it. */
function counting(counted: Store): { store: Store; read: () => number; snapshots: () => number } {
  let rows = 0
  let snapshots = 0
  const query: Store['query'] = async function* (pk, range) {
    for await (const row of counted.query(pk, range)) {
      if (pk.startsWith('ledger#')) rows++
      yield row
    }
  }
  const get: Store['get'] = (key, options) => {
    if (key.pk.startsWith('ledger#')) rows++
    if (key.pk.startsWith('snapshot#')) snapshots++
    return counted.get(key, options)
  }
  return { store: { ...counted, query, get }, read: () => rows, snapshots: () => snapshots }
}

test('one edit among many letters reads the entries of that letter and the newest events, not the whole ledger', async () => {
  await append(store, 'cppcc', [
    opened(),
    ...Array.from({ length: 400 }, (_, index) => published(String(1000 + index), undefined, true)),
  ])
  await publish('cppcc', deps)
  await append(store, 'cppcc', [edited('1007')])
  const { store: counted, read } = counting(store)
  const before = await everything(folder)
  expect(await publish('cppcc', { ...deps, store: counted })).toMatchObject({ sequence: 402 })
  // The newest events, the letter, the last page of the ledger and the last block of the index, of which 146 entries are there.
  expect(read()).toBeLessThan(250)
  const after = await everything(folder)
  const letterPages = Object.keys(after).filter((path) => /^cppcc\/\d+\//.test(path) && after[path] !== before[path])
  expect(letterPages.sort()).toEqual([
    'cppcc/1007/2/index.html',
    'cppcc/1007/2/text.txt',
    'cppcc/1007/index.html',
    'cppcc/1007/letter.json',
    'cppcc/1007/timemap.json',
    'cppcc/1007/timemap.link',
  ])
})

test('a further edit of a letter with many versions reads neither those nor their raw pages again', async () => {
  const versions = (from: number, count: number) => Array.from({ length: count }, (_, index) => edited('101', from + index))
  await append(store, 'cppcc', [...beginning, ...versions(2, 600)])
  await publish('cppcc', deps)
  await append(store, 'cppcc', versions(602, 1))
  const counted = counting(store)
  await publish('cppcc', { ...deps, store: counted.store, snapshots: openSnapshots(counted.store) })
  // The newest fifty events, a page of the ledger, a block of the index, and the letter's first and last version.
  expect(counted.read()).toBeLessThan(250)
  expect(counted.snapshots()).toBeLessThanOrEqual(3)
  const { 'cppcc/101/timemap.link': map = '' } = await everything(folder)
  expect(map.match(/memento"/g)).toHaveLength(602)
})

test('events beyond the fiftieth move to archive pages that are never written again', async () => {
  await append(store, 'cppcc', [opened(), ...Array.from({ length: 51 }, (_, index) => published(String(1000 + index)))])
  await publish('cppcc', deps)
  const { 'cppcc/feed/000001.atom': page, 'cppcc/feed.atom': feed } = await everything(folder)
  expect(feed).toContain('rel="prev-archive" type="application/atom+xml" href="https://record.example/cppcc/feed/000001.atom"')
  await append(store, 'cppcc', [edited('1000')])
  await publish('cppcc', deps)
  expect((await everything(folder))['cppcc/feed/000001.atom']).toBe(page)
})

test('a ledger page holds a hundred entries as written, and the last page is also latest.json', async () => {
  await append(store, 'cppcc', [opened(), ...Array.from({ length: 100 }, (_, index) => published(String(1000 + index)))])
  await publish('cppcc', deps)
  const files = await everything(folder)
  const page = LedgerPage.parse(JSON.parse(files['cppcc/ledger/000001.json'] ?? ''))
  const latest = LedgerPage.parse(JSON.parse(files['cppcc/ledger/latest.json'] ?? ''))
  expect(page.entries.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1))
  expect(page.entries.every((entry) => hashEntry(entry) === entry.hash)).toBe(true)
  expect(latest).toMatchObject({ column: 'cppcc', page: 2, entries: [{ sequence: 101 }] })
})

test('a change page shows the complete difference where that in the entry is truncated', async () => {
  const cut = edited('101', 2, { truncated: true, diff: [{ op: 'gap', paragraphs: 7 }] })
  await append(store, 'cppcc', [...beginning, cut])
  await publish('cppcc', deps)
  const { 'cppcc/101/2/index.html': page } = await everything(folder)
  expect(page).toMatch(/安排资金.*<del>.*23\.74亿元<\/del><ins>.*24\.74亿元<\/ins>/)
  expect(page).not.toContain('此处未全部列出')
})

test('the events of a configured topic have a feed of their own over all columns', async () => {
  const fact = edited('101', 2, { topics: ['脑机接口'] })
  await append(store, 'cppcc', [...beginning, fact])
  await publish('cppcc', deps)
  const { 'topics/脑机接口/feed.xml': feed } = await everything(folder)
  expect(feed?.match(/<title>.*<\/title>/g)).toEqual([
    '<title>letterwatch 专题：脑机接口</title>',
    '<title>【修改】关于第101号提案答复的函</title>',
  ])
  expect(feed).toContain('href="https://record.example/topics/%E8%84%91%E6%9C%BA%E6%8E%A5%E5%8F%A3/feed.xml"')
})

test('a held edit appears once it is released, with its original id', async () => {
  await append(store, 'cppcc', [...beginning, holding(1), held(edited('101'))])
  await publish('cppcc', deps)
  expect((await everything(folder))['cppcc/feed.xml']).not.toContain('【修改】')
  await append(store, 'cppcc', [decided('column.released', 6, 6)])
  await publish('cppcc', deps)
  const files = await everything(folder)
  expect(files['cppcc/feed.xml']).toMatch(
    /<item>\n<title>【修改】.*\n.*\n<guid isPermaLink="false">tag:letterwatch.invalid,2026:cppcc\/6\//,
  )
  expect(files['cppcc/feed.xml']).toContain('<pubDate>Sun, 01 Nov 2026 00:06:00 GMT</pubDate>')
  expect(files['cppcc/101/2/index.html']).toContain('24.74亿元')
})

test('the pages about all columns have the events of each, and status.json has its last crawl', async () => {
  await append(store, 'cppcc', beginning)
  await append(store, 'npc', [opened('虚构建议答复函'), published('900')])
  await store.put({
    pk: 'crawl-reports',
    sk: 'npc',
    report: compressJson({ outcome: 'complete', endedAt: '2026-11-01T09:00:00+08:00' }),
  })
  await publish('cppcc', deps)
  await publish('npc', deps)
  const files = await everything(folder)
  expect(files['index.html']).toContain('关于第900号提案答复的函')
  expect(files['index.html']).toContain('关于第101号提案答复的函')
  expect(files['feeds.opml']).toContain('xmlUrl="https://record.example/npc/substantive.xml"')
  expect(JSON.parse(files['status.json'] ?? '')).toMatchObject({
    columns: [
      { column: 'cppcc', letters: 2, ledger: { sequence: 4 }, lastCrawl: null },
      { column: 'npc', name: '虚构建议答复函', lastCrawl: { outcome: 'complete' } },
    ],
  })
})

test('a record that was lost or moved to another address is written again', async () => {
  await append(store, 'cppcc', beginning)
  await publish('cppcc', deps)
  await rm(join(folder, 'cppcc'), { recursive: true })
  expect(await publish('cppcc', deps)).toMatchObject({ sequence: 4 })
  expect(await everything(folder)).toHaveProperty('cppcc/101/1/index.html')
  await publish('cppcc', { ...deps, publicUrl: 'https://elsewhere.example/' })
  expect((await everything(folder))['cppcc/feed.xml']).toContain('https://elsewhere.example/cppcc/101/')
})

test('a lost site state is rebuilt from the ledger, and the record is unchanged', async () => {
  await append(store, 'cppcc', beginning)
  await publish('cppcc', deps)
  for await (const { pk, sk } of store.query('site-parts#cppcc')) await store.remove({ pk, sk })
  await append(store, 'cppcc', [edited('101')])
  await publish('cppcc', deps)
  expect(await rebuild('cppcc', deps)).toMatchObject({ written: 0 })
})

test.each([
  ['a summary', { summary: compressJson({ form: 'another' }), parts: compressJson([]) }],
  ['a list of parts', { summary: Buffer.from('no compressed bytes'), parts: compressJson({}) }],
])('a site state with %s that does not parse is rebuilt from the ledger', async (_, row) => {
  await append(store, 'cppcc', beginning)
  await store.put({ pk: 'site-manifests', sk: 'cppcc', revision: 3, ...row })
  expect(await publish('cppcc', deps)).toMatchObject({ sequence: 4 })
  expect(await publish('cppcc', deps)).toMatchObject({ written: 0 })
})

test('two concurrent publications of a column leave the newest record', async () => {
  await append(store, 'cppcc', beginning)
  await publish('cppcc', deps)
  await append(store, 'cppcc', [edited('101')])
  let overtaken = false
  const slow: Files = {
    ...deps.record,
    write: async (file) => {
      if (!overtaken) {
        overtaken = true
        await append(store, 'cppcc', [edited('102')])
        await publish('cppcc', deps)
      }
      return deps.record.write(file)
    },
  }
  expect(await publish('cppcc', { ...deps, record: slow })).toMatchObject({ sequence: 6 })
  expect(await rebuild('cppcc', deps)).toMatchObject({ written: 0 })
})

const LedgerPage = z.object({
  column: z.string(),
  page: z.number(),
  entries: z.array(z.looseObject({ sequence: z.number(), hash: z.string() })),
})
