import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DeliverDeps } from '../../../functions/deliver/deps.ts'
import { addEndpoint } from '../../../functions/deliver/register.ts'
import { withCachedRows } from '../../../functions/deliver/deliver-batch.ts'
import { edited } from './facts.ts'
import { type Machine, startMachine } from './machine.ts'

let machine: Machine
let deps: DeliverDeps
beforeAll(async () => {
  machine = await startMachine()
  deps = await machine.deps()
})
afterAll(() => machine.close())

test('reads an endpoint and an entry once, and sees its own changes', async () => {
  await machine.append(edited())
  const added = await addEndpoint(deps, { url: 'http://127.0.0.1/', allowPrivate: true, verify: false })
  const id = added.outcome === 'added' ? added.endpoint.id : ''
  const reads: string[] = []
  const counted: DeliverDeps = {
    ...deps,
    endpoints: { ...deps.endpoints, find: (asked) => (reads.push(asked), deps.endpoints.find(asked)) },
    ledger: (column) => ({
      ...deps.ledger(column),
      entry: (sequence) => (reads.push(`${column}/${sequence}`), deps.ledger(column).entry(sequence)),
    }),
  }
  const remembered = withCachedRows(counted)
  for (let n = 0; n < 3; n++) {
    expect(await remembered.endpoints.find(id)).toMatchObject({ state: 'active' })
    expect(await remembered.ledger('cppcc').entry(1)).toMatchObject({ type: 'letter.edited' })
  }
  expect(reads).toEqual([id, 'cppcc/1'])
  await remembered.endpoints.change(id, (endpoint) => ({ ...endpoint, state: 'disabled' }))
  expect(await remembered.endpoints.find(id)).toMatchObject({ state: 'disabled' })
})

test('a failed read is tried again', async () => {
  let fails = true
  const flaky = {
    ...deps.endpoints,
    find: () => (fails ? Promise.reject(new Error('throttled')) : Promise.resolve(undefined)),
  }
  const remembered = withCachedRows({ ...deps, endpoints: flaky })
  await expect(remembered.endpoints.find('ep_1')).rejects.toThrow('throttled')
  fails = false
  expect(await remembered.endpoints.find('ep_1')).toBeUndefined()
})
