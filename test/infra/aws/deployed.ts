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
import { type Archive, openArchive } from '../../../functions/archive/open.ts'
import { type DeliverEdges, openEdges } from '../../../functions/deliver/edges.ts'
import { type FunctionName, readEnvironment } from '../../../shared/environment.ts'
import { CREDENTIALS, emulate, type Emulated } from './emulated.ts'
import { type Gate, startGate } from './gate.ts'
import { type Lambda, startLambda } from './lambda.ts'
import type { Assembly } from './synthesise.ts'
import { declared, declaredFunction, FUNCTION_NAMES, functionId, resolve, type Statement, type Template } from './template.ts'

export type Deployed = Awaited<ReturnType<typeof deploy>>
/** A function that runs, and the gate through which it reaches everything else. */
export type Running = { lambda: Lambda; gate: Gate }

/**
 * The stack of `template` on this machine: everything it declares in the emulators, and each function, from its asset in `folder`, in a
 * Node of its own with the variables of the template and nothing else, behind the permissions of its role.
 */
export async function deploy({ folder, template }: Assembly, schedulerUrl?: string) {
  const emulated = await emulate(template)
  await uploadLists(folder, emulated)
  const key = 'k'.repeat(secretLength(template))
  const running = new Map<FunctionName, Running>()

  /** The function called `name`, started when it is first asked for. `statements` stand for what its role allows. */
  async function start(name: FunctionName, statements?: Statement[]): Promise<Running> {
    const { asset, handler, ...own } = declaredFunction(template, name, folder)
    const gate = await startGate(statements ?? own.statements, { emulated, key, invoke, schedulerUrl })
    const environment = Object.entries(resolve(own.variables, emulated.called) as Record<string, string>)
    // Whatever has an address here is behind the gate too.
    const variables = environment.map(([variable, value]) => [variable, value.replace(emulated.messagingUrl, gate.url)])
    const lambda = await startLambda(asset, handler, {
      ...(Object.fromEntries(variables) as Record<string, string>),
      ...CREDENTIALS,
      AWS_LAMBDA_FUNCTION_NAME: own.functionName,
      AWS_ENDPOINT_URL: gate.url,
    })
    const started = { lambda, gate }
    running.set(name, started)
    return started
  }

  const invoke = async (id: string, event: unknown) => {
    const name = FUNCTION_NAMES.find((each) => functionId(template, each) === id)
    if (name === undefined) throw new Error(`Cannot start ${id}: the template declares no such function`)
    const { lambda } = running.get(name) ?? (await start(name))
    return lambda.invoke(event)
  }

  /** Where what runs in this process finds the table. */
  const inTable = () => {
    Object.assign(process.env, CREDENTIALS, { AWS_ENDPOINT_URL_DYNAMODB: emulated.tableUrl })
    return { TABLE: idLike(template, 'AWS::DynamoDB::GlobalTable') }
  }
  const bucketLike = (like: RegExp) => emulated.called(idLike(template, 'AWS::S3::Bucket', like))

  return {
    ...emulated,
    template,
    running,
    start,
    function: async (name: FunctionName): Promise<Running> => running.get(name) ?? (await start(name)),

    /** What an operator registers endpoints with: the key is the one that lies in Secrets Manager. */
    async edges(): Promise<DeliverEdges> {
      await writeFile(join(folder, 'signing-key'), key)
      const SIGNING_KEY = pathToFileURL(join(folder, 'signing-key')).href
      const { TABLE } = inTable()
      const OPERATORS_TOPIC = emulated.called(idLike(template, 'AWS::SNS::Topic', /Operators/))
      return openEdges(readEnvironment('deliver', { TABLE, SIGNING_KEY, OPERATORS_TOPIC, SETTINGS: '{}' }))
    },

    /** The archive, as an operator's tools open it. */
    archive: (): Archive => openArchive(inTable().TABLE),

    /** A file of the public record. */
    async file(Key: string): Promise<string> {
      const { Body } = await emulated.s3.send(new GetObjectCommand({ Bucket: bucketLike(/Record/), Key }))
      return (await Body?.transformToString()) ?? ''
    },

    /** The names of the large snapshots that are kept. */
    async largeSnapshots(): Promise<string[]> {
      const Bucket = bucketLike(/Snapshots/)
      const { Contents = [] } = await emulated.s3.send(new ListObjectsV2Command({ Bucket }))
      return Contents.map(({ Key = '' }) => Key)
    },

    /** Loses the large snapshot called `Key`, as nobody but an administrator could. */
    async lose(Key: string): Promise<void> {
      await emulated.s3.send(new DeleteObjectCommand({ Bucket: bucketLike(/Snapshots/), Key }))
    },

    async close(): Promise<void> {
      for (const { gate, lambda } of running.values()) await Promise.all([gate.close(), lambda.close()])
      await emulated.close()
    },
  }
}

/** What is uploaded before a stack is deployed, beside its functions. */
async function uploadLists(folder: string, { s3, called }: Emulated): Promise<void> {
  const Bucket = `cdk-hnb659fds-assets-${called('AWS::AccountId')}-${called('AWS::Region')}`
  await s3.send(new CreateBucketCommand({ Bucket }))
  for (const file of (await readdir(folder)).filter((name) => /^asset\..*\.json$/.test(name))) {
    const Key = file.slice('asset.'.length)
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: await readFile(join(folder, file)) }))
  }
}

/** The logical id of the one resource of a type that is `like` this. */
export function idLike(template: Template, type: string, like = /./): string {
  const [found, another] = declared(template, type, z.unknown()).filter(([id]) => like.test(id))
  if (found === undefined || another !== undefined) throw new Error(`Cannot tell which ${type} is like ${String(like)}`)
  return found[0]
}

/** How long the key is that Secrets Manager makes as the template says. */
function secretLength(template: Template): number {
  const Secret = z.object({ GenerateSecretString: z.object({ PasswordLength: z.number() }) })
  return Secret.parse(template.Resources[idLike(template, 'AWS::SecretsManager::Secret', /SigningKey/)]?.Properties)
    .GenerateSecretString.PasswordLength
}
