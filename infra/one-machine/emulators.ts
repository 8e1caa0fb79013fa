import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs'
import { buildApp } from 'fauxqs'
import { EVENT_TYPES } from '../../shared/event.ts'

/** What AWS clients need to speak to the emulators; the keys are checked by nobody. */
export const CREDENTIALS = { AWS_REGION: 'local-1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' }

/** An emulator: the variables under which functions find it, and its end. */
export type Emulator<Names extends string> = { variables: Record<Names, string>; close: () => Promise<void> }

type MessagingNames =
  | 'EVENTS_TOPIC'
  | 'MAIL_TOPIC'
  | 'AUDIENCES_TOPIC'
  | 'OPERATORS_TOPIC'
  | 'PUBLISH_QUEUE'
  | 'DISPATCH_QUEUE'
  | 'DELIVERIES_QUEUE'
  | 'MAIL_QUEUE'
  | 'AWS_ENDPOINT_URL_SNS'
  | 'AWS_ENDPOINT_URL_SQS'

/**
 * The topics and queues on loopback, in memory, subscribed to one another as they are on AWS; the mail queue stands for all mailboxes.
 * A message to a topic is accepted only once `onPublished` has resolved: what lies in a queue in memory would be lost with the process.
 */
export async function startMessaging(onPublished: () => Promise<void> = async () => {}): Promise<Emulator<MessagingNames>> {
  const app = buildApp({ logger: false })
  app.addHook('onSend', async ({ body }) => {
    if (isPublication(body)) await onPublished()
  })
  const endpoint = await app.listen({ port: 0, host: '127.0.0.1' })
  const client = { endpoint, region: CREDENTIALS.AWS_REGION, credentials: clientCredentials }
  const sns = new SNSClient(client)
  const sqs = new SQSClient(client)
  const topic = async (Name: string) => String((await sns.send(new CreateTopicCommand({ Name }))).TopicArn)
  // The emulator names a host that this machine may not resolve: its queues are found where it listens.
  const queue = async (QueueName: string) => {
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName }))
    return new URL(new URL(QueueUrl).pathname, endpoint).href
  }
  const subscribe = async (TopicArn: string, queueUrl: string, Attributes?: Record<string, string>) => {
    const Endpoint = TopicArn.replace(/:sns:/, ':sqs:').replace(/[^:]+$/, queueUrl.slice(queueUrl.lastIndexOf('/') + 1))
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint, ...(Attributes && { Attributes }) }))
  }
  const topics = {
    EVENTS_TOPIC: await topic('events'),
    MAIL_TOPIC: await topic('mail'),
    AUDIENCES_TOPIC: await topic('audiences'),
    OPERATORS_TOPIC: await topic('operators'),
  }
  const queues = {
    PUBLISH_QUEUE: await queue('publish'),
    DISPATCH_QUEUE: await queue('dispatch'),
    DELIVERIES_QUEUE: await queue('deliveries'),
    MAIL_QUEUE: await queue('mail'),
  }
  await subscribe(topics.EVENTS_TOPIC, queues.PUBLISH_QUEUE)
  await subscribe(topics.EVENTS_TOPIC, queues.DISPATCH_QUEUE, { FilterPolicy: JSON.stringify({ type: EVENT_TYPES }) })
  for (const mail of [topics.MAIL_TOPIC, topics.AUDIENCES_TOPIC, topics.OPERATORS_TOPIC])
    await subscribe(mail, queues.MAIL_QUEUE)
  sns.destroy()
  sqs.destroy()
  return {
    variables: { ...CREDENTIALS, ...topics, ...queues, AWS_ENDPOINT_URL_SNS: endpoint, AWS_ENDPOINT_URL_SQS: endpoint },
    close: () => app.close(),
  }
}

/** Whether a request asked SNS to publish. */
function isPublication(body: unknown): boolean {
  const action = typeof body === 'object' && body !== null && 'Action' in body ? body.Action : undefined
  return action === 'Publish' || action === 'PublishBatch'
}

const clientCredentials = { accessKeyId: CREDENTIALS.AWS_ACCESS_KEY_ID, secretAccessKey: CREDENTIALS.AWS_SECRET_ACCESS_KEY }
