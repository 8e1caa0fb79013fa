import { createServer, type IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import * as z from 'zod/mini'
import { arn, type Emulated } from './emulated.ts'
import { type Called, resolve, type Statement } from './template.ts'

/** What one request asks to do: the action, the ARN of what it names, and the partition of the table that it touches. */
type Asked = { action: string; resource: string; partition?: string | undefined }

/** The emulators, the key that lies in Secrets Manager, and the functions by their logical ids. */
export type Behind = {
  emulated: Emulated
  key: string
  invoke: (id: string, event: unknown) => Promise<unknown>
  schedulerUrl?: string | undefined
}

/** Where a function finds AWS, and which actions on which resources of its statements it made use of. */
export type Gate = { url: string; used: Set<string>; close: () => Promise<void> }

/**
 * All of AWS for one function: what `statements` allow goes to the emulators behind, the rest is refused as AWS would. Emulators let
 * everybody do everything, so that a forgotten permission would show only once it is deployed.
 */
export async function startGate(statements: Statement[], { emulated, key, invoke, schedulerUrl = '' }: Behind): Promise<Gate> {
  const used = new Set<string>()
  const permissions = permissionsIn(statements, emulated.called)
  const isAllowed = (asked: Asked) => {
    const by = permissions.find((permission) => allows(permission, asked))
    if (by) used.add(by.name)
    return by !== undefined
  }
  const answerTo = async (request: IncomingMessage, body: Buffer): Promise<Response> => {
    const asked = askedBy(request, body)
    if (!isAllowed(asked)) return refusal(asked)
    if (asked.action.startsWith('secretsmanager:')) return Response.json({ SecretString: key })
    if (asked.action.startsWith('lambda:')) {
      await invoke(functionIn(request), JSON.parse(body.toString()))
      return new Response(null, { status: 202 })
    }
    if (asked.action.startsWith('scheduler:')) {
      const passed = passedIn(body)
      if (passed !== undefined && !isAllowed(passed)) return refusal(passed)
      return passOn(schedulerUrl, request, body)
    }
    const answer = await passOn(asked.action.startsWith('dynamodb:') ? emulated.tableUrl : emulated.messagingUrl, request, body)
    // Who may not list a bucket is not told that something is not in it.
    const bucket = { action: 's3:ListBucket', resource: asked.resource.replace(/\/.*/, '') }
    return asked.action.startsWith('s3:') && answer.status === 404 && !isAllowed(bucket) ? refusal(asked, 403) : answer
  }
  const server = createServer((request, response) => {
    buffer(request)
      .then((body) => answerTo(request, body))
      .then(async (answer) => {
        const body = Buffer.from(await answer.arrayBuffer())
        response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(body)
      })
      .catch((error: unknown) => response.writeHead(500).end(String(error)))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    used,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

/** One action on one resource, and of the table on one kind of partition where a statement names any; `name` says it in a line. */
type Permission = { action: string; resource: string; partition?: string; name: string }

/** What `statements` allow, one by one: of two resources in a statement one may be made use of, and the other forgotten. */
export function permissionsIn(statements: Statement[], called: Called): Permission[] {
  return statements.flatMap(({ Action, Resource, Condition }) =>
    Action.flatMap((action) =>
      Resource.map((each) => String(resolve(each, called))).flatMap((resource) => {
        const name = `${action} on ${resource.replace(/^.*:/, '')}`
        const partitions = Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys']
        if (partitions === undefined) return [{ action, resource, name }]
        return partitions.map((partition) => ({ action, resource, partition, name: `${name} ${partition}` }))
      }),
    ),
  )
}

/** Whether a permission allows what is `asked`. */
export const allows = ({ action, resource, partition }: Permission, asked: Asked): boolean =>
  action === asked.action &&
  isLike(asked.resource, resource) &&
  (partition === undefined || isLike(asked.partition ?? '', partition))

/** A star in a pattern stands for anything. */
function isLike(text: string, pattern: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`, 's').test(text)
}

/** What AWS answers who may not: in JSON, or in XML where the service speaks it. */
function refusal({ action, resource, partition = '' }: Asked, status = 400): Response {
  const message = `not authorized to perform: ${action} on ${resource} ${partition}`.trim()
  if (!/^(s3|sns):/.test(action)) return Response.json({ __type: 'AccessDeniedException', message }, { status })
  const error = `<Error><Code>AccessDenied</Code><Message>${message}</Message></Error>`
  return new Response(action.startsWith('sns:') ? `<ErrorResponse>${error}</ErrorResponse>` : error, { status })
}

function askedBy(request: IncomingMessage, body: Buffer): Asked {
  const [service = '', operation = ''] = String(request.headers['x-amz-target'] ?? '').split('.')
  if (service.startsWith('DynamoDB')) return askedOfTable(operation, Row.parse(JSON.parse(body.toString())))
  if (service === 'secretsmanager') return { action: `secretsmanager:${operation}`, resource: secretIn(body) }
  if (service === 'AmazonSQS') return { action: `sqs:${operation.replace(/Batch$/, '')}`, resource: queueIn(body) }
  if (/^\/schedules/.test(request.url ?? '')) return askedOfScheduler(request, body)
  const called = functionIn(request)
  if (called !== '') return { action: 'lambda:InvokeFunction', resource: arn('other', called) }
  const form = new URLSearchParams(body.toString())
  const topic = form.get('TopicArn')
  if (topic !== null) return { action: `sns:${(form.get('Action') ?? '').replace(/Batch$/, '')}`, resource: topic }
  const [path = ''] = (request.url ?? '').slice(1).split('?')
  return { action: request.method === 'PUT' ? 's3:PutObject' : 's3:GetObject', resource: `arn:aws:s3:::${path}` }
}

const text = z.object({ S: z.string() })
const Row = z.object({
  TableName: z.string(),
  IndexName: z.optional(z.string()),
  Key: z.optional(z.object({ pk: text })),
  Item: z.optional(z.object({ pk: text })),
  ExpressionAttributeValues: z.optional(z.object({ ':pk': z.optional(text) })),
})

function askedOfTable(operation: string, { TableName, IndexName, Key, Item, ExpressionAttributeValues }: z.infer<typeof Row>) {
  const partition = (Key ?? Item)?.pk.S ?? ExpressionAttributeValues?.[':pk']?.S
  const table = arn('dynamodb', `table/${TableName}`)
  const resource = IndexName === undefined ? table : `${table}/index/${IndexName}`
  return { action: `dynamodb:${operation}`, resource, partition }
}

/** What is asked of a schedule is asked of it in its group; a list is of everything. */
function askedOfScheduler({ method, url = '' }: IncomingMessage, body: Buffer): Asked {
  if (method === 'GET') return { action: 'scheduler:ListSchedules', resource: '*' }
  const { pathname, searchParams } = new URL(url, 'http://local')
  const group = method === 'POST' ? Scheduled.parse(JSON.parse(body.toString())).GroupName : searchParams.get('groupName')
  const resource = arn('scheduler', `schedule/${group ?? ''}/${pathname.slice('/schedules/'.length)}`)
  return { action: `scheduler:${method === 'POST' ? 'Create' : 'Delete'}Schedule`, resource }
}
const Scheduled = z.object({ GroupName: z.string(), Target: z.object({ RoleArn: z.string() }) })

/** The role that a request gives to a schedule. */
function passedIn(body: Buffer): Asked | undefined {
  if (body.length === 0) return undefined
  return { action: 'iam:PassRole', resource: Scheduled.parse(JSON.parse(body.toString())).Target.RoleArn }
}

/** The function that a request is to start, if it is to start one. */
const functionIn = ({ url = '' }: IncomingMessage) => /^\/2015-03-31\/functions\/([^/]+)\/invocations/.exec(url)?.[1] ?? ''

const secretIn = (body: Buffer) => z.object({ SecretId: z.string() }).parse(JSON.parse(body.toString())).SecretId
const queueIn = (body: Buffer) => {
  const { QueueUrl } = z.object({ QueueUrl: z.string() }).parse(JSON.parse(body.toString()))
  return arn('sqs', QueueUrl.slice(QueueUrl.lastIndexOf('/') + 1))
}

/** Headers about one connection, which the next one has of its own. */
const OF_CONNECTION = ['host', 'connection', 'content-length', 'transfer-encoding', 'expect']

function passOn(origin: string, { method = 'GET', url = '/', headers }: IncomingMessage, body: Buffer): Promise<Response> {
  const kept = Object.entries(headers).filter(([name]) => !OF_CONNECTION.includes(name))
  const sent = kept.map(([name, value]): [string, string] => [name, String(value)])
  return fetch(origin + url, { method, headers: sent, ...(body.length > 0 && { body: new Uint8Array(body) }) })
}
