import { SNSClient } from '@aws-sdk/client-sns'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSns, openSqs } from '../../../../functions/ports/bus/sns-sqs.ts'
import { type EmulatedBus, startBus } from '../../../emulated-bus.ts'
import { startRefusingSns } from '../../refusing-sns.ts'
import { busContract } from './contract.ts'

let emulated: EmulatedBus
beforeAll(async () => void (emulated = await startBus()))
afterAll(() => emulated.close())

describe('the bus on SNS and SQS', () => busContract(() => emulated))

test('a subject that SNS refuses is replaced by the one in ASCII', async () => {
  const sns = await startRefusingSns(emulated.endpoint)
  sns.refuses = (request) =>
    /[^\0-\x7f]/.test(request.get('Subject') ?? '')
      ? { code: 'InvalidParameter', message: 'Invalid parameter: Subject' }
      : undefined
  const bus = openSns(emulated.topics, new SNSClient({ ...emulated.client, endpoint: sns.url }))
  const mail = { id: 'cppcc/1', subject: '修改', asciiSubject: 'letterwatch: 1 change', text: '' }
  expect(await bus.publishMail('mail', { ...mail, text: 'a' })).toBe('with an ASCII subject')
  expect(await emulated.take('mail')).toEqual([expect.stringContaining('"Subject":"letterwatch: 1 change"')])
  sns.refuses = () => ({ code: 'InvalidParameter', message: 'Invalid parameter: Message too long' })
  await expect(bus.publishMail('mail', mail)).rejects.toThrow('Message too long')
  await sns.close()
})

test('when SNS refuses some events the error has their number', async () => {
  const sns = await startRefusingSns(emulated.endpoint)
  sns.refuses = () => ({ failed: [1, 2] })
  const bus = openSns(emulated.topics, new SNSClient({ ...emulated.client, endpoint: sns.url }))
  const messages = Array.from({ length: 4 }, (_, index) => ({ body: String(index), attributes: {} }))
  await expect(bus.publishEvents(messages)).rejects.toThrow('Cannot announce 2 of 4 events: InternalError not now')
  expect(await emulated.take('publish')).toHaveLength(2)
  await sns.close()
})

test('a topic or queue without an address is named in the error', async () => {
  const mail = { id: '', subject: '', asciiSubject: '', text: '' }
  await expect(openSns({ events: 'arn' }, emulated.sns).publishMail('operators', mail)).rejects.toThrow(
    'Cannot publish to the topic operators: this function was given no address for it',
  )
  await expect(openSqs({}, emulated.sqs).send('deliver', ['x'])).rejects.toThrow('Cannot send to the queue deliver')
})
