import { GetSubscriptionAttributesCommand, ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openArchive } from '../../functions/archive/archive.ts'
import { openMailSubscriptions } from '../../functions/ports/aws/mail-subscriptions.ts'
import { addSubscriber, type Asked, removeSubscriber, type SubscribePorts } from '../../functions/subscribe.ts'
import { audienceKey } from '../../shared/mail/audience.ts'
import { testClock } from '../emulated-ports.ts'
import { type Machine, startMachine } from './deliver/machine.ts'
import { startRefusingSns } from './refusing-sns.ts'

let machine: Machine
let sns: Awaited<ReturnType<typeof startRefusingSns>>
let client: SNSClient
let ports: SubscribePorts
beforeAll(async () => {
  machine = await startMachine()
  sns = await startRefusingSns(machine.messaging.endpoint)
  client = new SNSClient({ ...machine.messaging.client, endpoint: sns.url })
  ports = {
    subscribers: openArchive(machine.store).subscribers,
    subscriptions: openMailSubscriptions(machine.messaging.topics.audiences, client),
    clock: testClock(() => new Date('2026-11-23T00:00:00Z')),
  }
})
afterAll(() => Promise.all([machine.close(), sns.close()]))

const asking = (address: string, choice: Partial<Asked> = {}): Asked => ({
  address,
  types: undefined,
  significance: undefined,
  topics: undefined,
  columns: undefined,
  digest: undefined,
  ...choice,
})

/** The mailboxes that SNS has, and by what each is filtered. */
async function atSns() {
  const { audiences: TopicArn } = machine.messaging.topics
  const { Subscriptions = [] } = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn }))
  const mailboxes = Subscriptions.filter(({ Protocol }) => Protocol === 'email')
  return Promise.all(
    mailboxes.map(async ({ Endpoint, SubscriptionArn }) => {
      const { Attributes } = await client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }))
      return [Endpoint, Attributes?.FilterPolicy]
    }),
  )
}

test('an address is subscribed to its audience, can be removed by id or address, and added again with another choice', async () => {
  const added = await addSubscriber(asking('Reader@example.org', { topics: ['a'] }), ports)
  if (added.outcome === 'refused') throw new Error(added.why)
  expect(added.subscriber).toMatchObject({ address: 'Reader@example.org', addedAt: '2026-11-23T08:00:00+08:00' })
  expect(await atSns()).toEqual([['Reader@example.org', JSON.stringify({ audience: [audienceKey({ topics: ['a'] })] })]])
  expect(await ports.subscribers.list()).toEqual([added.subscriber])

  expect(await removeSubscriber('reader@EXAMPLE.org', ports)).toMatchObject({ outcome: 'removed' })
  expect(await atSns()).toEqual([])
  const again = await addSubscriber(asking('reader@example.org'), ports)
  expect(await atSns()).toEqual([['reader@example.org', JSON.stringify({ audience: [audienceKey({})] })]])
  expect(await removeSubscriber(again.outcome === 'added' ? again.subscriber.id : '', ports)).toMatchObject({
    outcome: 'removed',
  })
  expect(await ports.subscribers.list()).toEqual([])
})

test('an address that is subscribed is refused, in any case of its letters', async () => {
  await addSubscriber(asking('taken@example.org'), ports)
  expect(await addSubscriber(asking('TAKEN@example.org', { digest: 'daily' }), ports)).toEqual({
    outcome: 'refused',
    why: 'TAKEN@example.org gets mail already: remove it first',
  })
  await removeSubscriber('taken@example.org', ports)
})

test.each([
  [asking('no address'), '"no address" is not a mail address'],
  [asking('a@example.org', { significance: 'loud' }), 'significance must be one of substantive, cosmetic'],
  [asking('a@example.org', { digest: 'hourly' }), 'digest must be one of daily, weekly'],
  [asking('a@example.org', { topics: [] }), 'topics is empty'],
  [asking('a@example.org', { columns: [''] }), 'columns is empty'],
])('%j is refused', async (asked, why) => {
  expect(await addSubscriber(asked, ports)).toEqual({ outcome: 'refused', why })
  expect(await atSns()).toEqual([])
})

test('a refusal of SNS is returned and nothing is stored; a subscription that SNS no longer has is removed', async () => {
  sns.refuses = (request) =>
    request.get('Action') === 'Subscribe'
      ? { code: 'FilterPolicyLimitExceeded', message: 'Filter policy limit exceeded' }
      : undefined
  expect(await addSubscriber(asking('a@example.org'), ports)).toMatchObject({ why: 'Filter policy limit exceeded' })
  expect(await ports.subscribers.list()).toEqual([])

  sns.refuses = () => undefined
  await addSubscriber(asking('a@example.org'), ports)
  sns.refuses = (request) => (request.get('Action') === 'Unsubscribe' ? { code: 'NotFound', message: 'gone' } : undefined)
  expect(await removeSubscriber('a@example.org', ports)).toMatchObject({ outcome: 'removed' })
})

test('repeating the command after a crash between SNS and the table completes it', async () => {
  sns.refuses = () => undefined
  await ports.subscriptions?.subscribe('b@example.org', audienceKey({}))
  expect(await addSubscriber(asking('b@example.org'), ports)).toMatchObject({ outcome: 'added' })
  expect((await atSns()).filter(([address]) => address === 'b@example.org')).toHaveLength(1)
})
