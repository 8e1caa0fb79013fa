import { afterAll, beforeAll, expect, test } from 'vitest'
import { deliver } from '../../../functions/deliver/deliver.ts'
import { deliveryLog, replay } from '../../../functions/deliver/replay.ts'
import type { DeliverDeps } from '../../../functions/deliver/deps.ts'
import { addEndpoint, disableEndpoint } from '../../../functions/deliver/register.ts'
import type { Delivery } from '../../../shared/webhooks/delivery.ts'
import { edited, held, published, withdrawn } from './facts.ts'
import { type Machine, startMachine } from './machine.ts'
import { type Receiver, startReceiver } from './receiver.ts'

let machine: Machine
let deps: DeliverDeps
let receiver: Receiver
let everything: string
let withdrawals: string
const since = new Date('2026-11-23T00:00:00Z')

beforeAll(async () => {
  machine = await startMachine()
  receiver = await startReceiver()
  deps = await machine.deps()
  const add = async (types?: string[]) => {
    const added = await addEndpoint(deps, { url: receiver.url, types, allowPrivate: true, verify: false })
    return added.outcome === 'added' ? added.endpoint.id : ''
  }
  everything = await add()
  withdrawals = await add(['letter.withdrawn'])
  const baseline = { type: 'letter.published', data: { ...published.data, baseline: true } } as typeof published
  const heldBack = { type: 'letter.withdrawn', data: { ...withdrawn.data, held: true } } as typeof withdrawn
  const decision = (from: number, to: number) => ({ from, to, events: to - from + 1 })
  await machine.append(
    baseline, // 1
    { type: 'column.baselined', data: { letters: 1, pending: [] } }, // 2
    edited(), // 3
    withdrawn, // 4
    held, // 5
    heldBack, // 6, released
    heldBack, // 7, discarded
    heldBack, // 8, still held
    { type: 'column.released', data: decision(6, 6) },
    { type: 'column.discarded', data: decision(7, 7) },
  )
})
afterAll(() => Promise.all([machine.close(), receiver.close()]))

type Which = { endpoint?: string; dead?: boolean }
const log = async (which: Which = {}) => {
  const deliveries: Delivery[] = []
  for await (const delivery of deliveryLog(deps, which)) deliveries.push(delivery)
  return deliveries
}
const due = async (endpoint: string) =>
  (await log({ endpoint })).filter(({ due }) => due !== undefined).map(({ event }) => event)

test('replays to each endpoint the events that its filters accept, without baseline, held and discarded ones', async () => {
  expect(await replay(deps, { since, columns: ['cppcc'] })).toEqual({ outcome: 'replayed', events: 4, deliveries: 6 })
  expect(await due(everything)).toEqual(['cppcc/3', 'cppcc/4', 'cppcc/5', 'cppcc/6'])
  expect(await due(withdrawals)).toEqual(['cppcc/4', 'cppcc/6'])
})

test('a replayed event has the same id, and the log is kept', async () => {
  const reference = { endpoint: everything, event: 'cppcc/3' }
  await deliver(reference, deps)
  expect(await replay(deps, { event: 'cppcc/3', endpoint: everything })).toEqual({
    outcome: 'replayed',
    events: 1,
    deliveries: 1,
  })
  await deliver(reference, deps)
  expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual(['cppcc/3', 'cppcc/3'])
  expect(receiver.received[1]?.body).toBe(receiver.received[0]?.body)
  expect((await deps.deliveries.find(reference))?.attempts).toHaveLength(2)
})

test('an event that is given with an endpoint is sent regardless of filters', async () => {
  await replay(deps, { event: 'cppcc/3', endpoint: withdrawals })
  expect(await due(withdrawals)).toContain('cppcc/3')
})

test('a replay ends the backoff of an endpoint', async () => {
  await deps.endpoints.change(everything, (endpoint) => ({ ...endpoint, restsUntil: '2999-01-01T00:00:00+08:00' }))
  await replay(deps, { event: 'cppcc/3' })
  expect(await deliver({ endpoint: everything, event: 'cppcc/3' }, deps)).toMatchObject({ outcome: 'delivered' })
})

test('a replay since an instant after the last event sends nothing', async () => {
  const later = new Date('2026-11-23T00:00:01Z')
  expect(await replay(deps, { since: later, columns: ['cppcc'] })).toEqual({ outcome: 'replayed', events: 0, deliveries: 0 })
})

test.each(['cppcc/1', 'cppcc/2', 'cppcc/7', 'cppcc/8', 'cppcc/99', 'npc/1', 'x'])(
  '%s is refused: it was not announced',
  async (event) => {
    expect(await replay(deps, { event })).toEqual({ outcome: 'refused', why: `no event ${event} was announced` })
  },
)

test('an endpoint that is unknown or not active is refused', async () => {
  expect(await replay(deps, { event: 'cppcc/3', endpoint: 'ep_x' })).toEqual({
    outcome: 'refused',
    why: 'there is no endpoint ep_x',
  })
  await disableEndpoint(deps, withdrawals)
  expect(await replay(deps, { event: 'cppcc/3', endpoint: withdrawals })).toEqual({
    outcome: 'refused',
    why: `endpoint ${withdrawals} is disabled: enable it first`,
  })
})

test('the log shows the deliveries of all endpoints, or of one, or those that are dead', async () => {
  await deliver({ endpoint: withdrawals, event: 'cppcc/4' }, deps)
  expect(new Set((await log()).map(({ endpoint }) => endpoint))).toEqual(new Set([everything, withdrawals]))
  const dead = await log({ dead: true })
  expect(dead.map(({ endpoint, event }) => ({ endpoint, event }))).toEqual([{ endpoint: withdrawals, event: 'cppcc/4' }])
})
