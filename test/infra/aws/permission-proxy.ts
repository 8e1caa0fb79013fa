import { createServer, type IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import * as z from 'zod/mini'
import { arn, type Emulated } from './emulated.ts'
import { type NameOf, resolve, type Statement } from './template.ts'

/** What a request needs permission for: the action, the ARN of the resource, and the partition of the table. */
type Needed = { action: string; resource: string; partition?: string | undefined }

/** The emulators, the key in Secrets Manager, and the functions by their logical ids. */
export type Backends = {
  emulated: Emulated
  key: string
  invoke: (id: string, event: unknown) => Promise<unknown>
  schedulerUrl?: string | undefined
}

/** The address at which a function reaches AWS, and the names of the permissions that it has used. */
export type PermissionProxy = { url: string; used: Set<string>; close: () => Promise<void> }

/**
 * AWS for one function: requests that `statements` allow go to the emulators, others are refused as AWS refuses them. The emulators
 * themselves allow everything, so that a missing permission would be found only after deployment.
 */
export async function startPermissionProxy(
  statements: Statement[],
  { emulated, key, invoke, schedulerUrl = '' }: Backends,
): Promise<PermissionProxy> {
  const used = new Set<string>()
  const permissions = permissionsIn(statements, emulated.nameOf)
  const isAllowed = (needed: Needed) => {
    const by = permissions.find((permission) => allows(permission, needed))
    if (by) used.add(by.name)
    return by !== undefined
  }
  const answerTo = async (request: IncomingMessage, body: Buffer): Promise<Response> => {
    const needed = neededFor(request, body)
    if (!isAllowed(needed)) return refusal(needed)
    if (needed.action.startsWith('secretsmanager:')) return Response.json({ SecretString: key })
    if (needed.action.startsWith('lambda:')) {
      await invoke(functionIn(request), JSON.parse(body.toString()))
      return new Response(null, { status: 202 })
    }
    if (needed.action.startsWith('scheduler:')) {
      const passed = passedRole(body)
      if (passed !== undefined && !isAllowed(passed)) return refusal(passed)
      return forward(schedulerUrl, request, body)
    }
    const answer = await forward(
      needed.action.startsWith('dynamodb:') ? emulated.tableUrl : emulated.messagingUrl,
      request,
      body,
    )
    // S3 answers 403 instead of 404 for an absent object to a role that may not list the bucket.
    const bucket = { action: 's3:ListBucket', resource: needed.resource.replace(/\/.*/, '') }
    return needed.action.startsWith('s3:') && answer.status === 404 && !isAllowed(bucket) ? refusal(needed, 403) : answer
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

/** One action on one resource, on rows of one partition of the table where the statement names any; `name` describes it in one line. */
type Permission = { action: string; resource: string; partition?: string; name: string }

/** The permissions in `statements`, one by one: a statement with two resources has a permission for each, and one of them may be unused. */
export function permissionsIn(statements: Statement[], nameOf: NameOf): Permission[] {
  return statements.flatMap(({ Action, Resource, Condition }) =>
    Action.flatMap((action) =>
      Resource.map((each) => String(resolve(each, nameOf))).flatMap((resource) => {
        const name = `${action} on ${resource.replace(/^.*:/, '')}`
        const partitions = Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys']
        if (partitions === undefined) return [{ action, resource, name }]
        return partitions.map((partition) => ({ action, resource, partition, name: `${name} ${partition}` }))
      }),
    ),
  )
}

/** Whether a permission covers what is `needed`. */
export const allows = ({ action, resource, partition }: Permission, needed: Needed): boolean =>
  action === needed.action &&
  isLike(needed.resource, resource) &&
  (partition === undefined || isLike(needed.partition ?? '', partition))

/** A star in `pattern` matches any text. */
function isLike(text: string, pattern: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`, 's').test(text)
}

/** The refusal of AWS, in JSON or in XML as the service answers. */
function refusal({ action, resource, partition = '' }: Needed, status = 400): Response {
  const message = `not authorized to perform: ${action} on ${resource} ${partition}`.trim()
  if (!/^(s3|sns):/.test(action)) return Response.json({ __type: 'AccessDeniedException', message }, { status })
  const error = `<Error><Code>AccessDenied</Code><Message>${message}</Message></Error>`
  return new Response(action.startsWith('sns:') ? `<ErrorResponse>${error}</ErrorResponse>` : error, { status })
}

function neededFor(request: IncomingMessage, body: Buffer): Needed {
  const [service = '', operation = ''] = String(request.headers['x-amz-target'] ?? '').split('.')
  if (service.startsWith('DynamoDB')) return neededForTable(operation, Row.parse(JSON.parse(body.toString())))
  if (service === 'secretsmanager') return { action: `secretsmanager:${operation}`, resource: secretIn(body) }
  if (service === 'AmazonSQS') return { action: `sqs:${operation.replace(/Batch$/, '')}`, resource: queueIn(body) }
  if (/^\/schedules/.test(request.url ?? '')) return neededForSchedule(request, body)
  const invoked = functionIn(request)
  if (invoked !== '') return { action: 'lambda:InvokeFunction', resource: arn('other', invoked) }
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

function neededForTable(
  operation: string,
  { TableName, IndexName, Key, Item, ExpressionAttributeValues }: z.infer<typeof Row>,
) {
  const partition = (Key ?? Item)?.pk.S ?? ExpressionAttributeValues?.[':pk']?.S
  const table = arn('dynamodb', `table/${TableName}`)
  const resource = IndexName === undefined ? table : `${table}/index/${IndexName}`
  return { action: `dynamodb:${operation}`, resource, partition }
}

/** A schedule is created and deleted in its group; listing needs permission for every group. */
function neededForSchedule({ method, url = '' }: IncomingMessage, body: Buffer): Needed {
  if (method === 'GET') return { action: 'scheduler:ListSchedules', resource: '*' }
  const { pathname, searchParams } = new URL(url, 'http://local')
  const group = method === 'POST' ? Scheduled.parse(JSON.parse(body.toString())).GroupName : searchParams.get('groupName')
  const resource = arn('scheduler', `schedule/${group ?? ''}/${pathname.slice('/schedules/'.length)}`)
  return { action: `scheduler:${method === 'POST' ? 'Create' : 'Delete'}Schedule`, resource }
}
const Scheduled = z.object({ GroupName: z.string(), Target: z.object({ RoleArn: z.string() }) })

/** The role that a request passes to a schedule. */
function passedRole(body: Buffer): Needed | undefined {
  if (body.length === 0) return undefined
  return { action: 'iam:PassRole', resource: Scheduled.parse(JSON.parse(body.toString())).Target.RoleArn }
}

/** The function that a request invokes, if it invokes one. */
const functionIn = ({ url = '' }: IncomingMessage) => /^\/2015-03-31\/functions\/([^/]+)\/invocations/.exec(url)?.[1] ?? ''

const secretIn = (body: Buffer) => z.object({ SecretId: z.string() }).parse(JSON.parse(body.toString())).SecretId
const queueIn = (body: Buffer) => {
  const { QueueUrl } = z.object({ QueueUrl: z.string() }).parse(JSON.parse(body.toString()))
  return arn('sqs', QueueUrl.slice(QueueUrl.lastIndexOf('/') + 1))
}

/** Headers about one connection, which are not forwarded. */
const HOP_BY_HOP = ['host', 'connection', 'content-length', 'transfer-encoding', 'expect']

function forward(origin: string, { method = 'GET', url = '/', headers }: IncomingMessage, body: Buffer): Promise<Response> {
  const kept = Object.entries(headers).filter(([name]) => !HOP_BY_HOP.includes(name))
  const sent = kept.map(([name, value]): [string, string] => [name, String(value)])
  return fetch(origin + url, { method, headers: sent, ...(body.length > 0 && { body: new Uint8Array(body) }) })
}
