import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DeliverDeps } from '../../../functions/deliver/deps.ts'
import {
  addEndpoint,
  disableEndpoint,
  enableEndpoint,
  removeEndpoint,
  rotateSecret,
  testEndpoint,
} from '../../../functions/deliver/register.ts'
import { type Machine, startMachine } from './machine.ts'
import { startReceiver, verified } from './receiver.ts'

let machine: Machine
let deps: DeliverDeps
beforeAll(async () => {
  machine = await startMachine()
  deps = await machine.deps()
})
afterAll(() => machine.close())

const kept = async () => (await deps.endpoints.list()).length

test('an endpoint that accepts the test event becomes active, with the requested options and a secret that is shown once', async () => {
  const receiver = await startReceiver()
  const asked = {
    url: receiver.url,
    types: ['letter.edited'],
    significance: 'substantive',
    topics: ['脑机接口'],
    allowPrivate: true,
  }
  const added = await addEndpoint(deps, asked)
  if (added.outcome !== 'added') throw new Error(JSON.stringify(added))
  expect(await deps.endpoints.find(added.endpoint.id)).toMatchObject({
    ...asked,
    state: 'active',
    format: 'standard',
    generation: 1,
  })
  expect(verified(receiver.received[0], added.secret)).toMatchObject({
    type: 'letterwatch.test',
    data: { id: receiver.received[0]?.headers['webhook-id'], endpoint: added.endpoint.id },
  })
  await receiver.close()
})

test('no row of the table reveals a secret', async () => {
  const added = await addEndpoint(deps, { url: 'http://127.0.0.1/', allowPrivate: true, verify: false })
  if (added.outcome !== 'added') throw new Error(JSON.stringify(added))
  await rotateSecret(deps, added.endpoint.id)
  const rows: unknown[] = []
  for await (const row of machine.store.query('endpoints')) rows.push(row)
  const secretBytes = added.secret.slice('whsec_'.length)
  expect(JSON.stringify(rows)).toContain(added.endpoint.id)
  expect(JSON.stringify(rows)).not.toContain(secretBytes)
  expect(JSON.stringify(rows)).not.toContain('whsec_')
})

test('an endpoint that does not accept it is stored as unverified with its secret, and becomes active when it does', async () => {
  const receiver = await startReceiver((before) => (before === 0 ? { status: 401, body: 'unknown secret' } : { status: 200 }))
  const added = await addEndpoint(deps, { url: receiver.url, allowPrivate: true })
  expect(added).toMatchObject({ outcome: 'unverified', why: 'it did not accept the test event: status 401, "unknown secret"' })
  if (added.outcome !== 'unverified') return
  expect(await deps.endpoints.find(added.endpoint.id)).toMatchObject({ state: 'unverified' })
  expect(await enableEndpoint(deps, added.endpoint.id)).toMatchObject({ outcome: 'enabled', endpoint: { state: 'active' } })
  expect(verified(receiver.received[1], added.secret).type).toBe('letterwatch.test')
  await receiver.close()
})

test('a redirect does not count as accepting', async () => {
  const receiver = await startReceiver(() => ({ status: 302, headers: { location: '/' } }))
  expect(await addEndpoint(deps, { url: receiver.url, allowPrivate: true })).toMatchObject({ outcome: 'unverified' })
  await receiver.close()
})

test.each([
  ['http://127.0.0.1:9/', 'it is not https'],
  ['https://127.0.0.1/', '127.0.0.1 is not an address of the public network'],
  ['https://[::ffff:169.254.169.254]/', '::ffff:a9fe:a9fe is not an address of the public network'],
  ['nonsense', 'it is not an address'],
])('%s is refused before anything is sent or stored: %s', async (url, why) => {
  const before = await kept()
  const silent = { ...deps, post: () => Promise.reject(new Error('nothing may be sent')) }
  expect(await addEndpoint(silent, { url })).toEqual({ outcome: 'refused', why })
  expect(await addEndpoint(silent, { url, verify: false })).toEqual({ outcome: 'refused', why })
  expect(await kept()).toBe(before)
})

test('a name that resolves to a private address is refused, a name that does not resolve yet is accepted', async () => {
  const inner = { ...deps, resolve: () => Promise.resolve([{ address: '10.0.0.1', family: 4 }]) }
  expect(await addEndpoint(inner, { url: 'https://intranet.example.org/', verify: false })).toEqual({
    outcome: 'refused',
    why: 'intranet.example.org resolves to 10.0.0.1: 10.0.0.1 is not an address of the public network',
  })
  const unknown = { ...deps, resolve: () => Promise.reject(new Error('ENOTFOUND')) }
  expect(await addEndpoint(unknown, { url: 'https://soon.example.org/', verify: false })).toMatchObject({ outcome: 'added' })
})

test('an invalid filter or format is refused with the allowed values', async () => {
  const url = 'https://hooks.example.org/'
  expect(await addEndpoint(deps, { url, format: 'teams' })).toEqual({
    outcome: 'refused',
    why: 'format: "teams" is not one of standard, slack, feishu, wecom',
  })
  expect(await addEndpoint(deps, { url, types: ['letter.eaten'] })).toMatchObject({
    outcome: 'refused',
    why: expect.stringContaining('types: "letter.eaten" is not one of letter.published, letter.edited') as string,
  })
  expect(await addEndpoint(deps, { url, significance: 'huge' })).toMatchObject({ outcome: 'refused' })
  expect(await addEndpoint(deps, { url, topics: [] })).toEqual({ outcome: 'refused', why: 'topics is empty' })
  expect(await addEndpoint(deps, { url, columns: [''] })).toEqual({ outcome: 'refused', why: 'columns is empty' })
})

test('disable, enable, rotate, test and remove return the result, or that no endpoint has the id', async () => {
  const receiver = await startReceiver()
  const added = await addEndpoint(deps, { url: receiver.url, allowPrivate: true, verify: false })
  if (added.outcome !== 'added') throw new Error(JSON.stringify(added))
  const { id } = added.endpoint
  expect(await disableEndpoint(deps, id)).toMatchObject({ state: 'disabled', why: 'an operator disabled it' })
  const enabled = await enableEndpoint(deps, id, { verify: false })
  expect(enabled).toMatchObject({ outcome: 'enabled', endpoint: { state: 'active' } })
  expect(await deps.endpoints.find(id)).not.toHaveProperty('why')
  const rotated = await rotateSecret(deps, id)
  expect(rotated?.endpoint.generation).toBe(2)
  expect(rotated?.secret).not.toBe(added.secret)
  expect(await testEndpoint(deps, id)).toMatchObject({ verdict: { kind: 'accepted' }, attempt: { status: 204 } })
  expect(verified(receiver.received[0], rotated?.secret ?? '').type).toBe('letterwatch.test')
  expect(await removeEndpoint(deps, id)).toBe(true)

  expect(await removeEndpoint(deps, id)).toBe(false)
  expect(await disableEndpoint(deps, id)).toBeUndefined()
  expect(await enableEndpoint(deps, id)).toEqual({ outcome: 'unknown' })
  expect(await rotateSecret(deps, id)).toBeUndefined()
  expect(await testEndpoint(deps, id)).toBeUndefined()
  await receiver.close()
})

test('each format has its own test message and its own sign of success', async () => {
  const bodies = { slack: 'ok', feishu: '{"code":0}', wecom: '{"errcode":0}' }
  for (const [format, body] of Object.entries(bodies)) {
    const receiver = await startReceiver(() => ({ status: 200, body }))
    expect(await addEndpoint(deps, { url: receiver.url, allowPrivate: true, format })).toMatchObject({ outcome: 'added' })
    expect(receiver.received[0]?.body).toContain('测试消息')
    await receiver.close()
  }
})
