import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import * as z from 'zod/mini'
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { type Archive, openArchive } from '../../../functions/archive/archive.ts'
import { type DeliverEdges, openEdges } from '../../../functions/deliver/edges.ts'
import { type FunctionName, readEnvironment } from '../../../shared/environment.ts'
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
import { openTable } from '../../../functions/archive/table.ts'

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

  /** Points the clients of this process to the emulated table. Returns its name as a variable. */
  const inTable = () => {
    Object.assign(process.env, CREDENTIALS, { AWS_ENDPOINT_URL_DYNAMODB: emulated.tableUrl })
    return { TABLE: idLike(template, 'AWS::DynamoDB::GlobalTable') }
  }
  const bucketLike = (like: RegExp) => emulated.nameOf(idLike(template, 'AWS::S3::Bucket', like))

  return {
    ...emulated,
    template,
    running,
    start,
    function: async (name: FunctionName): Promise<Running> => running.get(name) ?? (await start(name)),

    /** The ports with which an operator registers endpoints. The key is the one in Secrets Manager. */
    async edges(): Promise<DeliverEdges> {
      await writeFile(join(folder, 'signing-key'), key)
      const SIGNING_KEY = pathToFileURL(join(folder, 'signing-key')).href
      const { TABLE } = inTable()
      const OPERATORS_TOPIC = emulated.nameOf(idLike(template, 'AWS::SNS::Topic', /Operators/))
      return openEdges(readEnvironment('deliver', { TABLE, SIGNING_KEY, OPERATORS_TOPIC, SETTINGS: '{}' }))
    },

    /** The archive as the command line opens it. */
    archive: (): Archive => openArchive(openTable(inTable().TABLE)),

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
