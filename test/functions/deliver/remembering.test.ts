import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DeliverEdges } from '../../../functions/deliver/edges.ts'
import { addEndpoint } from '../../../functions/deliver/register.ts'
import { remembering } from '../../../functions/deliver/remembering.ts'
import { edited } from './facts.ts'
import { type Machine, startMachine } from './machine.ts'

let machine: Machine
let edges: DeliverEdges
beforeAll(async () => {
  machine = await startMachine()
  edges = await machine.edges()
})
afterAll(() => machine.close())

test('reads an endpoint and an entry once, and knows its own changes', async () => {
  await machine.append(edited())
  const added = await addEndpoint(edges, { url: 'http://127.0.0.1/', allowPrivate: true, verify: false })
  const id = added.outcome === 'added' ? added.endpoint.id : ''
  const reads: string[] = []
  const counted: DeliverEdges = {
    ...edges,
    endpoints: { ...edges.endpoints, find: (asked) => (reads.push(asked), edges.endpoints.find(asked)) },
    ledger: (column) => ({
      ...edges.ledger(column),
      entry: (sequence) => (reads.push(`${column}/${sequence}`), edges.ledger(column).entry(sequence)),
    }),
  }
  const remembered = remembering(counted)
  for (let n = 0; n < 3; n++) {
    expect(await remembered.endpoints.find(id)).toMatchObject({ state: 'active' })
    expect(await remembered.ledger('cppcc').entry(1)).toMatchObject({ type: 'letter.edited' })
  }
  expect(reads).toEqual([id, 'cppcc/1'])
  await remembered.endpoints.change(id, (endpoint) => ({ ...endpoint, state: 'disabled' }))
  expect(await remembered.endpoints.find(id)).toMatchObject({ state: 'disabled' })
})

test('a reading that failed is tried again', async () => {
  let fails = true
  const flaky = {
    ...edges.endpoints,
    find: () => (fails ? Promise.reject(new Error('throttled')) : Promise.resolve(undefined)),
  }
  const remembered = remembering({ ...edges, endpoints: flaky })
  await expect(remembered.endpoints.find('ep_1')).rejects.toThrow('throttled')
  fails = false
  expect(await remembered.endpoints.find('ep_1')).toBeUndefined()
})
