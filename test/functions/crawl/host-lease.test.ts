import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Hosts, openHosts } from '../../../functions/archive/hosts.ts'
import { type HostLease, acquireLease } from '../../../functions/crawl/host-lease.ts'
import { longestFetchMs } from '../../../functions/crawl/site.ts'
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
const clock = { ...wallClock, now: () => now, pause: () => Promise.reject(new Error('a run pauses to wait for a lease')) }
const pass = (seconds: number) => (now = new Date(now.getTime() + seconds * 1000))
const settings = { pauseMs: 1000, timeoutMs: 20_000 }
/** How long a lease lasts that is not renewed. */
const LEASE_SECONDS = Math.floor(60 + longestFetchMs(settings) / 1000)
const acquire = (id?: string): Promise<HostLease | undefined> => {
  return acquireLease(host, id === undefined ? undefined : columnOf(id), {
    hosts,
    clock,
    generateId: () => String(++runs),
    settings,
  })
}
const leaseFor = async (id?: string): Promise<HostLease> =>
  (await acquire(id)) ?? Promise.reject(new Error('another run holds the lease'))
const nextIn = async (lease: HostLease) => (await lease.next())?.id
const abandoned = () => Array.fromAsync(hosts.abandoned(isoInstant(now)))

test('one run crawls a host, and then the columns that began to wait for it, in the order in which they came', async () => {
  const lease = await leaseFor('a')
  expect(await nextIn(lease)).toBe('a')
  for (const id of ['c', 'b', 'd']) {
    pass(1)
    expect(await acquire(id)).toBeUndefined()
  }
  expect(await nextIn(lease)).toBe('c')
  pass(1)
  expect(await acquire('e')).toBeUndefined()
  for (const id of ['b', 'd', 'e', undefined]) expect(await nextIn(lease)).toBe(id)
  expect(await nextIn(await leaseFor('a'))).toBe('a')
})

test('a column that waits keeps its place however often its schedule starts it, and is crawled once', async () => {
  const lease = await leaseFor('a')
  for (const id of ['b', 'c', 'b', 'b']) {
    await acquire(id)
    pass(1)
  }
  for (const id of ['a', 'b', 'c', undefined]) expect(await nextIn(lease)).toBe(id)
})

test('a column that comes while the last one is crawled is crawled too: the lease is released only when no column waits', async () => {
  const lease = await leaseFor('a')
  await acquire('b')
  expect(await nextIn(lease)).toBe('a')
  expect(await nextIn(lease)).toBe('b')
  pass(70)
  expect(await lease.isOurs()).toBe(true)
  expect(await acquire('c')).toBeUndefined()
  expect(await nextIn(lease)).toBe('c')
  expect(await nextIn(lease)).toBeUndefined()
  expect(await abandoned()).toEqual([])
})

test('a run without time leaves the waiting columns, with the one for which it was started, to the next run for the host', async () => {
  const lease = await leaseFor('a')
  await acquire('b')
  pass(1)
  expect(await nextIn(lease)).toBe('a')
  await lease.release()
  expect(await abandoned()).toEqual([host])

  const second = await leaseFor('c')
  expect(await nextIn(second)).toBe('b')
  await second.release()
  const third = await leaseFor()
  for (const id of ['c', undefined]) expect(await nextIn(third)).toBe(id)
  expect(await abandoned()).toEqual([])
  expect(await nextIn(await leaseFor())).toBeUndefined()
})

test('a run that died holds its host for a minute and the longest time of a fetch; the columns that wait are found after that', async () => {
  await leaseFor('a')
  pass(30)
  expect(await acquire('b')).toBeUndefined()
  expect(await abandoned()).toEqual([])
  pass(LEASE_SECONDS - 30 - 1)
  expect(await abandoned()).toEqual([])
  pass(2)
  expect(await abandoned()).toEqual([host])
  expect(await nextIn(await leaseFor())).toBe('b')
})

test('a run keeps its lease while it sends requests, and one that lost it crawls nothing more', async () => {
  const lease = await leaseFor('a')
  for (let minute = 0; minute < 14; minute++) {
    pass(60)
    expect(await lease.isOurs()).toBe(true)
    expect(await acquire('b')).toBeUndefined()
  }
  pass(LEASE_SECONDS + 1)
  const other = await leaseFor('c')
  expect(await lease.isOurs()).toBe(false)
  expect(await nextIn(lease)).toBeUndefined()
  await lease.release()
  for (const id of ['b', 'c', undefined]) expect(await nextIn(other)).toBe(id)
})

test('the next lease has the time of the last request and the time before which the host wants none', async () => {
  const lease = await leaseFor('a')
  lease.notBefore = '2026-01-01T09:00:00+08:00'
  pass(5)
  await lease.release()
  const next = await leaseFor('a')
  expect([next.askedAt, next.notBefore]).toEqual(['2026-01-01T08:00:06+08:00', '2026-01-01T09:00:00+08:00'])
  pass(3600)
  await next.release()
  expect((await leaseFor('a')).notBefore).toBeUndefined()
})

test('a lease that another process wrote ends at its time, and is taken over', async () => {
  const row = { pk: 'leases', sk: host, holder: 'earlier', revision: 7, until: '2026-01-01T08:10:00+08:00' }
  await store.put(row)
  expect(await acquire('a')).toBeUndefined()
  pass(600)
  expect(await nextIn(await leaseFor('a'))).toBe('a')
})
