import { execFile } from 'node:child_process'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { CreateBucketCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { SQSClient } from '@aws-sdk/client-sqs'
import { type DeliverEdges, openEdges } from '../../../functions/deliver/edges.ts'
import { startMessaging } from '../../../infra/one-machine/emulators.ts'
import { startTable } from '../../emulated-table.ts'
import { type FunctionName, readEnvironment } from '../../../shared/environment.ts'
import { startGate } from './gate.ts'
import { type Lambda, startLambda } from './lambda.ts'
import { declaredFunction, idsOf, readTemplate, resolve, type Statement, type Template } from './template.ts'

const KEY = 'k'.repeat(64)
const BUCKET = 'record'
const CREDENTIALS = { AWS_REGION: 'local-1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' }
/** The settings of the template would do, but for their pauses. */
const SETTINGS = JSON.stringify({ pauseMs: 0, confirmAfterMs: 0, trustValidatorsFor: '0s' })

export type Assembly = { folder: string; template: Template }
export type Deployed = Awaited<ReturnType<typeof deploy>>

/** What `npx cdk synth` writes for somebody who has no credentials. */
export async function synthesise(): Promise<Assembly> {
  const folder = await mkdtemp(join(tmpdir(), 'letterwatch-assembly-'))
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_')))
  await promisify(execFile)('node_modules/.bin/cdk', ['synth', '--quiet', '--output', folder], { env })
  return { folder, template: readTemplate(join(folder, 'letterwatch.template.json')) }
}

/** The stack of `assembly` on this machine: its functions from their assets, the emulators behind the permissions of each one's role. */
export async function deploy({ folder, template }: Assembly) {
  const [table, messaging] = [await startTable(), await startMessaging()]
  const { AWS_ENDPOINT_URL_DYNAMODB, AWS_ENDPOINT_URL_SNS, ...variables } = { ...table.variables, ...messaging.variables }
  Object.assign(process.env, CREDENTIALS, { AWS_ENDPOINT_URL_DYNAMODB })
  const s3 = new S3Client({ endpoint: AWS_ENDPOINT_URL_SNS })
  for (const Bucket of [BUCKET, 'snapshots']) await s3.send(new CreateBucketCommand({ Bucket }))
  const sqs = new SQSClient({ endpoint: AWS_ENDPOINT_URL_SNS })
  const names = namesIn(template, variables)
  const running: { close: () => Promise<void> }[] = []

  return {
    variables,
    sqs,

    /** What an operator delivers and registers endpoints with: the key is the one that lies in Secrets Manager. */
    async edges(): Promise<DeliverEdges> {
      const key = join(folder, 'signing-key')
      await writeFile(key, KEY)
      const { TABLE, OPERATORS_TOPIC } = variables
      return openEdges(readEnvironment('deliver', { TABLE, SIGNING_KEY: pathToFileURL(key).href, OPERATORS_TOPIC, SETTINGS }))
    },

    /** The function called `name`. `statements` stand for what its role allows. */
    async start(name: FunctionName, statements?: Statement[]): Promise<Lambda> {
      const { asset, handler, ...declared } = declaredFunction(template, name, folder)
      const behind = { table: AWS_ENDPOINT_URL_DYNAMODB, messaging: AWS_ENDPOINT_URL_SNS, names, key: KEY }
      const gate = await startGate(statements ?? declared.statements, behind)
      const environment: Record<string, string> = {}
      for (const [variable, value] of Object.entries(declared.variables)) {
        const text = resolve(value, names)
        environment[variable] = text.startsWith('/') ? gate.url + text : text
      }
      if ('SETTINGS' in environment) environment.SETTINGS = SETTINGS
      const lambda = await startLambda(asset, handler, { ...environment, ...CREDENTIALS, AWS_ENDPOINT_URL: gate.url })
      running.push(gate, lambda)
      return lambda
    },

    /** A file of the public record. */
    async file(Key: string): Promise<string> {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key }))
      return (await Body?.transformToString()) ?? ''
    },

    async close(): Promise<void> {
      for (const each of running.reverse()) await each.close()
      s3.destroy()
      sqs.destroy()
      await Promise.all([table.close(), messaging.close()])
    },
  }
}

type Names = Record<
  'TABLE' | 'EVENTS_TOPIC' | 'MAIL_TOPIC' | 'AUDIENCES_TOPIC' | 'OPERATORS_TOPIC' | 'DELIVERIES_QUEUE',
  string
>

/** What the resources of the template are called on this machine, by their logical ids; a queue is called by its path. */
function namesIn(template: Template, { TABLE, DELIVERIES_QUEUE, ...topics }: Names): Record<string, string> {
  const named = (type: string, like: RegExp, name: string) =>
    idsOf(template, type)
      .filter((id) => like.test(id))
      .map((id) => [id, name] as const)
  return Object.fromEntries([
    ...named('AWS::DynamoDB::GlobalTable', /./, TABLE),
    ...named('AWS::SNS::Topic', /Events/, topics.EVENTS_TOPIC),
    ...named('AWS::SNS::Topic', /Mail/, topics.MAIL_TOPIC),
    ...named('AWS::SNS::Topic', /Audiences/, topics.AUDIENCES_TOPIC),
    ...named('AWS::SNS::Topic', /Operators/, topics.OPERATORS_TOPIC),
    ...named('AWS::SQS::Queue', /DeliveriesQueue/, new URL(DELIVERIES_QUEUE).pathname),
    ...named('AWS::S3::Bucket', /Record/, BUCKET),
    ...named('AWS::S3::Bucket', /Snapshots/, 'snapshots'),
    ...named('AWS::CloudFront::Distribution', /./, 'record.example'),
    ...named('AWS::SecretsManager::Secret', /./, 'the-signing-key'),
  ])
}
