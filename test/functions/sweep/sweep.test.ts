import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDeliveries } from '../../../functions/archive/deliveries.ts'
import { openHosts } from '../../../functions/archive/hosts.ts'
import { sendDue, sweep } from '../../../functions/sweep/sweep.ts'
import { isoInstant } from '../../../shared/text/instant.ts'
import { newDelivery } from '../../../shared/webhooks/delivery.ts'
import { testClock } from '../../emulated-ports.ts'
import { type Machine, startMachine, referencesIn } from '../deliver/machine.ts'

let machine: Machine
beforeAll(async () => void (machine = await startMachine()))
afterAll(() => machine.close())

const minute = (n: number) => new Date(Date.parse('2026-11-23T00:00:00Z') + n * 60_000)

test('sends the deliveries that are due, soonest first, in batches that SQS accepts, and no other row of the table', async () => {
  const deliveries = openDeliveries(machine.store)
  const due = (at: Date) => sendDue({ ...machine.ports, clock: testClock(() => at) })
  for (let n = 25; n > 0; n--) await deliveries.begin(newDelivery({ endpoint: 'ep_1', event: `cppcc/${n}` }, minute(n)))
  await machine.store.put({ pk: 'digest#weekly', sk: 'x', due: '2026-11-23T08:00:00+08:00' })

  expect(await due(minute(0))).toBe(0)
  expect(await due(minute(23))).toBe(23)
  const queued = referencesIn(await machine.waiting('deliver'))
  expect(queued).toEqual(Array.from({ length: 23 }, (_, n) => ({ endpoint: 'ep_1', event: `cppcc/${n + 1}` })))
})

test('starts a crawl for each host whose columns wait for a run that has ended, and for no other', async () => {
  const hosts = openHosts(machine.store)
  const started: string[] = []
  const crawls = { start: (host: string) => Promise.resolve(void started.push(host)) }
  const column = (host: string) => ({ id: 'cppcc', name: '虚构栏目', authority: '虚构委员会', url: `http://${host}/` })
  for (const host of ['left.example', 'asked.example', 'alone.example']) {
    await hosts.acquire(host, 'a run', isoInstant(minute(30)), isoInstant(minute(host === 'asked.example' ? 34 : 32)))
    if (host !== 'alone.example') await hosts.waitFor(host, column(host), isoInstant(minute(31)))
  }
  expect(await sweep({ ...machine.ports, clock: testClock(() => minute(33)), crawls })).toMatchObject({ hosts: 1 })
  expect(started).toEqual(['left.example'])
})
