import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { redrive } from '../../../infra/cli/redrive.ts'
import { commandLine } from '../../command-line.ts'
import { type Account, startAccount } from './account.ts'

const QUEUES = ['publish', 'dispatch', 'deliver'] as const
const column = { id: 'cppcc', name: '虚构栏目', authority: '虚构委员会', url: 'http://127.0.0.1:9/' }

let account: Account
const deadLetters: Record<string, string> = {}
beforeAll(async () => {
  account = await startAccount()
  for (const name of QUEUES) {
    const { QueueUrl = '' } = await account.sqs.send(new CreateQueueCommand({ QueueName: `${name}-dead-letters` }))
    deadLetters[name] = new URL(new URL(QueueUrl).pathname, account.queues[name]).href
    const asked = { QueueUrl: deadLetters[name], AttributeNames: ['QueueArn' as const] }
    const { Attributes } = await account.sqs.send(new GetQueueAttributesCommand(asked))
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: Attributes?.QueueArn, maxReceiveCount: 5 })
    await account.sqs.send(new SetQueueAttributesCommand({ QueueUrl: account.queues[name], Attributes: { RedrivePolicy } }))
  }
})
afterAll(() => account.close())

const put = async (queue: string, ...bodies: string[]) => {
  for (const MessageBody of bodies)
    await account.sqs.send(new SendMessageCommand({ QueueUrl: deadLetters[queue], MessageBody }))
}
async function bodiesIn(QueueUrl = ''): Promise<string[]> {
  const bodies: string[] = []
  for (;;) {
    const { Messages = [] } = await account.sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }))
    if (Messages.length === 0) return bodies.sort()
    bodies.push(...Messages.map(({ Body = '' }) => Body))
  }
}

test('dead letters are moved back into the queue in which they failed: of one queue, or of all', async () => {
  const { run } = await commandLine([column], {}, account.caller)
  const letters = Array.from({ length: 23 }, (_, index) => `message ${String(index).padStart(2, '0')}`)
  await put('dispatch', ...letters)
  await put('deliver', 'wake')
  expect((await run(['--stack', 'letterwatch', '--json', 'redrive', 'dispatch'])).stdout).toBe('{"dispatch":23}\n')
  expect(await bodiesIn(account.queues.dispatch)).toEqual(letters)
  expect(await bodiesIn(deadLetters.dispatch)).toEqual([])
  expect((await run(['--stack', 'letterwatch', '--json', 'redrive'])).stdout).toBe('{"publish":0,"dispatch":0,"deliver":1}\n')
  expect(await bodiesIn(account.queues.deliver)).toEqual(['wake'])
})

test('an interruption at any call loses no message', async () => {
  for (let calls = 1; calls <= 8; calls++) {
    const letters = ['a', 'b', 'c'].map((letter) => `${letter} in ${calls}`)
    await put('publish', ...letters)
    const dying = new SQSClient({})
    let left = calls
    dying.middlewareStack.add((next) => (args) => (left-- > 0 ? next(args) : Promise.reject(new Error('interrupted'))), {
      step: 'initialize',
    })
    const moved = await redrive(dying, account.queues.publish).catch((error: unknown) => String(error))
    const there = new Set([...(await bodiesIn(account.queues.publish)), ...(await visibleAndHidden())])
    for (const letter of letters) expect(there, `${calls} calls: ${moved}`).toContain(letter)
  }

  /** The dead letters, including those hidden by the interrupted run. */
  async function visibleAndHidden(): Promise<string[]> {
    const { QueueUrl = '' } = await account.sqs.send(new CreateQueueCommand({ QueueName: 'publish-dead-letters' }))
    const inspected = await fetch(new URL(`/_fauxqs/queues/${QueueUrl.split('/').at(-1) ?? ''}`, account.queues.publish))
    return [...JSON.stringify(await inspected.json()).matchAll(/[abc] in \d+/g)].map(([body]) => body)
  }
})

test.each([
  [['--stack', 'letterwatch', 'redrive', 'mail'], 'Cannot redrive "mail": the queues are publish, dispatch, deliver'],
  [['redrive'], 'Cannot redrive without --stack'],
])('%j', async (args, says) => {
  const { runHere } = await commandLine([column], {}, account.caller)
  expect(await runHere(args)).toMatchObject({ code: 2, stderr: expect.stringContaining(says) as string })
})
