import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs'
import { buildApp } from 'fauxqs'
import { EVENT_TYPES } from '../../shared/event.ts'
import { CREDENTIALS, TOPICS } from './account.ts'

/** An emulator: the variables under which functions find it, and its end. */
export type Emulator<Names extends string> = { variables: Record<Names, string>; close: () => Promise<void> }

type MessagingNames =
  | keyof typeof TOPICS
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
  // The emulator names a host that this machine may not resolve: its queues are found where it listens.
  const queue = async (QueueName: string) => {
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName }))
    return new URL(new URL(QueueUrl).pathname, endpoint).href
  }
  const subscribe = async (TopicArn: string, queueUrl: string, Attributes?: Record<string, string>) => {
    const Endpoint = TopicArn.replace(/:sns:/, ':sqs:').replace(/[^:]+$/, queueUrl.slice(queueUrl.lastIndexOf('/') + 1))
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint, ...(Attributes && { Attributes }) }))
  }
  for (const arn of Object.values(TOPICS)) await sns.send(new CreateTopicCommand({ Name: nameIn(arn) }))
  const queues = {
    PUBLISH_QUEUE: await queue('publish'),
    DISPATCH_QUEUE: await queue('dispatch'),
    DELIVERIES_QUEUE: await queue('deliveries'),
    MAIL_QUEUE: await queue('mail'),
  }
  await subscribe(TOPICS.EVENTS_TOPIC, queues.PUBLISH_QUEUE)
  await subscribe(TOPICS.EVENTS_TOPIC, queues.DISPATCH_QUEUE, { FilterPolicy: JSON.stringify({ type: EVENT_TYPES }) })
  for (const mail of [TOPICS.MAIL_TOPIC, TOPICS.AUDIENCES_TOPIC, TOPICS.OPERATORS_TOPIC])
    await subscribe(mail, queues.MAIL_QUEUE)
  sns.destroy()
  sqs.destroy()
  return {
    variables: { ...CREDENTIALS, ...TOPICS, ...queues, AWS_ENDPOINT_URL_SNS: endpoint, AWS_ENDPOINT_URL_SQS: endpoint },
    close: () => app.close(),
  }
}

const nameIn = (arn: string) => arn.slice(arn.lastIndexOf(':') + 1)

/** Whether a request asked SNS to publish. */
function isPublication(body: unknown): boolean {
  const action = typeof body === 'object' && body !== null && 'Action' in body ? body.Action : undefined
  return action === 'Publish' || action === 'PublishBatch'
}

const clientCredentials = { accessKeyId: CREDENTIALS.AWS_ACCESS_KEY_ID, secretAccessKey: CREDENTIALS.AWS_SECRET_ACCESS_KEY }
