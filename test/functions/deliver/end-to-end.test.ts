import { afterAll, beforeAll, expect, test } from 'vitest'
import { deliverBatch } from '../../../functions/deliver/deliver-batch.ts'
import { addEndpoint } from '../../../functions/deliver/register.ts'
import { dispatch } from '../../../functions/dispatch/dispatch.ts'
import { sendDue } from '../../../functions/sweep/sweep.ts'
import { edited, published } from './facts.ts'
import { type Machine, startMachine } from './machine.ts'
import { startReceiver, verifiedNow } from './receiver.ts'

let machine: Machine
beforeAll(async () => void (machine = await startMachine()))
afterAll(() => machine.close())

test('an event goes from the topic to the receiver, signed, through the functions of AWS', async () => {
  const receiver = await startReceiver()
  const added = await addEndpoint(await machine.deps(), { url: receiver.url, allowPrivate: true })
  if (added.outcome !== 'added') throw new Error(JSON.stringify(added))
  for (const event of await machine.append(published, edited())) await machine.publish(event)

  expect(await dispatch(await machine.waiting('dispatch'), machine.ports)).toEqual({
    events: 2,
    deliveries: 2,
    problems: [],
    batchItemFailures: [],
  })
  expect(await deliverBatch(await machine.waiting('deliver'), await machine.deps())).toMatchObject({
    delivered: 2,
    failed: 0,
    batchItemFailures: [],
  })
  expect(await sendDue(machine.ports)).toBe(0)

  const events = receiver.received.map((each) => verifiedNow(each, added.secret))
  expect(events.map(({ type }) => type).sort()).toEqual(['letter.edited', 'letter.published', 'letterwatch.test'])
  expect(events.find(({ type }) => type === 'letter.edited')?.data).toMatchObject({
    id: 'cppcc/2',
    figures: [{ before: '23.74亿元', after: '24.74亿元' }],
  })
  await receiver.close()
})
