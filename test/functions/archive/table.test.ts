import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { closeFolderTable, settleFolderTable } from '../../../functions/archive/folder-table.ts'
import { openTable } from '../../../functions/archive/table.ts'
import type { Row, Store } from '../../../functions/ports/store/store.ts'
import { startTable } from '../../emulated-table.ts'

const emulator = await startTable()
Object.assign(process.env, emulator.variables)
const folder = await mkdtemp(join(tmpdir(), 'letterwatch-table-'))
afterAll(async () => {
  await emulator.close()
  await closeFolderTable(folder)
  await rm(folder, { recursive: true })
})

const PLACES = { DynamoDB: emulator.variables.TABLE, 'a folder': pathToFileURL(folder).href }

describe.each(Object.entries(PLACES))('the table in %s', (_, place) => {
  const store: Store = openTable(place)
  let pk = ''
  beforeEach(() => (pk = crypto.randomUUID()))

  const put = async (...sks: string[]) => {
    for (const [index, sk] of sks.entries()) await store.put({ pk, sk, index })
  }
  const keysIn = async (rows: AsyncIterable<Row>) => (await Array.fromAsync(rows)).map(({ sk }) => sk)

  test('gives back numbers, texts, bytes and lists, and no field that is undefined', async () => {
    const row = { pk, sk: 'a', count: 3, text: '政协', bytes: new Uint8Array([0, 255]), list: [{ at: 1 }, { at: 2 }], is: true }
    await store.put({ ...row, absent: undefined })
    const found = await store.get({ pk, sk: 'a' })
    expect({ ...found, bytes: [...(found?.bytes as Uint8Array)] }).toEqual({ ...row, bytes: [0, 255] })
    expect(Object.keys(found ?? {})).not.toContain('absent')
    expect(await store.get({ pk, sk: 'b' })).toBeUndefined()
  })

  test('inserts where nothing is and nowhere else', async () => {
    expect(await store.insert({ pk, sk: 'a', by: 'first' })).toBe(true)
    expect(await store.insert({ pk, sk: 'a', by: 'second' })).toBe(false)
    expect(await store.get({ pk, sk: 'a' })).toMatchObject({ by: 'first' })
  })

  test('of many who insert at once one succeeds', async () => {
    const inserted = await Promise.all(Array.from({ length: 20 }, (_, by) => store.insert({ pk, sk: 'a', by })))
    expect(inserted.filter(Boolean)).toHaveLength(1)
  })

  test('replaces only what is as it was seen', async () => {
    expect(await store.replace({ pk, sk: 'a', turn: 'x' }, 'turn', 'nobody')).toBe(false)
    expect(await store.replace({ pk, sk: 'a', turn: 'x' }, 'turn', undefined)).toBe(true)
    expect(await store.replace({ pk, sk: 'a', turn: 'y' }, 'turn', undefined)).toBe(false)
    expect(await store.replace({ pk, sk: 'a', turn: 'y' }, 'turn', 'x')).toBe(true)
    expect(await store.get({ pk, sk: 'a' })).toMatchObject({ turn: 'y' })
  })

  test('queries one partition in order, between two keys, from either end, as many as wanted', async () => {
    await put('000003', '000001', '000002#b', '000002')
    await store.put({ pk: `${pk}0`, sk: '000001' })
    expect(await keysIn(store.query(pk))).toEqual(['000001', '000002', '000002#b', '000003'])
    expect(await keysIn(store.query(pk, { from: '000002', to: '000003' }))).toEqual(['000002', '000002#b', '000003'])
    expect(await keysIn(store.query(pk, { from: '000002', to: '000002~' }))).toEqual(['000002', '000002#b'])
    expect(await keysIn(store.query(pk, { descending: true, limit: 2 }))).toEqual(['000003', '000002#b'])
    expect(await keysIn(store.query(pk, { from: '000004' }))).toEqual([])
  })

  test('goes through every row, partition by partition, each in order', async () => {
    await put('b', 'a', 'c')
    await store.put({ pk: `${pk}-other`, sk: 'z', bytes: new Uint8Array(300_000) })
    const rows = (await Array.fromAsync(store.scan())).filter((row) => row.pk.startsWith(pk))
    expect(rows.filter((row) => row.pk === pk).map(({ sk }) => sk)).toEqual(['a', 'b', 'c'])
    expect(rows).toHaveLength(4)
  })

  test('finds what is due, soonest first, as the rows stand now', async () => {
    const rows = [
      { sk: 'late', due: '1999-01-03T00:00:00Z' },
      { sk: 'soon', due: '1999-01-01T00:00:00Z' },
      { sk: 'changed', due: '1999-01-02T00:00:00Z' },
      { sk: 'gone', due: '1999-01-02T00:00:00Z' },
      { sk: 'far', due: '1999-02-01T00:00:00Z' },
    ]
    for (const row of rows) await store.put({ pk, ...row })
    await store.put({ pk, sk: 'changed' })
    await store.remove({ pk, sk: 'gone' })
    expect(await keysIn(store.due('1999-01-03T00:00:00Z'))).toEqual(['soon', 'late'])
    expect(await keysIn(store.due('1999-01-03T00:00:00Z', 1))).toEqual(['soon'])
    for (const { sk } of rows) await store.remove({ pk, sk })
    expect(await keysIn(store.query(pk))).toEqual([])
  })
})

test('a folder opened again holds what was written', async () => {
  const again = await mkdtemp(join(tmpdir(), 'letterwatch-table-'))
  const place = pathToFileURL(again).href
  await openTable(place).put({ pk: 'p', sk: 's', text: '留存' })
  await closeFolderTable(again)
  expect(await openTable(place).get({ pk: 'p', sk: 's' })).toMatchObject({ text: '留存' })
  await closeFolderTable(again)
  await rm(again, { recursive: true })
})

test('a folder is one table under whichever name it is opened: nothing written is lost', async () => {
  const place = await mkdtemp(join(tmpdir(), 'letterwatch-table-'))
  const store = openTable(pathToFileURL(place).href)
  await store.put({ pk: 'a', sk: 'before' })
  await settleFolderTable(relative(process.cwd(), place))
  await store.put({ pk: 'a', sk: 'after' })
  await closeFolderTable(relative(process.cwd(), place))

  const again = openTable(pathToFileURL(place).href)
  expect((await Array.fromAsync(again.query('a'))).map(({ sk }) => sk)).toEqual(['after', 'before'])
  await closeFolderTable(place)
  await rm(place, { recursive: true })
})
