import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { CreateTableCommand, DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import dynalite from 'dynalite'
import { buildApp } from 'fauxqs'
import * as z from 'zod/mini'
import { declared, idLike, type NameOf, resolve, type Template } from './template.ts'

const REGION = 'local-1'
const ACCOUNT = '000000000000'
export const CREDENTIALS = { AWS_REGION: REGION, AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' }
const PSEUDO: Record<string, string> = { 'AWS::Partition': 'aws', 'AWS::Region': REGION, 'AWS::AccountId': ACCOUNT }

export type Emulated = Awaited<ReturnType<typeof emulate>>

/**
 * The emulators, with the table, topics, queues, subscriptions and buckets that `template` declares. A queue is subscribed only where its
 * policy lets the topic send to it: SNS could not deliver to the others.
 */
export async function emulate(template: Template) {
  const [table, app] = [dynalite({ createTableMs: 0 }), buildApp({ logger: false })]
  table.listen(0, '127.0.0.1')
  await once(table, 'listening')
  const tableUrl = `http://127.0.0.1:${(table.address() as AddressInfo).port}`
  const messagingUrl = await app.listen({ port: 0, host: '127.0.0.1' })
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  const client = { endpoint: messagingUrl, region: REGION, credentials }
  const [sns, sqs, s3] = [new SNSClient(client), new SQSClient(client), new S3Client({ ...client, forcePathStyle: true })]
  const nameOf = namesIn(template, messagingUrl)

  await createTables(template, { endpoint: tableUrl, region: REGION, credentials })
  for (const [id] of declared(template, 'AWS::S3::Bucket', z.unknown()))
    await s3.send(new CreateBucketCommand({ Bucket: nameOf(id) }))
  for (const [id] of declared(template, 'AWS::SNS::Topic', z.unknown())) await sns.send(new CreateTopicCommand({ Name: id }))
  for (const [id, properties] of declared(template, 'AWS::SQS::Queue', z.record(z.string(), z.unknown()))) {
    const attributes = Object.entries(resolve(properties, nameOf) as object).map(([name, value]) => [name, textOf(value)])
    await sqs.send(
      new CreateQueueCommand({
        QueueName: queueName(id),
        Attributes: Object.fromEntries(attributes) as Record<string, string>,
      }),
    )
  }
  for (const { TopicArn, Endpoint, FilterPolicy } of subscriptionsIn(template, nameOf).filter(maySend(template, nameOf))) {
    const Attributes = FilterPolicy && { FilterPolicy: JSON.stringify(FilterPolicy) }
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint, ...(Attributes && { Attributes }) }))
  }

  return {
    tableUrl,
    messagingUrl,
    nameOf,
    sns,
    sqs,
    s3,
    async close(): Promise<void> {
      for (const each of [sns, sqs, s3]) each.destroy()
      table.closeAllConnections()
      await Promise.all([new Promise((closed) => table.close(closed)), app.close()])
    },
  }
}

const Subscription = z.object({
  TopicArn: z.string(),
  Endpoint: z.string(),
  FilterPolicy: z.optional(z.record(z.string(), z.array(z.string()))),
  RedrivePolicy: z.optional(z.object({ deadLetterTargetArn: z.string() })),
})
export type Subscription = z.infer<typeof Subscription>

/** The subscriptions of queues. Mail addresses are subscribed by people. */
export function subscriptionsIn(template: Template, nameOf: NameOf): Subscription[] {
  const all = declared(template, 'AWS::SNS::Subscription', z.looseObject({ Protocol: z.string() }))
  return all.filter(([, { Protocol }]) => Protocol === 'sqs').map(([, each]) => Subscription.parse(resolve(each, nameOf)))
}

const QueuePolicy = z.object({
  PolicyDocument: z.object({
    Statement: z.array(
      z.looseObject({
        Effect: z.string(),
        Action: z.string(),
        Principal: z.record(z.string(), z.string()),
        Resource: z.string(),
        Condition: z.optional(z.record(z.string(), z.record(z.string(), z.string()))),
      }),
    ),
  }),
})

/** Whether the policy of a subscription's queue, or of the queue that `into` returns, lets the topic send to it. */
export const maySend =
  (template: Template, nameOf: NameOf, into = ({ Endpoint }: Subscription): string | undefined => Endpoint) =>
  (subscription: Subscription): boolean =>
    declared(template, 'AWS::SQS::QueuePolicy', z.unknown())
      .flatMap(([, policy]) => QueuePolicy.parse(resolve(policy, nameOf)).PolicyDocument.Statement)
      .some(
        ({ Effect, Action, Principal, Resource, Condition }) =>
          Effect === 'Allow' &&
          Action === 'sqs:SendMessage' &&
          Principal.Service === 'sns.amazonaws.com' &&
          Resource === into(subscription) &&
          Condition?.ArnEquals?.['aws:SourceArn'] === subscription.TopicArn,
      )

const Keys = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }))
/** The part of a declared table that the emulator implements. */
const Table = z.object({
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) })),
  KeySchema: Keys,
  BillingMode: z.literal('PAY_PER_REQUEST'),
  GlobalSecondaryIndexes: z._default(
    z.array(z.object({ IndexName: z.string(), KeySchema: Keys, Projection: z.object({ ProjectionType: z.literal('ALL') }) })),
    [],
  ),
})

async function createTables(template: Template, client: DynamoDBClientConfig): Promise<void> {
  const dynamodb = new DynamoDBClient(client)
  for (const [TableName, table] of declared(template, 'AWS::DynamoDB::GlobalTable', Table))
    await dynamodb.send(new CreateTableCommand({ TableName, ...table }))
  dynamodb.destroy()
}

export const arn = (service: string, name: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${name}`

/** The names and ARNs of the emulated account. An ARN names the service and the resource, as on AWS. */
function namesIn({ Resources }: Template, messagingUrl: string): NameOf {
  return (id, attribute) => {
    const pseudo = PSEUDO[id]
    if (pseudo !== undefined) return pseudo
    switch (Resources[id]?.Type) {
      case 'AWS::DynamoDB::GlobalTable':
        return attribute === 'Arn' ? arn('dynamodb', `table/${id}`) : id
      case 'AWS::SNS::Topic':
        return arn('sns', id)
      case 'AWS::SQS::Queue':
        return attribute === 'Arn' ? arn('sqs', queueName(id)) : `${messagingUrl}/${ACCOUNT}/${queueName(id)}`
      case 'AWS::S3::Bucket':
        return attribute === 'Arn' ? `arn:aws:s3:::${id.toLowerCase()}` : id.toLowerCase()
      case 'AWS::SecretsManager::Secret':
        return arn('secretsmanager', `secret:${id}`)
      case 'AWS::CloudFront::Distribution':
        return `${id.toLowerCase()}.example`
      case undefined:
        throw new Error(`Cannot resolve ${id}: the template does not declare it`)
      default:
        return attribute === 'Arn' ? arn('other', id) : id
    }
  }
}

/** The name of a queue has at most 80 characters. */
const queueName = (id: string) => id.slice(-80)

/** An attribute of a queue as SQS expects it. */
const textOf = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))

/** Subscribes a mailbox to the topic that matches `like`: a queue, because the emulator sends no mail. Returns its path. */
export async function subscribeMailbox({ sns, sqs, nameOf }: Emulated, template: Template, like: RegExp): Promise<string> {
  const topic = idLike(template, 'AWS::SNS::Topic', like)
  const QueueName = `mailbox-${topic}`
  await sqs.send(new CreateQueueCommand({ QueueName }))
  await sns.send(new SubscribeCommand({ TopicArn: nameOf(topic), Protocol: 'sqs', Endpoint: arn('sqs', QueueName) }))
  return `${ACCOUNT}/${QueueName}`
}

/** The bodies of the messages in the mailbox at `path`. */
export async function bodiesIn({ sqs, messagingUrl }: Emulated, path: string): Promise<string[]> {
  const QueueUrl = `${messagingUrl}/${path}`
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }))
  return Messages.map(({ Body = '' }) => Body)
}
