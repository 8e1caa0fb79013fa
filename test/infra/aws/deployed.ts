import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod/mini'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { type Archive, openArchive } from '../../../functions/archive/archive.ts'
import { openDynamoStore } from '../../../functions/ports/store/dynamodb.ts'
import { type DeliverDeps, openDeps } from '../../../functions/deliver/deps.ts'
import { openSns } from '../../../functions/ports/bus/sns-sqs.ts'
import { wallClock } from '../../../functions/ports/clock.ts'
import { openHttp } from '../../../functions/ports/http/http.ts'
import { systemRandom } from '../../../functions/ports/random.ts'
import { Settings } from '../../../shared/settings.ts'
import type { FunctionName } from '../../../functions/environment.ts'
import { CREDENTIALS, emulate, type Emulated } from './emulated.ts'
import { type Lambda, startLambda } from './lambda.ts'
import { type PermissionProxy, startPermissionProxy } from './permission-proxy.ts'
import {
  type Assembly,
  declaredFunction,
  FUNCTION_NAMES,
  functionId,
  idLike,
  resolve,
  type Statement,
  type Template,
} from './template.ts'

export type Deployed = Awaited<ReturnType<typeof deploy>>
/** A running function, and the proxy through which it reaches AWS. */
export type Running = { lambda: Lambda; proxy: PermissionProxy }

/**
 * The stack of an assembly on this machine: its resources in the emulators, and each function from its asset in a Node process of its own,
 * with the variables of the template only, behind a proxy that enforces the permissions of its role.
 */
export async function deploy(assembly: Assembly, schedulerUrl?: string) {
  const { folder, template } = assembly
  const emulated = await emulate(template)
  await uploadLists(folder, emulated)
  const key = 'k'.repeat(secretLength(template))
  const running = new Map<FunctionName, Running>()

  /** Starts the function called `name`. `statements` replace those of its role. */
  async function start(name: FunctionName, statements?: Statement[]): Promise<Running> {
    const { asset, handler, ...own } = declaredFunction(assembly, name)
    const proxy = await startPermissionProxy(statements ?? own.statements, { emulated, key, invoke, schedulerUrl })
    const environment = Object.entries(resolve(own.variables, emulated.nameOf) as Record<string, string>)
    // A queue is named by its URL, which must lead through the proxy too.
    const variables = environment.map(([variable, value]) => [variable, value.replace(emulated.messagingUrl, proxy.url)])
    const lambda = await startLambda(asset, handler, {
      ...(Object.fromEntries(variables) as Record<string, string>),
      ...CREDENTIALS,
      AWS_LAMBDA_FUNCTION_NAME: own.functionName,
      AWS_ENDPOINT_URL: proxy.url,
    })
    const started = { lambda, proxy }
    running.set(name, started)
    return started
  }

  const invoke = async (id: string, event: unknown) => {
    const name = FUNCTION_NAMES.find((each) => functionId(template, each) === id)
    if (name === undefined) throw new Error(`Cannot start ${id}: the template does not declare this function`)
    const { lambda } = running.get(name) ?? (await start(name))
    return lambda.invoke(event)
  }

  const { AWS_REGION: region } = CREDENTIALS
  const credentials = { accessKeyId: CREDENTIALS.AWS_ACCESS_KEY_ID, secretAccessKey: CREDENTIALS.AWS_SECRET_ACCESS_KEY }
  const dynamodb = new DynamoDBClient({ endpoint: emulated.tableUrl, region, credentials })
  const store = openDynamoStore(idLike(template, 'AWS::DynamoDB::GlobalTable'), dynamodb)
  const bucketLike = (like: RegExp) => emulated.nameOf(idLike(template, 'AWS::S3::Bucket', like))

  return {
    ...emulated,
    template,
    running,
    start,
    function: async (name: FunctionName): Promise<Running> => running.get(name) ?? (await start(name)),

    /** With what an operator registers endpoints. The key is the one in Secrets Manager. */
    deps: (): Promise<DeliverDeps> =>
      openDeps({
        settings: Settings.parse({}),
        store,
        bus: openSns({ operators: emulated.nameOf(idLike(template, 'AWS::SNS::Topic', /Operators/)) }, emulated.sns),
        secrets: { key: () => Promise.resolve(Buffer.from(key)) },
        http: openHttp(),
        clock: wallClock,
        random: systemRandom,
      }),

    /** The archive as the command line opens it. */
    archive: (): Archive => openArchive(store),

    /** A file of the public record. */
    async file(Key: string): Promise<string> {
      const { Body } = await emulated.s3.send(new GetObjectCommand({ Bucket: bucketLike(/Record/), Key }))
      return (await Body?.transformToString()) ?? ''
    },

    /** The keys of the large snapshots. */
    async largeSnapshots(): Promise<string[]> {
      const Bucket = bucketLike(/Snapshots/)
      const { Contents = [] } = await emulated.s3.send(new ListObjectsV2Command({ Bucket }))
      return Contents.map(({ Key = '' }) => Key)
    },

    /** Deletes the large snapshot under `Key`, which no function may do. */
    async deleteSnapshot(Key: string): Promise<void> {
      await emulated.s3.send(new DeleteObjectCommand({ Bucket: bucketLike(/Snapshots/), Key }))
    },

    async close(): Promise<void> {
      for (const { proxy, lambda } of running.values()) await Promise.all([proxy.close(), lambda.close()])
      dynamodb.destroy()
      await emulated.close()
    },
  }
}

/** Uploads the list of columns, as `cdk deploy` does before it deploys the stack. */
async function uploadLists(folder: string, { s3, nameOf }: Emulated): Promise<void> {
  const Bucket = `cdk-hnb659fds-assets-${nameOf('AWS::AccountId')}-${nameOf('AWS::Region')}`
  await s3.send(new CreateBucketCommand({ Bucket }))
  for (const file of (await readdir(folder)).filter((name) => /^asset\..*\.json$/.test(name))) {
    const Key = file.slice('asset.'.length)
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: await readFile(join(folder, file)) }))
  }
}

/** The length of the key that Secrets Manager generates. */
function secretLength(template: Template): number {
  const Secret = z.object({ GenerateSecretString: z.object({ PasswordLength: z.number() }) })
  return Secret.parse(template.Resources[idLike(template, 'AWS::SecretsManager::Secret', /SigningKey/)]?.Properties)
    .GenerateSecretString.PasswordLength
}
