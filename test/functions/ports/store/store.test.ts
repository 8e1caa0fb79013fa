import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { openDatabase } from '../../../../functions/ports/sqlite/database.ts'
import { openSqliteStore } from '../../../../functions/ports/store/sqlite.ts'
import type { Row, Store } from '../../../../functions/ports/store/store.ts'
import { startTable } from '../../../emulated-table.ts'

const emulator = await startTable()
const folder = await mkdtemp(join(tmpdir(), 'letterwatch-store-'))
const database = openDatabase(join(folder, 'letterwatch.db'))
afterAll(async () => {
  database.close()
  await emulator.close()
  await rm(folder, { recursive: true })
})

const STORES = { DynamoDB: emulator.store, SQLite: openSqliteStore(database) }

describe.each(Object.entries(STORES))('the store in %s', (_, store: Store) => {
  let pk = ''
  beforeEach(() => (pk = crypto.randomUUID()))

  const put = async (...sks: string[]) => {
    for (const [index, sk] of sks.entries()) await store.put({ pk, sk, index })
  }
  const keysIn = async (rows: AsyncIterable<Row>) => (await Array.fromAsync(rows)).map(({ sk }) => sk)

  test('returns texts, numbers, booleans, lists and objects as they were written, without fields that are undefined', async () => {
    const row = {
      ...{ pk, sk: 'a', count: 3, fraction: -0.25, large: Number.MAX_SAFE_INTEGER, is: true, not: false, nothing: null },
      ...{
        text: '政协 𠮷 "quoted" \\ \u0000 \u2028',
        empty: '',
        none: [],
        list: [{ at: 1 }, ['x', { deep: { 2: 'b', 1: 'a' } }]],
      },
    }
    await store.put({ ...row, absent: undefined, list: [...row.list, undefined], object: { absent: undefined } })
    expect(await store.get({ pk, sk: 'a' })).toStrictEqual({ ...row, object: {} })
    expect(await store.get({ pk, sk: 'b' })).toBeUndefined()
  })

  test('returns bytes, wherever in a row they are', async () => {
    const bytes = (...values: number[]) => new Uint8Array(values)
    await store.put({ pk, sk: 'a', one: bytes(0, 255) })
    await store.put({ pk, sk: 'b', first: bytes(1), none: bytes(), list: [bytes(2, 3), { last: bytes(4) }], after: '5' })
    await store.put({ pk, sk: 'c', view: Buffer.from('xabcx').subarray(1, 4), text: '{"$bytes":3}' })
    const found = await Array.fromAsync(store.query(pk), (row) => plain(row))
    expect(found).toEqual([
      { pk, sk: 'a', one: [0, 255] },
      { pk, sk: 'b', first: [1], none: [], list: [[2, 3], { last: [4] }], after: '5' },
      { pk, sk: 'c', view: [97, 98, 99], text: '{"$bytes":3}' },
    ])
  })

  test('refuses values that it could not return, and writes nothing of their row', async () => {
    for (const value of [NaN, Infinity, new Date(0), new URL('https://example.org')])
      await expect(store.put({ pk, sk: 'a', before: new Uint8Array([1]), list: [{ value }] })).rejects.toThrow()
    expect(await store.get({ pk, sk: 'a' })).toBeUndefined()
  })

  test('inserts a row only where there is none', async () => {
    expect(await store.insert({ pk, sk: 'a', by: 'first' })).toBe(true)
    expect(await store.insert({ pk, sk: 'a', by: 'second' })).toBe(false)
    expect(await store.get({ pk, sk: 'a' })).toEqual({ pk, sk: 'a', by: 'first' })
  })

  test('of many concurrent inserts of one key one succeeds', async () => {
    const inserted = await Promise.all(Array.from({ length: 20 }, (_, by) => store.insert({ pk, sk: 'a', by })))
    expect(inserted.filter(Boolean)).toHaveLength(1)
  })

  test('replaces a row only if the field has the value that the caller read', async () => {
    expect(await store.replace({ pk, sk: 'a', turn: 'x' }, 'turn', 'other')).toBe(false)
    expect(await store.replace({ pk, sk: 'a', turn: 'x' }, 'turn', undefined)).toBe(true)
    expect(await store.replace({ pk, sk: 'a', turn: 'y' }, 'turn', undefined)).toBe(false)
    expect(await store.replace({ pk, sk: 'a', turn: 1 }, 'turn', 'x')).toBe(true)
    expect(await store.replace({ pk, sk: 'a', turn: 2 }, 'turn', '1')).toBe(false)
    expect(await store.replace({ pk, sk: 'a', turn: 2 }, 'turn', 1)).toBe(true)
    expect(await store.get({ pk, sk: 'a' })).toEqual({ pk, sk: 'a', turn: 2 })
  })

  test('of many concurrent replacements of one value one succeeds', async () => {
    await store.put({ pk, sk: 'a', turn: 0 })
    const replaced = await Promise.all(
      Array.from({ length: 20 }, (_, by) => store.replace({ pk, sk: 'a', turn: 1, by }, 'turn', 0)),
    )
    expect(replaced.filter(Boolean)).toHaveLength(1)
  })

  test('put overwrites the whole row', async () => {
    await store.put({ pk, sk: 'a', before: 1, due: '1999-01-01T00:00:00Z' })
    await store.put({ pk, sk: 'a', after: 2 })
    expect(await store.get({ pk, sk: 'a' })).toEqual({ pk, sk: 'a', after: 2 })
  })

  test('queries one partition in order, between two keys, from either end, as many as wanted', async () => {
    await put('000003', '000001', '000002#b', '000002')
    await store.put({ pk: `${pk}0`, sk: '000001' })
    expect(await keysIn(store.query(pk))).toEqual(['000001', '000002', '000002#b', '000003'])
    expect(await keysIn(store.query(pk, { from: '000002', to: '000003' }))).toEqual(['000002', '000002#b', '000003'])
    expect(await keysIn(store.query(pk, { from: '000002', to: '000002~' }))).toEqual(['000002', '000002#b'])
    expect(await keysIn(store.query(pk, { descending: true, limit: 2 }))).toEqual(['000003', '000002#b'])
    expect(await keysIn(store.query(pk, { from: '000002', to: '000002~', descending: true }))).toEqual(['000002#b', '000002'])
    expect(await keysIn(store.query(pk, { from: '000004' }))).toEqual([])
  })

  test('returns only the fields that a query asks for', async () => {
    await store.put({ pk, sk: 'a', sequence: 7, hash: 'h', entry: new Uint8Array(1000) })
    expect(await Array.fromAsync(store.query(pk, { fields: ['sequence', 'hash', 'absent'] }))).toEqual([
      { sequence: 7, hash: 'h' },
    ])
  })

  test('returns every row of a long partition once, in either order, and as many as wanted', async () => {
    const sks = Array.from({ length: 450 }, (_, index) => String(index).padStart(4, '0'))
    await Promise.all(sks.map((sk) => store.put({ pk, sk })))
    expect(await keysIn(store.query(pk))).toEqual(sks)
    expect(await keysIn(store.query(pk, { descending: true }))).toEqual(sks.toReversed())
    expect(await keysIn(store.query(pk, { from: '0100', limit: 300 }))).toEqual(sks.slice(100, 400))
  })

  test('returns every row of a partition of several megabytes once, in either order', async () => {
    const sks = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
    for (const sk of sks) await store.put({ pk, sk, bytes: new Uint8Array(390_000).fill(sk.charCodeAt(0)) })
    expect(await keysIn(store.query(pk))).toEqual(sks)
    expect(await keysIn(store.query(pk, { descending: true, limit: 7 }))).toEqual(sks.toReversed().slice(0, 7))
  })

  test('a query does not repeat or lose rows that are written and removed while it is read', async () => {
    const sks = Array.from({ length: 450 }, (_, index) => String(index).padStart(4, '0'))
    await Promise.all(sks.map((sk) => store.put({ pk, sk })))
    const found: string[] = []
    for await (const { sk } of store.query(pk)) {
      found.push(sk)
      await store.remove({ pk, sk })
    }
    expect(found).toEqual(sks)
    expect(await keysIn(store.query(pk))).toEqual([])
  })

  test('scans every row, partition by partition, each in order', async () => {
    await put('b', 'a', 'c')
    await store.put({ pk: `${pk}-other`, sk: 'z', bytes: new Uint8Array(300_000) })
    const rows = (await Array.fromAsync(store.scan())).filter((row) => row.pk.startsWith(pk))
    expect(rows.filter((row) => row.pk === pk).map(({ sk }) => sk)).toEqual(['a', 'b', 'c'])
    expect(rows).toHaveLength(4)
  })

  test('finds rows that are due, earliest first, as they are now', async () => {
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
    expect(await Array.fromAsync(store.due('1999-01-03T00:00:00Z', 1))).toEqual([{ pk, ...rows[1] }])
    expect(await store.get({ pk, sk: 'late' })).toEqual({ pk, ...rows[0] })
    for (const { sk } of rows) await store.remove({ pk, sk })
    expect(await keysIn(store.query(pk))).toEqual([])
  })

  test('finds every one of many rows that are due at the same instant once', async () => {
    const sks = Array.from({ length: 450 }, (_, index) => String(index).padStart(4, '0'))
    await Promise.all(sks.map((sk) => store.put({ pk, sk, due: '1998-01-01T00:00:00Z' })))
    expect((await keysIn(store.due('1998-01-01T00:00:00Z'))).sort()).toEqual(sks)
    expect(await keysIn(store.due('1997-01-01T00:00:00Z'))).toEqual([])
    await Promise.all(sks.map((sk) => store.remove({ pk, sk })))
  })
})

/** `value` with lists of numbers instead of bytes. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array || Array.isArray(value)) return Array.from(value as unknown[], plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]))
}
