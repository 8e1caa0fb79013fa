import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Endpoints, openEndpoints } from '../../../functions/archive/endpoints.ts'
import { Endpoint } from '../../../shared/webhooks/endpoint.ts'
import { type Machine, startMachine } from './machine.ts'

let machine: Machine
let endpoints: Endpoints
const endpoint = Endpoint.parse({
  id: 'ep_1',
  url: 'https://hooks.example.org/',
  state: 'active',
  createdAt: '2026-11-23T08:00:00+08:00',
  generation: 1,
  revision: 0,
})
beforeAll(async () => {
  machine = await startMachine()
  endpoints = openEndpoints(machine.store)
  await endpoints.add(endpoint)
})
afterAll(() => machine.close())

test('an id is given once', async () => {
  await expect(endpoints.add(endpoint)).rejects.toThrow('Cannot add endpoint: ep_1 is taken')
})

test('no concurrent change is lost', async () => {
  await Promise.all(
    Array.from({ length: 10 }, () => endpoints.change('ep_1', (before) => ({ ...before, generation: before.generation + 1 }))),
  )
  expect(await endpoints.find('ep_1')).toMatchObject({ generation: 11, revision: 10 })
})

test('a change that changes nothing writes nothing', async () => {
  const before = await endpoints.find('ep_1')
  await endpoints.change('ep_1', (same) => same)
  expect(await endpoints.find('ep_1')).toEqual(before)
})
