import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { deliver } from '../../../functions/deliver/deliver.ts'
import { deliverBatch } from '../../../functions/deliver/deliver-batch.ts'
import type { DeliverDeps } from '../../../functions/deliver/deps.ts'
import { systemRandom } from '../../../functions/ports/random.ts'
import { openPost } from '../../../functions/deliver/post.ts'
import { openHttp } from '../../../functions/ports/http/http.ts'
import { addEndpoint, disableEndpoint, removeEndpoint, rotateSecret } from '../../../functions/deliver/register.ts'
import { newDelivery } from '../../../shared/webhooks/delivery.ts'
import type { Endpoint } from '../../../shared/webhooks/endpoint.ts'
import { edited } from './facts.ts'
import { testClock } from '../../emulated-ports.ts'
import { batchOf, type Machine, startMachine, messagesFor } from './machine.ts'
import { type Receiver, type Reply, startReceiver, verified } from './receiver.ts'

let machine: Machine
let receiver: Receiver
let deps: DeliverDeps
let now: Date
beforeAll(async () => {
  machine = await startMachine()
  receiver = await startReceiver()
  deps = await machine.deps({ clock: testClock(() => now), random: { ...systemRandom, fraction: () => 0 } })
})
afterAll(() => Promise.all([machine.close(), receiver.close()]))
beforeEach(() => {
  now = new Date('2026-11-23T00:00:00Z')
  receiver.received.splice(0)
  answering({ status: 204 })
})

const answering = (...replies: Reply[]) => {
  receiver.reply = (before) => replies[Math.min(before, replies.length - 1)] ?? { status: 500 }
}
const pass = (seconds: number) => (now = new Date(now.getTime() + seconds * 1000))

/** An active endpoint at the receiver, and a delivery of a new event to it that is due. */
async function waiting(format = 'standard') {
  const added = await addEndpoint(deps, { url: receiver.url, allowPrivate: true, verify: false, format })
  if (added.outcome !== 'added') throw new Error(`Cannot add the endpoint: ${JSON.stringify(added)}`)
  const [event] = await machine.append(edited())
  const reference = { endpoint: added.endpoint.id, event: event?.data.id ?? '' }
  await deps.deliveries.begin(newDelivery(reference, now))
  return { reference, endpoint: added.endpoint, secret: added.secret }
}

const logged = async ({ reference }: { reference: { endpoint: string; event: string } }) => deps.deliveries.find(reference)
const endpointNow = async ({ endpoint }: { endpoint: Endpoint }) => deps.endpoints.find(endpoint.id)

test('delivers an event once, and logs status, latency and answer', async () => {
  const delivery = await waiting()
  answering({ status: 200, body: '收到' })
  expect(await deliver(delivery.reference, deps)).toEqual({ outcome: 'delivered', disabled: undefined })
  expect(verified(receiver.received[0], delivery.secret).data.id).toBe(delivery.reference.event)
  expect(await logged(delivery)).toMatchObject({
    state: 'delivered',
    attempts: [{ at: '2026-11-23T08:00:00+08:00', latencyMs: 0, status: 200, answer: '收到' }],
  })
  expect(await deliver(delivery.reference, deps)).toEqual({ outcome: 'skipped' })
  expect(receiver.received).toHaveLength(1)
})

test('a failure is retried when it is due and not before: same id and body, new timestamp and signature', async () => {
  const delivery = await waiting()
  answering({ status: 500 }, { status: 200 })
  expect(await deliver(delivery.reference, deps)).toMatchObject({ outcome: 'failed' })
  expect(await deliver(delivery.reference, deps)).toEqual({ outcome: 'skipped' })
  pass(5)
  expect(await deliver(delivery.reference, deps)).toMatchObject({ outcome: 'delivered' })
  const [first, second] = receiver.received
  expect(second?.body).toBe(first?.body)
  expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id'])
  expect(receiver.received.map(({ headers }) => Number(headers['webhook-timestamp']))).toEqual([1795392000, 1795392005])
  for (const received of receiver.received) expect(verified(received, delivery.secret).type).toBe('letter.edited')
})

test('a message that is received many times at once makes one attempt', async () => {
  const delivery = await waiting()
  const report = await deliverBatch(messagesFor(...Array.from({ length: 8 }, () => delivery.reference)), deps)
  expect(report).toMatchObject({ delivered: 1, skipped: 7, batchItemFailures: [] })
  expect(receiver.received).toHaveLength(1)
})

test('a crash between sending and storing the result is followed by another attempt after the time limit of the first', async () => {
  const delivery = await waiting()
  const crashing = { ...deps, post: () => Promise.reject(new Error('killed')) }
  await expect(deliver(delivery.reference, crashing)).rejects.toThrow('killed')
  expect(await deliver(delivery.reference, deps)).toEqual({ outcome: 'skipped' })
  pass(90)
  expect(await deliver(delivery.reference, deps)).toMatchObject({ outcome: 'delivered' })
})

test('a delivery that crashes the process every time is dead after the usual number of attempts', async () => {
  const delivery = await waiting()
  const batch = messagesFor(delivery.reference)
  const crashing = { ...deps, post: () => Promise.reject(new Error('killed')) }
  for (let n = 0; n < 12; n++) {
    expect((await deliverBatch(batch, crashing)).batchItemFailures).toHaveLength(1)
    pass(90)
  }
  expect(await deliverBatch(batch, crashing)).toMatchObject({ dead: 1, batchItemFailures: [] })
  expect(await logged(delivery)).toMatchObject({ state: 'dead', why: '12 attempts failed' })
})

test('a delivery is dead after its last attempt, with the reason', async () => {
  const delivery = await waiting()
  answering({ status: 500 })
  const outcomes: string[] = []
  while (outcomes.at(-1) !== 'dead' && outcomes.length < 50) {
    const { outcome } = await deliver(delivery.reference, deps)
    outcomes.push(outcome)
    const { due } = (await logged(delivery)) ?? {}
    if (due !== undefined) now = new Date(due)
  }
  expect(outcomes).toEqual([...Array.from({ length: 11 }, () => 'failed'), 'dead'])
  expect(await logged(delivery)).toMatchObject({ state: 'dead', why: '12 attempts failed', tries: 12 })
})

test('waits as long as Retry-After asks, for all events of the endpoint, and loses none', async () => {
  const delivery = await waiting()
  answering({ status: 429, headers: { 'retry-after': '600' } }, { status: 200 })
  expect(await deliver(delivery.reference, deps)).toMatchObject({ outcome: 'failed' })
  const [event] = await machine.append(edited())
  const other = { ...delivery.reference, event: event?.data.id ?? '' }
  await deps.deliveries.begin(newDelivery(other, now))
  expect(await deliver(other, deps)).toEqual({ outcome: 'postponed' })
  expect(await deps.deliveries.find(other)).toMatchObject({ due: '2026-11-23T08:10:00+08:00', tries: 0 })
  pass(599)
  expect(await deliver(other, deps)).toEqual({ outcome: 'skipped' })
  pass(1)
  expect(await deliver(other, deps)).toMatchObject({ outcome: 'delivered' })
  expect(await deliver(delivery.reference, deps)).toMatchObject({ outcome: 'delivered' })
})

test('410 disables the endpoint and ends the delivery', async () => {
  const delivery = await waiting()
  answering({ status: 410 })
  expect(await deliverBatch(messagesFor(delivery.reference), deps)).toMatchObject({
    dead: 1,
    disabled: [{ endpoint: delivery.endpoint.id, why: 'the receiver answered 410 Gone' }],
  })
  expect(await endpointNow(delivery)).toMatchObject({ state: 'disabled', why: 'the receiver answered 410 Gone' })
})

test('an endpoint that fails for days is disabled, which is reported once', async () => {
  const delivery = await waiting()
  answering({ status: 500 })
  await deliver(delivery.reference, deps)
  pass(5 * 24 * 3600)
  const events = await machine.append(edited(), edited(), edited())
  const references = events.map(({ data }) => ({ ...delivery.reference, event: data.id }))
  for (const reference of references) await deps.deliveries.begin(newDelivery(reference, now))
  const report = await deliverBatch(messagesFor(...references), deps)
  expect(report.disabled).toEqual([
    { endpoint: delivery.endpoint.id, why: 'nothing but failures since 2026-11-23T08:00:00+08:00' },
  ])
  expect(await deliver(delivery.reference, deps)).toEqual({ outcome: 'dead' })
  expect((await logged(delivery))?.why).toBe('the endpoint is disabled: nothing but failures since 2026-11-23T08:00:00+08:00')
})

/** The subjects and texts of the notices that wait for operators. */
async function noticed() {
  const { Records } = await machine.waiting('mail')
  return Records.map(({ body }) => JSON.parse(body) as { Subject: string; Message: string })
}

test('operators are notified by mail of a disabled endpoint: its id, the reason and what to do, without its secret address', async () => {
  await noticed()
  const delivery = await waiting()
  answering({ status: 410 })
  await deliver(delivery.reference, deps)
  const [notice, ...more] = await noticed()
  expect(more).toEqual([])
  expect(notice?.Subject).toContain(delivery.endpoint.id)
  expect(notice?.Message).toContain('the receiver answered 410 Gone')
  expect(notice?.Message).toContain(`letterwatch endpoint enable ${delivery.endpoint.id}`)
  expect(notice?.Message).not.toContain('/hook')
})

test('a notice that SNS refuses is not lost: the endpoint is disabled after the notice was accepted', async () => {
  await noticed()
  const delivery = await waiting()
  answering({ status: 410 })
  const refusing = { ...deps, bus: { publishMail: () => Promise.reject(new Error('refused')) } }
  expect((await deliverBatch(messagesFor(delivery.reference), refusing)).batchItemFailures).toHaveLength(1)
  expect(await endpointNow(delivery)).toMatchObject({ state: 'active' })
  const [event] = await machine.append(edited())
  const next = { ...delivery.reference, event: event?.data.id ?? '' }
  await deps.deliveries.begin(newDelivery(next, now))
  expect(await deliver(next, deps)).toMatchObject({ outcome: 'dead', disabled: 'the receiver answered 410 Gone' })
  expect(await noticed()).toHaveLength(1)
})

test('deliveries that wait for a disabled endpoint are dead, those for a removed one are discarded', async () => {
  const [one, other] = [await waiting(), await waiting()]
  await disableEndpoint(deps, one.endpoint.id)
  await removeEndpoint(deps, other.endpoint.id)
  expect(await deliverBatch(messagesFor(one.reference, other.reference), deps)).toMatchObject({ dead: 1, discarded: 1 })
  expect(await logged(one)).toMatchObject({ state: 'dead', why: 'the endpoint is disabled: an operator disabled it' })
  expect(await logged(other)).toMatchObject({ state: 'discarded', why: 'the endpoint was removed' })
  expect(receiver.received).toEqual([])
})

test('for 24 hours after a rotation both secrets verify, then only the new one', async () => {
  const delivery = await waiting()
  const rotated = await rotateSecret(deps, delivery.endpoint.id)
  await deliver(delivery.reference, deps)
  expect(verified(receiver.received[0], delivery.secret).type).toBe('letter.edited')
  expect(verified(receiver.received[0], rotated?.secret ?? '').type).toBe('letter.edited')

  pass(24 * 3600)
  const [event] = await machine.append(edited())
  const later = { ...delivery.reference, event: event?.data.id ?? '' }
  await deps.deliveries.begin(newDelivery(later, now))
  await deliver(later, deps)
  expect(verified(receiver.received[1], rotated?.secret ?? '').type).toBe('letter.edited')
  expect(() => verified(receiver.received[1], delivery.secret)).toThrow('No matching signature')
})

test.each([
  ['slack', 'no_service', 'ok'],
  ['feishu', '{"code":19024,"msg":"Key Words Not Found"}', '{"code":0}'],
  ['wecom', '{"errcode":45009}', '{"errcode":0}'],
])('an error of a %s chat with status 200 is retried', async (format, no, yes) => {
  const delivery = await waiting(format)
  answering({ status: 200, body: no }, { status: 200, body: yes })
  expect(await deliver(delivery.reference, deps)).toMatchObject({ outcome: 'failed' })
  pass(60)
  expect(await deliver(delivery.reference, deps)).toMatchObject({ outcome: 'delivered' })
  expect(JSON.parse(receiver.received[0]?.body ?? '')).toHaveProperty(
    { slack: 'text', feishu: 'msg_type', wecom: 'msgtype' }[format] ?? '',
  )
})

test('an event that the ledger does not have is dead at once', async () => {
  const { reference } = await waiting()
  const unknown = { ...reference, event: 'cppcc/999999' }
  await deps.deliveries.begin(newDelivery(unknown, now))
  expect(await deliver(unknown, deps)).toEqual({ outcome: 'dead' })
})

test('an unreadable message is delivered again alone', async () => {
  const delivery = await waiting()
  const batch = batchOf('not JSON', JSON.stringify(delivery.reference), '{"endpoint":1}')
  expect(await deliverBatch(batch, deps)).toMatchObject({
    delivered: 1,
    batchItemFailures: [{ itemIdentifier: 'm0' }, { itemIdentifier: 'm2' }],
  })
})

test('an address that has become private since its registration is not contacted', async () => {
  const resolvesTo = (address: string) => () => Promise.resolve([{ address, family: 4 }])
  const added = await addEndpoint(
    { ...deps, resolve: resolvesTo('93.184.215.14') },
    { url: 'https://receiver.example/', verify: false },
  )
  if (added.outcome !== 'added') throw new Error(JSON.stringify(added))
  const [event] = await machine.append(edited())
  const reference = { endpoint: added.endpoint.id, event: event?.data.id ?? '' }
  await deps.deliveries.begin(newDelivery(reference, now))
  const post = openPost(openHttp({ resolve: resolvesTo('10.0.0.7') }))
  expect(await deliver(reference, { ...deps, post })).toMatchObject({ outcome: 'failed' })
  expect((await deps.deliveries.find(reference))?.attempts[0]?.error).toMatch(
    /receiver\.example resolves to 10\.0\.0\.7: .*not an address of the public network$/,
  )
})
