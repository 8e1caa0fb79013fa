import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { type Deliveries, openDeliveries } from '../../../functions/archive/deliveries.ts'
import { type Endpoints, openEndpoints } from '../../../functions/archive/endpoints.ts'
import { dispatch, type DispatchPorts } from '../../../functions/dispatch/dispatch.ts'
import { handler } from '../../../functions/dispatch/handler.ts'
import { Endpoint } from '../../../shared/webhooks/endpoint.ts'
import type { Event } from '../../../shared/event.ts'
import { edited, held, published, withdrawn } from '../deliver/facts.ts'
import { testClock } from '../../emulated-ports.ts'
import { batchOf, type Machine, startMachine, referencesIn } from '../deliver/machine.ts'

let machine: Machine
let ports: DispatchPorts
let endpoints: Endpoints
let deliveries: Deliveries
beforeAll(async () => {
  machine = await startMachine()
  ports = { ...machine.ports, clock: testClock(() => new Date('2026-11-23T00:00:00Z')) }
  endpoints = openEndpoints(machine.store)
  deliveries = openDeliveries(machine.store)
})
afterAll(() => machine.close())
beforeEach(async () => {
  for (const { id } of await endpoints.list()) await endpoints.remove(id)
  await machine.waiting('deliver')
})

const add = (id: string, more: Partial<Endpoint> = {}) => {
  const always = { id, url: 'https://hooks.example.org/', state: 'active', createdAt: '', generation: 1, revision: 0 }
  return endpoints.add(Endpoint.parse({ ...always, ...more }))
}
const messages = (...events: Event[]) => batchOf(...events.map((event) => JSON.stringify(event)))
const queued = async () => referencesIn(await machine.waiting('deliver')).map(({ endpoint, event }) => `${endpoint} ${event}`)

test('writes a due row and sends a message for each event and each active endpoint whose filters accept it', async () => {
  await add('all')
  await add('typos', { significance: 'cosmetic' })
  await add('losses', { types: ['letter.withdrawn'] })
  await add('off', { state: 'disabled' })
  await add('new', { state: 'unverified' })
  const [edit, loss] = await machine.append(edited(), withdrawn)
  if (!edit || !loss) throw new Error('no events')
  expect(await dispatch(messages(edit, loss), ports)).toEqual({ events: 2, deliveries: 3, problems: [], batchItemFailures: [] })
  const expected = [`all ${edit.data.id}`, `all ${loss.data.id}`, `losses ${loss.data.id}`]
  expect((await queued()).sort()).toEqual(expected)
  expect(await deliveries.find({ endpoint: 'losses', event: loss.data.id })).toMatchObject({
    state: 'waiting',
    due: '2026-11-23T08:00:00+08:00',
    tries: 0,
  })
})

test('accepts an event with and without the envelope of SNS', async () => {
  await add('all')
  const events = await machine.append(published, held)
  for (const event of events) await machine.publish(event)
  const batch = await machine.waiting('dispatch')
  expect(batch.Records[0]?.body).toContain('"Type":"Notification"')
  expect(await dispatch(batch, ports)).toMatchObject({ events: 2, deliveries: 2 })
})

test('an event that is received again, in any order, creates nothing', async () => {
  await add('all')
  const events = await machine.append(edited(), withdrawn)
  await dispatch(messages(...events), ports)
  await queued()
  expect(await dispatch(messages(...events.toReversed(), ...events), ports)).toMatchObject({ events: 4, deliveries: 0 })
  expect(await queued()).toEqual([])
})

test('an invalid message is delivered again alone', async () => {
  await add('all')
  const [event] = await machine.append(edited())
  const bodies = ['', '{"Type":"Notification","Message":"{}"}', JSON.stringify(event), '{"type":"letter.eaten"}']
  expect(await dispatch(batchOf(...bodies), ports)).toMatchObject({
    events: 1,
    deliveries: 1,
    batchItemFailures: [{ itemIdentifier: 'm0' }, { itemIdentifier: 'm1' }, { itemIdentifier: 'm3' }],
  })
})

test('when SQS refuses, the rows remain and the message is delivered again', async () => {
  await add('all')
  const [event] = await machine.append(edited())
  if (!event) throw new Error('no event')
  const refusing = { ...ports, bus: { send: () => Promise.reject(new Error('refused')) } }
  expect(await dispatch(messages(event), refusing)).toMatchObject({ events: 0, batchItemFailures: [{ itemIdentifier: 'm0' }] })
  expect(await deliveries.find({ endpoint: 'all', event: event.data.id })).toMatchObject({ state: 'waiting' })
  expect(await dispatch(messages(event), ports)).toMatchObject({ events: 1, deliveries: 0, batchItemFailures: [] })
})

test('the handler refuses to start without its environment, naming what is missing', async () => {
  vi.stubEnv('TABLE', 'letterwatch')
  vi.stubEnv('SETTINGS', '{}')
  await expect(handler(batchOf())).rejects.toThrow(
    'Cannot start dispatch: missing or wrong in its environment: DELIVERIES_QUEUE',
  )
  vi.unstubAllEnvs()
})
