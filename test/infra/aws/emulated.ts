import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { CreateTableCommand, DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs'
import dynalite from 'dynalite'
import { buildApp } from 'fauxqs'
import * as z from 'zod/mini'
import { type Called, declared, resolve, type Template } from './template.ts'

const REGION = 'local-1'
const ACCOUNT = '000000000000'
export const CREDENTIALS = { AWS_REGION: REGION, AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' }
const PSEUDO: Record<string, string> = { 'AWS::Partition': 'aws', 'AWS::Region': REGION, 'AWS::AccountId': ACCOUNT }

export type Emulated = Awaited<ReturnType<typeof emulate>>

/**
 * The emulators, with the table, topics, queues, subscriptions and buckets of `template` in them exactly as it declares them. A queue is
 * subscribed only where its policy lets the topic send: elsewhere SNS would be turned away.
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
  const called = callingIn(template, messagingUrl)

  await createTables(template, { endpoint: tableUrl, region: REGION, credentials })
  for (const [id] of declared(template, 'AWS::S3::Bucket', z.unknown()))
    await s3.send(new CreateBucketCommand({ Bucket: called(id) }))
  for (const [id] of declared(template, 'AWS::SNS::Topic', z.unknown())) await sns.send(new CreateTopicCommand({ Name: id }))
  for (const [id, properties] of declared(template, 'AWS::SQS::Queue', z.record(z.string(), z.unknown()))) {
    const attributes = Object.entries(resolve(properties, called) as object).map(([name, value]) => [name, textOf(value)])
    await sqs.send(
      new CreateQueueCommand({ QueueName: nameOf(id), Attributes: Object.fromEntries(attributes) as Record<string, string> }),
    )
  }
  for (const { TopicArn, Endpoint, FilterPolicy } of subscriptionsIn(template, called).filter(maySend(template, called))) {
    const Attributes = FilterPolicy && { FilterPolicy: JSON.stringify(FilterPolicy) }
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint, ...(Attributes && { Attributes }) }))
  }

  return {
    tableUrl,
    messagingUrl,
    called,
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

/** What queues are subscribed to. Mail addresses and the like are for people to subscribe. */
export function subscriptionsIn(template: Template, called: Called): Subscription[] {
  const all = declared(template, 'AWS::SNS::Subscription', z.looseObject({ Protocol: z.string() }))
  return all.filter(([, { Protocol }]) => Protocol === 'sqs').map(([, each]) => Subscription.parse(resolve(each, called)))
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

/** Whether the policy of a subscription's queue, or of the one that `into` says, lets its topic send to it. */
export const maySend =
  (template: Template, called: Called, into = ({ Endpoint }: Subscription): string | undefined => Endpoint) =>
  (subscription: Subscription): boolean =>
    declared(template, 'AWS::SQS::QueuePolicy', z.unknown())
      .flatMap(([, policy]) => QueuePolicy.parse(resolve(policy, called)).PolicyDocument.Statement)
      .some(
        ({ Effect, Action, Principal, Resource, Condition }) =>
          Effect === 'Allow' &&
          Action === 'sqs:SendMessage' &&
          Principal.Service === 'sns.amazonaws.com' &&
          Resource === into(subscription) &&
          Condition?.ArnEquals?.['aws:SourceArn'] === subscription.TopicArn,
      )

const Keys = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }))
/** What a table on one machine can have of what is declared. */
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

/** Names as this machine's account gives them, so that an ARN says as much as on AWS: of which service, and of what. */
function callingIn({ Resources }: Template, messagingUrl: string): Called {
  return (id, attribute) => {
    const pseudo = PSEUDO[id]
    if (pseudo !== undefined) return pseudo
    switch (Resources[id]?.Type) {
      case 'AWS::DynamoDB::GlobalTable':
        return attribute === 'Arn' ? arn('dynamodb', `table/${id}`) : id
      case 'AWS::SNS::Topic':
        return arn('sns', id)
      case 'AWS::SQS::Queue':
        return attribute === 'Arn' ? arn('sqs', nameOf(id)) : `${messagingUrl}/${ACCOUNT}/${nameOf(id)}`
      case 'AWS::S3::Bucket':
        return attribute === 'Arn' ? `arn:aws:s3:::${id.toLowerCase()}` : id.toLowerCase()
      case 'AWS::SecretsManager::Secret':
        return arn('secretsmanager', `secret:${id}`)
      case 'AWS::CloudFront::Distribution':
        return `${id.toLowerCase()}.example`
      case undefined:
        throw new Error(`Cannot resolve ${id}: the template declares nothing of that name`)
      default:
        return attribute === 'Arn' ? arn('other', id) : id
    }
  }
}

/** Queues have names of 80 characters. */
const nameOf = (id: string) => id.slice(-80)

/** An attribute of a queue as SQS takes it. */
const textOf = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))
