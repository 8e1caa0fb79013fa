import { afterAll, beforeAll, expect, test } from 'vitest'
import { handler as deliver } from '../../../functions/deliver/handler.ts'
import { addEndpoint } from '../../../functions/deliver/register.ts'
import { handler as dispatch } from '../../../functions/dispatch/handler.ts'
import { handler as sweep } from '../../../functions/sweep/handler.ts'
import { edited, published } from './facts.ts'
import { type Machine, startMachine } from './machine.ts'
import { startReceiver, verifiedNow } from './receiver.ts'

let machine: Machine
beforeAll(async () => void (machine = await startMachine()))
afterAll(() => machine.close())

test('an event goes from the topic to the receiver, signed, by the handlers that run on AWS', async () => {
  const receiver = await startReceiver()
  const added = await addEndpoint(await machine.edges(), { url: receiver.url, allowPrivate: true })
  if (added.outcome !== 'added') throw new Error(JSON.stringify(added))
  for (const event of await machine.append(published, edited())) await machine.publish(event)

  expect(await dispatch(await machine.waiting('DISPATCH_QUEUE'))).toEqual({
    events: 2,
    deliveries: 2,
    problems: [],
    batchItemFailures: [],
  })
  expect(await deliver(await machine.waiting('DELIVERIES_QUEUE'))).toMatchObject({
    delivered: 2,
    failed: 0,
    batchItemFailures: [],
  })
  expect(await sweep()).toEqual({ woken: 0, hosts: 0 })

  const told = receiver.received.map((each) => verifiedNow(each, added.secret))
  expect(told.map(({ type }) => type).sort()).toEqual(['letter.edited', 'letter.published', 'letterwatch.test'])
  expect(told.find(({ type }) => type === 'letter.edited')?.data).toMatchObject({
    id: 'cppcc/2',
    figures: [{ before: '23.74亿元', after: '24.74亿元' }],
  })
  await receiver.close()
})
