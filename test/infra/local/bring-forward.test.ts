import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { closeFolderTable, openFolderTable } from '../../../functions/archive/folder-table.ts'
import { openSnapshots } from '../../../functions/archive/snapshots.ts'
import { commandLine } from '../../command-line.ts'
import { fictionalLetter } from '../../letters.ts'
import { append, openMadeUpTable } from '../../functions/publish/made-up-table.ts'
import { startColumn } from '../../loopback-column.ts'
import { baselined, opened } from '../../shared/ledger/made-up-entries.ts'

const SERVED = {
  url: 'http://x/',
  finalUrl: 'http://x/',
  status: 200,
  headers: {},
  scheme: 'http',
  fetchedAt: '2026-11-01',
} as const
const DUE = '2026-11-01T08:00:00+08:00'

/** A data folder as the first letterwatch wrote it: its table was an emulated DynamoDB's. */
async function writeForm1(data: string, body: Uint8Array): Promise<string> {
  await mkdir(join(data, 'table'), { recursive: true })
  const { store, close } = await openMadeUpTable(join(data, 'table'))
  await append(store, 'cppcc', [opened(), baselined(0)])
  await store.put({ pk: 'waiting#e', sk: 'cppcc/1', due: DUE })
  const { id: snapshot } = await openSnapshots(store).keep({ ...SERVED, body })
  await close()
  await writeFile(join(data, 'format.json'), JSON.stringify({ format: 1 }))
  return snapshot
}

test('a data folder of form 1 is brought forward whole, also after a copy that was cut off', async () => {
  const site = await startColumn()
  const { folder, run } = await commandLine([site.column])
  const data = join(folder, '.letterwatch')
  const body = Buffer.from('<p>字节</p>')
  const snapshot = await writeForm1(data, body)
  await mkdir(join(data, 'rows'))
  await writeFile(join(data, 'rows/CURRENT'), 'half a copy')

  const { code, stdout } = await run(['verify', '--json'])
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject([{ column: 'cppcc', entries: 2 }])
  expect(JSON.parse(await readFile(join(data, 'format.json'), 'utf8'))).toEqual({ format: 3 })

  const store = await openFolderTable(join(data, 'rows'))
  expect((await openSnapshots(store).find(snapshot))?.body).toEqual(body)
  expect(await Array.fromAsync(store.due(DUE))).toEqual([{ pk: 'waiting#e', sk: 'cppcc/1', due: DUE }])
  await closeFolderTable(join(data, 'rows'))

  site.publish('10001', fictionalLetter('lead-reply'))
  expect(await run(['crawl'])).toMatchObject({ code: 0 })
  expect(await run(['history', 'cppcc/10001'])).toMatchObject({ code: 0 })
  await site.close()
})

test('a data folder of form 2, whose rows are read as they are, has the form of today from then on', async () => {
  const site = await startColumn()
  const { folder, run } = await commandLine([site.column])
  const format = join(folder, '.letterwatch/format.json')
  site.publish('10001', fictionalLetter('lead-reply'))
  await run(['crawl'])
  await writeFile(format, JSON.stringify({ format: 2 }))
  expect(await run(['verify'])).toMatchObject({ code: 0 })
  expect(JSON.parse(await readFile(format, 'utf8'))).toEqual({ format: 3 })
  await site.close()
})
