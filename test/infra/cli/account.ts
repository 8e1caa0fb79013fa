import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { CreateBucketCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { SQSClient } from '@aws-sdk/client-sqs'
import { openArchive } from '../../../functions/archive/archive.ts'
import { handler as crawl } from '../../../functions/crawl/handler.ts'
import { handler as deliver } from '../../../functions/deliver/handler.ts'
import { handler as dispatch } from '../../../functions/dispatch/handler.ts'
import { handler as publish } from '../../../functions/publish/handler.ts'
import { startMessaging } from '../../../infra/local/emulators.ts'
import { startTable } from '../../emulated-table.ts'
import { drain } from '../../../infra/local/pump.ts'
import { OUTPUTS } from '../../../infra/outputs.ts'
import type { Column } from '../../../shared/column.ts'
import { Settings } from '../../../shared/settings.ts'
import { AT_ONCE } from '../../watching.ts'
import { openTable } from '../../../functions/archive/table.ts'
import { snapshotBucketAt } from '../../../functions/archive/overflow.ts'

const BUCKET = 'record'
const SNAPSHOTS = 'snapshots'
const KEY_NAME = 'arn:local:secretsmanager:signing-key'

export type Account = Awaited<ReturnType<typeof startAccount>>

/**
 * An account on AWS in which letterwatch was deployed as the stack `letterwatch`: the embedded table, topics, queues and bucket, and
 * stand-ins for CloudFormation, which knows that stack's outputs but for those that are `missing`, and for the secret. Its functions run when they are told to.
 */
export async function startAccount(missing: string[] = []) {
  const [table, messaging] = [await startTable(), await startMessaging()]
  const { TABLE, EVENTS_TOPIC, MAIL_TOPIC, AUDIENCES_TOPIC, OPERATORS_TOPIC, DELIVERIES_QUEUE } = {
    ...table.variables,
    ...messaging.variables,
  }
  const outputs = new Map<string, string>([
    [OUTPUTS.table, TABLE],
    [OUTPUTS.snapshots, SNAPSHOTS],
    [OUTPUTS.publicUrl, Settings.parse({}).publicUrl],
    [OUTPUTS.record, BUCKET],
    [OUTPUTS.events, EVENTS_TOPIC],
    [OUTPUTS.mail, MAIL_TOPIC],
    [OUTPUTS.audiences, AUDIENCES_TOPIC],
    [OUTPUTS.operators, OPERATORS_TOPIC],
    [OUTPUTS.deliveries, DELIVERIES_QUEUE],
    [OUTPUTS.publishQueue, messaging.variables.PUBLISH_QUEUE],
    [OUTPUTS.dispatchQueue, messaging.variables.DISPATCH_QUEUE],
    [OUTPUTS.signingKey, KEY_NAME],
  ])
  for (const output of missing) outputs.delete(output)
  const standIn = await startStandIn(outputs)
  const AWS_ENDPOINT_URL_S3 = messaging.variables.AWS_ENDPOINT_URL_SNS
  /** What the caller's machine has in its environment. */
  const caller = {
    AWS_REGION: 'local-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: table.variables.AWS_ENDPOINT_URL_DYNAMODB,
    AWS_ENDPOINT_URL_SNS: messaging.variables.AWS_ENDPOINT_URL_SNS,
    AWS_ENDPOINT_URL_SQS: messaging.variables.AWS_ENDPOINT_URL_SQS,
    AWS_ENDPOINT_URL_S3,
    AWS_ENDPOINT_URL_CLOUDFORMATION: standIn.url,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: standIn.url,
  }
  const own = {
    SNAPSHOTS: `s3://${SNAPSHOTS}`,
    RECORD: `s3://${BUCKET}`,
    SIGNING_KEY: `secretsmanager:${KEY_NAME}`,
    SETTINGS: JSON.stringify(AT_ONCE),
  }
  Object.assign(process.env, caller, messaging.variables, { TABLE, ...own })
  const s3 = new S3Client({})
  for (const Bucket of [BUCKET, SNAPSHOTS]) await s3.send(new CreateBucketCommand({ Bucket }))
  const sqs = new SQSClient({})
  return {
    caller,
    archive: openArchive(openTable(TABLE), snapshotBucketAt(own.SNAPSHOTS)),
    queues: messaging.variables,
    sqs,

    /** One crawl of `column` by the deployed function. */
    crawl: (column: Column) => crawl({ column }, { getRemainingTimeInMillis: () => 900_000 }),

    /** What lies in the queues is taken to the functions that they feed. */
    async runQueues(): Promise<void> {
      await drain(sqs, messaging.variables.PUBLISH_QUEUE, publish)
      await drain(sqs, messaging.variables.DISPATCH_QUEUE, dispatch)
      await drain(sqs, messaging.variables.DELIVERIES_QUEUE, deliver)
    },

    /** A file of the public record. */
    async file(Key: string): Promise<string> {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key }))
      return (await Body?.transformToString()) ?? ''
    },

    async close(): Promise<void> {
      s3.destroy()
      sqs.destroy()
      await Promise.all([table.close(), messaging.close(), standIn.close()])
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
