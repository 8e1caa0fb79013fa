import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Hosts, openHosts } from '../../../functions/archive/hosts.ts'
import { type HostLease, acquireLease } from '../../../functions/crawl/host-lease.ts'
import { wallClock } from '../../../functions/ports/clock.ts'
import type { Column } from '../../../shared/column.ts'
import type { Store } from '../../../functions/ports/store/store.ts'
import { openTemporaryStore } from '../../temporary-store.ts'
import { isoInstant } from '../../../shared/text/instant.ts'

let store: Store
let close: () => Promise<void>
let hosts: Hosts
let host: string
let now: Date
let runs = 0
beforeAll(async () => {
  ;({ store, close } = await openTemporaryStore())
  hosts = openHosts(store)
})
afterAll(() => close())
beforeEach(() => {
  host = `host-${++runs}.example`
  now = new Date('2026-01-01T00:00:00Z')
})

const columnOf = (id: string): Column => ({ id, name: '虚构栏目', authority: '虚构委员会', url: `http://${host}/${id}/` })
const clock = { ...wallClock, now: () => now, pause: () => Promise.reject(new Error('nobody waits for a turn by running')) }
const pass = (seconds: number) => (now = new Date(now.getTime() + seconds * 1000))
const take = (id?: string): Promise<HostLease | undefined> => {
  const settings = { pauseMs: 1000, timeoutMs: 20_000 }
  return acquireLease(host, id === undefined ? undefined : columnOf(id), {
    hosts,
    clock,
    newName: () => String(++runs),
    settings,
  })
}
const theTurn = async (id?: string): Promise<HostLease> => (await take(id)) ?? Promise.reject(new Error('it is not our turn'))
const nextIn = async (turn: HostLease) => (await turn.next())?.id
const abandoned = () => Array.fromAsync(hosts.abandoned(isoInstant(now)))

test('one run asks a host, and crawls the columns that come meanwhile in the order in which they came', async () => {
  const turn = await theTurn('a')
  expect(await nextIn(turn)).toBe('a')
  for (const id of ['c', 'b', 'd']) {
    pass(1)
    expect(await take(id)).toBeUndefined()
  }
  expect(await nextIn(turn)).toBe('c')
  pass(1)
  expect(await take('e')).toBeUndefined()
  for (const id of ['b', 'd', 'e', undefined]) expect(await nextIn(turn)).toBe(id)
  expect(await nextIn(await theTurn('a'))).toBe('a')
})

test('a column that waits keeps its place however often its schedule fires, and is crawled once', async () => {
  const turn = await theTurn('a')
  for (const id of ['b', 'c', 'b', 'b']) {
    await take(id)
    pass(1)
  }
  for (const id of ['a', 'b', 'c', undefined]) expect(await nextIn(turn)).toBe(id)
})

test('a column that comes while the last one is crawled is not forgotten: the turn ends only when nobody waits', async () => {
  const turn = await theTurn('a')
  await take('b')
  expect(await nextIn(turn)).toBe('a')
  expect(await nextIn(turn)).toBe('b')
  pass(70)
  expect(await turn.isOurs()).toBe(true)
  expect(await take('c')).toBeUndefined()
  expect(await nextIn(turn)).toBe('c')
  expect(await nextIn(turn)).toBeUndefined()
  expect(await abandoned()).toEqual([])
})

test('a run without time hands on what waits, with the column that it was started for, and whoever is started for the host goes on', async () => {
  const turn = await theTurn('a')
  await take('b')
  pass(1)
  expect(await nextIn(turn)).toBe('a')
  await turn.end()
  expect(await abandoned()).toEqual([host])

  const second = await theTurn('c')
  expect(await nextIn(second)).toBe('b')
  await second.end()
  const third = await theTurn()
  for (const id of ['c', undefined]) expect(await nextIn(third)).toBe(id)
  expect(await abandoned()).toEqual([])
  expect(await nextIn(await theTurn())).toBeUndefined()
})

test('a run that died holds its host for little more than two minutes, and who waited for it is found then', async () => {
  await theTurn('a')
  pass(30)
  expect(await take('b')).toBeUndefined()
  expect(await abandoned()).toEqual([])
  pass(101)
  expect(await abandoned()).toEqual([host])
  expect(await nextIn(await theTurn())).toBe('b')
})

test('a run that lives keeps its turn for as long as it asks, and one that lost it asks no more', async () => {
  const turn = await theTurn('a')
  for (let minute = 0; minute < 14; minute++) {
    pass(60)
    expect(await turn.isOurs()).toBe(true)
    expect(await take('b')).toBeUndefined()
  }
  pass(131)
  const other = await theTurn('c')
  expect(await turn.isOurs()).toBe(false)
  expect(await nextIn(turn)).toBeUndefined()
  await turn.end()
  for (const id of ['b', 'c', undefined]) expect(await nextIn(other)).toBe(id)
})

test('the next turn knows when the host was last asked, and when it wants to be asked again', async () => {
  const turn = await theTurn('a')
  turn.notBefore = '2026-01-01T09:00:00+08:00'
  pass(5)
  await turn.end()
  const next = await theTurn('a')
  expect([next.askedAt, next.notBefore]).toEqual(['2026-01-01T08:00:06+08:00', '2026-01-01T09:00:00+08:00'])
  pass(3600)
  await next.end()
  expect((await theTurn('a')).notBefore).toBeUndefined()
})

test('a lease that another process wrote ends when it said, and is taken over', async () => {
  const row = { pk: 'leases', sk: host, holder: 'earlier', revision: 7, until: '2026-01-01T08:10:00+08:00' }
  await store.put(row)
  expect(await take('a')).toBeUndefined()
  pass(600)
  expect(await nextIn(await theTurn('a'))).toBe('a')
})
