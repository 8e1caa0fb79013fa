import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Table } from '../../../functions/archive/table.ts'
import { openFolder } from '../../../functions/publish/folder.ts'
import { type Edges, publishColumn, rebuildColumn } from '../../../functions/publish/publish-column.ts'
import { baselined, decided, edited, held, holding, opened, published, withdrawn } from '../../shared/record/made-up.ts'
import { append, openMadeUpTable } from './made-up-table.ts'

let table: Table
let folder: string
let edges: Edges
let close: () => Promise<void>

beforeEach(async () => {
  ;({ table, close } = await openMadeUpTable())
  folder = await mkdtemp(join(tmpdir(), 'record-'))
  edges = edgesIn(folder)
})
afterEach(async () => {
  await close()
  await rm(folder, { recursive: true })
})

function edgesIn(root: string): Edges {
  return { table, record: openFolder(root), recordAddress: pathToFileURL(root).href, publicUrl: 'https://record.example/' }
}

async function everything(root: string): Promise<Record<string, string>> {
  const names = await readdir(root, { recursive: true, withFileTypes: true })
  const files = names.filter((name) => name.isFile()).map((name) => join(name.parentPath, name.name))
  const bodies = await Promise.all(files.map((file) => readFile(file, 'utf8')))
  return Object.fromEntries(files.map((file, index) => [file.slice(root.length + 1), bodies[index] ?? '']))
}

const beginning = [opened(), published('101', undefined, true), published('102', undefined, true), baselined(2)]

test('a first publish writes the pages, feeds and ledger that the record promises', async () => {
  await append(table, 'cppcc', [...beginning, edited('101')])
  await publishColumn('cppcc', edges)
  expect(Object.keys(await everything(folder)).filter((path) => !path.startsWith('schemas/')).sort()).toEqual([
    'all/feed.atom', 'all/feed.json', 'all/feed.xml', 'all/substantive.atom', 'all/substantive.json', 'all/substantive.xml',
    'cppcc/101/1/index.html', 'cppcc/101/2/index.html', 'cppcc/101/index.html', 'cppcc/102/1/index.html', 'cppcc/102/index.html',
    'cppcc/feed.atom', 'cppcc/feed.json', 'cppcc/feed.xml', 'cppcc/index.html', 'cppcc/ledger/000001.json', 'cppcc/ledger/latest.json',
    'cppcc/substantive.atom', 'cppcc/substantive.json', 'cppcc/substantive.xml',
    'feed.css', 'feeds.html', 'feeds.opml', 'index.html', 'status.json', 'style.css',
  ]) // prettier-ignore
})

test('an unchanged ledger writes nothing', async () => {
  await append(table, 'cppcc', [...beginning, edited('101')])
  await publishColumn('cppcc', edges)
  expect(await publishColumn('cppcc', edges)).toMatchObject({ written: 0, sequence: 5 })
  expect(await rebuildColumn('cppcc', edges)).toMatchObject({ written: 0, sequence: 5 })
})

test('however a ledger was published, step by step or at once, the record has the same bytes', async () => {
  const steps = [
    beginning,
    [edited('101')],
    [published('103'), withdrawn('102')],
    [holding(2), held(edited('103')), held(edited('101', 3))],
    [edited('102')],
    [decided('column.released', 8, 9)],
    [held(edited('101', 4)), decided('column.discarded', 12, 12)],
    Array.from({ length: 120 }, (_, index) => published(String(200 + index))),
    [edited('101', 5, { significance: 'cosmetic', tags: ['punctuation'] })],
  ]
  for (const facts of steps) {
    await append(table, 'cppcc', facts)
    await publishColumn('cppcc', edges)
  }
  const stepByStep = await everything(folder)
  const other = await mkdtemp(join(tmpdir(), 'record-'))
  await rebuildColumn('cppcc', edgesIn(other))
  expect(await everything(other)).toEqual(stepByStep)
  await rm(other, { recursive: true })
})
