import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { buildApp } from 'fauxqs'
import { type Bus, type Queue, SUBSCRIPTIONS, type Topic } from '../functions/ports/bus/bus.ts'
import { openSns, openSqs } from '../functions/ports/bus/sns-sqs.ts'

const REGION = 'local-1'
const TOPICS: Topic[] = ['events', 'mail', 'audiences', 'operators']
const QUEUES: Queue[] = ['publish', 'dispatch', 'deliver', 'mail']

export type EmulatedBus = Awaited<ReturnType<typeof startBus>>

/**
 * SNS and SQS on loopback, with all topics and queues, subscribed to one another as on AWS; the queue `mail` represents all mailboxes.
 * S3 is at the same address.
 */
export async function startBus() {
  const app = buildApp({ logger: false })
  const endpoint = await app.listen({ port: 0, host: '127.0.0.1' })
  const client = { endpoint, region: REGION, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }
  const sns = new SNSClient(client)
  const sqs = new SQSClient(client)
  for (const Name of TOPICS) await sns.send(new CreateTopicCommand({ Name }))
  for (const QueueName of QUEUES) await sqs.send(new CreateQueueCommand({ QueueName }))
  for (const { topic, queue, filter } of SUBSCRIPTIONS) {
    const Attributes = filter && { FilterPolicy: JSON.stringify(filter) }
    const Endpoint = arn('sqs', queue)
    await sns.send(
      new SubscribeCommand({ TopicArn: arn('sns', topic), Protocol: 'sqs', Endpoint, ...(Attributes && { Attributes }) }),
    )
  }
  const topics = Object.fromEntries(TOPICS.map((topic) => [topic, arn('sns', topic)])) as Record<Topic, string>
  // The emulator names a host that this machine may not resolve.
  const queues = Object.fromEntries(QUEUES.map((queue) => [queue, `${endpoint}/000000000000/${queue}`])) as Record<
    Queue,
    string
  >
  const bus: Bus = { ...openSns(topics, sns), ...openSqs(queues, sqs) }
  return {
    endpoint,
    client,
    sns,
    sqs,
    topics,
    queues,
    bus,
    /** Takes all messages out of a queue and returns their bodies. */
    async take(queue: Queue): Promise<string[]> {
      const bodies: string[] = []
      for (;;) {
        const QueueUrl = queues[queue]
        const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }))
        if (Messages.length === 0) return bodies
        for (const { Body = '', ReceiptHandle } of Messages) {
          bodies.push(Body)
          await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
        }
      }
    },
    async close(): Promise<void> {
      sns.destroy()
      sqs.destroy()
      await app.close()
    },
  }
}

const arn = (service: 'sns' | 'sqs', name: string) => `arn:aws:${service}:${REGION}:000000000000:${name}`
