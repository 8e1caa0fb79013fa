import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { dispatch } from '../../../functions/dispatch/dispatch.ts'
import { deliverBatch, type DeliverReport } from '../../../functions/deliver/deliver-batch.ts'
import type { DeliverDeps } from '../../../functions/deliver/deps.ts'
import { openPost } from '../../../functions/deliver/post.ts'
import { addEndpoint, removeEndpoint } from '../../../functions/deliver/register.ts'
import { openHttp } from '../../../functions/ports/http/http.ts'
import { systemRandom } from '../../../functions/ports/random.ts'
import { sendDue } from '../../../functions/sweep/sweep.ts'
import type { Event } from '../../../shared/event.ts'
import { edited } from './facts.ts'
import { testClock } from '../../emulated-ports.ts'
import { batchOf, type Machine, startMachine } from './machine.ts'
import { type Received, type Reply, startReceiver, verified } from './receiver.ts'

let machine: Machine
let deps: DeliverDeps
let now: Date
let chance = 0
beforeAll(async () => {
  machine = await startMachine()
  deps = await machine.deps({
    clock: testClock(() => now),
    random: { ...systemRandom, fraction: () => (chance = (chance + 0.37) % 1) },
    post: openPost(openHttp(), 2000),
  })
})
afterAll(() => machine.close())
beforeEach(() => void (now = new Date('2026-11-23T00:00:00Z')))
afterEach(async () => {
  for (const { id } of await deps.endpoints.list()) await removeEndpoint(deps, id)
  await machine.waiting('deliver')
  await Promise.all(closing.splice(0).map((close) => close()))
})

const closing: (() => Promise<void>)[] = []
const HOUR = 3_600_000

/** An endpoint of its own receiver, which answers with `reply`. */
async function subscribe(reply: (before: number, received: Received) => Reply | Promise<Reply> = () => ({ status: 204 })) {
  const receiver = await startReceiver(reply)
  closing.push(receiver.close)
  const added = await addEndpoint(deps, { url: receiver.url, allowPrivate: true, verify: false })
  if (added.outcome !== 'added') throw new Error(JSON.stringify(added))
  return { ...added, receiver, receivedIds: () => receiver.received.map((each) => verified(each, added.secret).data.id) }
}

const ports = () => ({ store: machine.store, bus: machine.ports.bus, clock: testClock(() => now) })
const dispatchAll = (events: Event[]) => dispatch(bodies(events), ports())
const bodies = (events: Event[]) => batchOf(...events.map((event) => JSON.stringify(event)))
const announce = async (count: number) => {
  const events = await machine.append(...Array.from({ length: count }, () => edited()))
  await dispatchAll(events)
  return events
}
const wakeAll = async () => deliverBatch(await machine.waiting('deliver'), deps)

/** Lets `ms` pass in steps of `step`, sweeping and delivering at each, as a schedule does. Returns the reports. */
async function live(ms: number, step: number): Promise<DeliverReport[]> {
  const reports: DeliverReport[] = []
  for (const end = now.getTime() + ms; now.getTime() < end; now = new Date(now.getTime() + step)) {
    await sendDue(ports())
    reports.push(await wakeAll())
  }
  return reports
}

const ids = (events: Event[]) => events.map(({ data }) => data.id)
const unique = (ids: string[]) => [...new Set(ids)].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))

test('failing endpoints among ten do not stop the others', async () => {
  const good = await Promise.all(Array.from({ length: 6 }, () => subscribe()))
  const failing = await subscribe(() => ({ status: 500 }))
  const silent = await subscribe(() => new Promise(() => undefined))
  const huge = await subscribe(() => ({ status: 200, body: 'x'.repeat(3_000_000) }))
  const closed = await subscribe()
  await closed.receiver.close()
  const events = await announce(8)
  const report = await wakeAll()
  expect(report).toMatchObject({ delivered: 7 * 8, batchItemFailures: [] })
  expect(report.failed + report.postponed).toBe(3 * 8)
  for (const { receivedIds } of [...good, huge]) expect(receivedIds().sort()).toEqual(ids(events).sort())
  for (const each of [failing, silent, closed])
    expect((await deps.endpoints.find(each.endpoint.id))?.restsUntil).toBe('2026-11-23T08:01:00+08:00')
})

test('a receiver that was down for three days gets every event, once each', async () => {
  let down = true
  const receiver = await subscribe(() => ({ status: down ? 500 : 204 }))
  const steady = await subscribe()
  const events = await announce(6)
  await live(36 * HOUR, HOUR)
  events.push(...(await announce(6)))
  await live(36 * HOUR, HOUR)
  down = false
  const failed = receiver.receiver.received.length
  const reports = await live(14 * HOUR, HOUR)
  const afterwards = receiver.receivedIds().slice(failed)
  expect(unique(afterwards)).toEqual(ids(events))
  expect(afterwards).toHaveLength(12)
  expect(unique(steady.receivedIds())).toEqual(ids(events))
  expect(steady.receivedIds()).toHaveLength(12)
  expect(reports.flatMap(({ disabled }) => disabled)).toEqual([])
})

test('an endpoint that stays down is disabled with a notice, and its deliveries are dead', async () => {
  const receiver = await subscribe(() => ({ status: 500 }))
  const reports: DeliverReport[] = []
  const events: Event[] = []
  for (let day = 0; day < 7; day++) {
    events.push(...(await announce(2)))
    reports.push(...(await live(24 * HOUR, 2 * HOUR)))
  }
  const [disabled, ...more] = reports.flatMap((report) => report.disabled)
  expect(disabled).toEqual({ endpoint: receiver.endpoint.id, why: 'nothing but failures since 2026-11-23T08:00:00+08:00' })
  expect(more).toEqual([])
  const dead: string[] = []
  for await (const delivery of deps.deliveries.of(receiver.endpoint.id))
    if (delivery.state === 'dead') dead.push(delivery.event)
  expect(dead).toEqual(ids(events).slice(0, dead.length))
  expect(dead).toHaveLength(12)
})

test('duplicated, reordered and lost messages do not lose or repeat an event', async () => {
  const receiver = await subscribe()
  const events = await machine.append(...Array.from({ length: 12 }, () => edited()))
  await dispatchAll([...events.toReversed(), ...events])
  const queued = await machine.waiting('deliver')
  const kept = queued.Records.filter((_, index) => index % 3 !== 0)
  await deliverBatch({ Records: [...kept.toReversed(), ...kept] }, deps)
  expect(receiver.receivedIds()).toHaveLength(8)
  await live(2, 1)
  expect(unique(receiver.receivedIds())).toEqual(ids(events))
  expect(receiver.receivedIds()).toHaveLength(12)
})

test('after a crash at any step the next runs complete the work, with at most one repetition for a crash after sending', async () => {
  const receiver = await subscribe()
  const events = await machine.append(...Array.from({ length: 5 }, () => edited()))
  const crash = () => Promise.reject(new Error('killed'))
  const sent = async (...message: Parameters<typeof deps.post>) => deps.post(...message).then(crash)
  const { deliveries } = deps
  const onceClaimed = {
    ...deliveries,
    replace: async (...rows: Parameters<typeof deliveries.replace>) => deliveries.replace(...rows).then(crash),
  }
  const crashes: Partial<DeliverDeps>[] = [
    { deliveries: { ...deliveries, find: crash } },
    { deliveries: onceClaimed },
    { post: crash },
    { post: sent },
    { deliveries: { ...deliveries, replace: crash } },
  ]
  await dispatchAll(events)
  const queued = await machine.waiting('deliver')
  for (const [step, record] of queued.Records.entries())
    expect((await deliverBatch({ Records: [record] }, { ...deps, ...crashes[step] })).batchItemFailures).toHaveLength(1)
  await live(2 * 90_000, 90_000)
  expect(unique(receiver.receivedIds())).toEqual(ids(events))
  expect(receiver.receivedIds()).toHaveLength(6)
})

test('a burst to a chat that accepts twenty messages a minute is delivered within minutes, and no delivery is dead', async () => {
  let [minute, taken] = ['', 0]
  const receiver = await subscribe(() => {
    const present = now.toISOString().slice(0, 16)
    if (present !== minute) [minute, taken] = [present, 0]
    return { status: ++taken > 20 ? 429 : 200 }
  })
  const events = await announce(100)
  await live(15 * 60_000, 30_000)
  const delivered: string[] = []
  for await (const { state, event } of deps.deliveries.of(receiver.endpoint.id))
    if (state === 'delivered') delivered.push(event)
  expect(delivered).toEqual(ids(events))
})

test('a burst reaches twenty endpoints completely with two concurrent dispatchers: every signature valid, no repetition', async () => {
  const receivers = await Promise.all(Array.from({ length: 20 }, () => subscribe()))
  const events = await machine.append(...Array.from({ length: 50 }, () => edited()))
  const [one, other] = await Promise.all([dispatchAll(events), dispatchAll(events.toReversed())])
  expect(one.deliveries + other.deliveries).toBe(1000)
  const queued = await machine.waiting('deliver')
  const half = queued.Records.length / 2
  const reports = await Promise.all(
    [queued.Records.slice(0, half), queued.Records.slice(half)].map((Records) => deliverBatch({ Records }, deps)),
  )
  expect(reports.reduce((sum, { delivered }) => sum + delivered, 0)).toBe(1000)
  for (const { receivedIds } of receivers) {
    expect(receivedIds()).toHaveLength(50)
    expect(unique(receivedIds())).toEqual(ids(events))
  }
})

test('a machine whose clock is behind makes deliveries when they are due by its clock, and none twice', async () => {
  const receiver = await subscribe((before) => ({ status: before === 0 ? 500 : 204 }))
  const [event] = await announce(1)
  await wakeAll()
  const behind = { ...deps, clock: testClock(() => new Date(now.getTime() - HOUR)) }
  now = new Date(now.getTime() + 10_000)
  await sendDue(ports())
  expect(await deliverBatch(await machine.waiting('deliver'), behind)).toMatchObject({ skipped: 1 })
  await live(2, 1)
  expect(receiver.receivedIds()).toEqual([event?.data.id, event?.data.id])
})
