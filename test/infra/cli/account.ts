import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { CreateBucketCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { openArchive } from '../../../functions/archive/archive.ts'
import { openSnapshotBucket } from '../../../functions/ports/files/snapshot-bucket.ts'
import { crawlHost } from '../../../functions/crawl/crawl-host.ts'
import { deliverBatch } from '../../../functions/deliver/deliver-batch.ts'
import { openDeps as openDelivering } from '../../../functions/deliver/deps.ts'
import { dispatch } from '../../../functions/dispatch/dispatch.ts'
import type { Queue } from '../../../functions/ports/bus/bus.ts'
import { openBucket } from '../../../functions/ports/files/s3.ts'
import type { Ports } from '../../../functions/ports/ports.ts'
import { openSecretsManager } from '../../../functions/ports/secrets/secrets-manager.ts'
import { openDeps as openPublishing } from '../../../functions/publish/deps.ts'
import { publishBatch } from '../../../functions/publish/publish-batch.ts'
import type { QueueHandler } from '../../../infra/local/drain.ts'
import { OUTPUTS } from '../../../infra/outputs.ts'
import type { Column } from '../../../shared/column.ts'
import { Settings } from '../../../shared/settings.ts'
import { startPorts } from '../../emulated-ports.ts'
import { TABLE } from '../../emulated-table.ts'
import { batchOf } from '../../functions/deliver/machine.ts'
import { AT_ONCE } from '../../watching.ts'

const RECORD = 'record'
const SNAPSHOTS = 'snapshots'
const KEY = 'arn:local:secretsmanager:signing-key'

export type Account = Awaited<ReturnType<typeof startAccount>>

/**
 * An account on AWS in which letterwatch was deployed as the stack `letterwatch`: stand-ins for its table, topics, queues and buckets, for
 * CloudFormation, which knows that stack's outputs except those that are `missing`, and for the secret. Its functions run when they are
 * called.
 */
export async function startAccount(missing: string[] = []) {
  const emulated = await startPorts(AT_ONCE)
  const { messaging, table } = emulated
  const { topics, queues, client } = messaging
  const outputs = new Map<string, string>([
    [OUTPUTS.table, TABLE],
    [OUTPUTS.snapshots, SNAPSHOTS],
    [OUTPUTS.publicUrl, Settings.parse({}).publicUrl],
    [OUTPUTS.record, RECORD],
    [OUTPUTS.events, topics.events],
    [OUTPUTS.mail, topics.mail],
    [OUTPUTS.audiences, topics.audiences],
    [OUTPUTS.operators, topics.operators],
    [OUTPUTS.deliveries, queues.deliver],
    [OUTPUTS.publishQueue, queues.publish],
    [OUTPUTS.dispatchQueue, queues.dispatch],
    [OUTPUTS.signingKey, KEY],
  ])
  for (const output of missing) outputs.delete(output)
  const standIn = await startStandIn(outputs)
  /** What the caller's machine has in its environment. */
  const caller = {
    AWS_REGION: 'local-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: table.endpoint,
    AWS_ENDPOINT_URL_SNS: messaging.endpoint,
    AWS_ENDPOINT_URL_SQS: messaging.endpoint,
    AWS_ENDPOINT_URL_S3: messaging.endpoint,
    AWS_ENDPOINT_URL_CLOUDFORMATION: standIn.url,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: standIn.url,
  }
  const s3 = new S3Client({ ...client, forcePathStyle: true })
  for (const Bucket of [RECORD, SNAPSHOTS]) await s3.send(new CreateBucketCommand({ Bucket }))
  const ports: Ports = {
    ...emulated.ports,
    snapshotBucket: openSnapshotBucket(SNAPSHOTS, s3),
    files: openBucket(RECORD, s3),
    secrets: openSecretsManager({ webhooks: KEY }, new SecretsManagerClient({ ...client, endpoint: standIn.url })),
  }
  const feed = async (queue: Queue, handler: QueueHandler) => {
    for (let bodies = await messaging.take(queue); bodies.length > 0; bodies = await messaging.take(queue)) {
      const { problems = [] } = await handler(batchOf(...bodies))
      if (problems.length > 0) throw new Error(problems.join('; '))
    }
  }
  return {
    caller,
    archive: openArchive(ports.store, ports.snapshotBucket),
    queues,
    sqs: messaging.sqs,

    /** One crawl of `column` by the deployed function, with `settings` beside its own. */
    crawl: (column: Column, settings: object = {}) =>
      crawlHost(
        { host: new URL(column.url).host, column },
        { ...ports, settings: Settings.parse({ ...AT_ONCE, ...settings }), remainingMs: () => 900_000 },
      ),

    /** What is in the queues is given to the functions that they feed. */
    async runQueues(): Promise<void> {
      await feed('publish', (event) => publishBatch(event, openPublishing(ports)))
      await feed('dispatch', (event) => dispatch(event, ports))
      await feed('deliver', async (event) => deliverBatch(event, await openDelivering(ports)))
    },

    /** A file of the public record. */
    async file(Key: string): Promise<string> {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: RECORD, Key }))
      return (await Body?.transformToString()) ?? ''
    },

    async close(): Promise<void> {
      s3.destroy()
      await Promise.all([emulated.close(), standIn.close()])
    },
  }
}

/** CloudFormation as far as it describes one stack, and Secrets Manager as far as it hands out one key. */
async function startStandIn(outputs: Map<string, string>) {
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      if (request.headers['x-amz-target'] === 'secretsmanager.GetSecretValue')
        return response.end(JSON.stringify({ SecretString: 'k'.repeat(64) }))
      const name = new URLSearchParams(body).get('StackName')
      if (name === 'letterwatch') return response.end(described(outputs))
      return response.writeHead(400).end(refusal(`Stack with id ${name ?? ''} does not exist`))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

function described(outputs: Map<string, string>): string {
  const members = [...outputs].map(
    ([name, value]) => `<member><OutputKey>${name}</OutputKey><OutputValue>${value}</OutputValue></member>`,
  )
  return (
    '<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member>' +
    `<StackName>letterwatch</StackName><StackStatus>CREATE_COMPLETE</StackStatus><Outputs>${members.join('')}</Outputs>` +
    '</member></Stacks></DescribeStacksResult></DescribeStacksResponse>'
  )
}

const refusal = (message: string) =>
  '<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><Error><Type>Sender</Type>' +
  `<Code>ValidationError</Code><Message>${message}</Message></Error><RequestId>0</RequestId></ErrorResponse>`
