import {
  InvalidParameterException,
  type MessageAttributeValue,
  PublishBatchCommand,
  PublishCommand,
  SNSClient,
} from '@aws-sdk/client-sns'
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { Attributes, Bus, Queue, Topic } from './bus.ts'
import { encodeAttributes } from './envelope.ts'

/** SNS and SQS accept at most ten messages and 256 KB in one request; an event has less than 20 kB. */
const BATCH = 10

/** The part of the bus that publishes to SNS, with the ARN of each topic that a function uses. */
export function openSns(
  topics: Partial<Record<Topic, string>>,
  client = new SNSClient({}),
): Pick<Bus, 'publishEvents' | 'publishMail'> {
  const arnOf = (topic: Topic) => topics[topic] ?? missing('publish to the topic', topic)
  return {
    async publishEvents(messages) {
      const TopicArn = arnOf('events')
      for (const batch of batches(messages)) {
        const entries = batch.map(({ body, attributes }, index) => ({
          Id: String(index),
          Message: body,
          MessageAttributes: valuesOf(attributes),
        }))
        const { Failed } = await client.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries: entries }))
        refuseFailed(`announce ${Failed?.length ?? 0} of ${batch.length} events`, Failed)
      }
    },

    async publishMail(topic, { id, subject, asciiSubject, text }, attributes = {}) {
      const message = { TopicArn: arnOf(topic), Message: text, MessageAttributes: valuesOf({ ...attributes, id: [id] }) }
      try {
        await client.send(new PublishCommand({ ...message, Subject: subject }))
        return 'as written'
      } catch (error) {
        if (!(error instanceof InvalidParameterException && /subject/i.test(error.message))) throw error
        await client.send(new PublishCommand({ ...message, Subject: asciiSubject }))
        return 'with an ASCII subject'
      }
    },
  }
}

/** The part of the bus that sends to SQS, with the URL of each queue that a function uses. */
export function openSqs(queues: Partial<Record<Queue, string>>, client = new SQSClient({})): Pick<Bus, 'send'> {
  return {
    async send(queue, bodies, { delaySeconds } = {}) {
      const QueueUrl = queues[queue] ?? missing('send to the queue', queue)
      for (const batch of batches(bodies)) {
        const Entries = batch.map((MessageBody, index) => ({
          Id: String(index),
          MessageBody,
          ...(delaySeconds !== undefined && { DelaySeconds: delaySeconds }),
        }))
        const { Failed } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }))
        refuseFailed(`send ${Failed?.length ?? 0} of ${batch.length} messages to the queue ${queue}`, Failed)
      }
    },
  }
}

function* batches<T>(all: readonly T[]): Generator<T[]> {
  for (let start = 0; start < all.length; start += BATCH) yield all.slice(start, start + BATCH)
}

function refuseFailed(what: string, failed: { Code?: string | undefined; Message?: string | undefined }[] = []): void {
  const [first] = failed
  if (first) throw new Error(`Cannot ${what}: ${first.Code ?? ''} ${first.Message ?? ''}`)
}

function missing(what: string, name: string): never {
  throw new Error(`Cannot ${what} ${name}: this function was given no address for it`)
}

function valuesOf(attributes: Attributes): Record<string, MessageAttributeValue> {
  const encoded = Object.entries(encodeAttributes(attributes))
  return Object.fromEntries(encoded.map(([name, { Type, Value }]) => [name, { DataType: Type, StringValue: Value }]))
}
