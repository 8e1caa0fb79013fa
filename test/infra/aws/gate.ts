import { createServer, type IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import * as z from 'zod/mini'
import { resolve, type Statement } from './template.ts'

/** What one request asks to do: the action, the resource that it names, and the partition of the table that it touches. */
type Asked = { action: string; resource: string; partition?: string | undefined }

/** Where the emulators listen, what the resources are called there, and the key that lies in Secrets Manager. */
export type Behind = { table: string; messaging: string; names: Record<string, string>; key: string }

export type Gate = { url: string; close: () => Promise<void> }

/**
 * All of AWS for one function: what `statements` allow goes to the emulators behind, the rest is refused as AWS would. Emulators let
 * everybody do everything, so that a forgotten permission would show only once it is deployed.
 */
export async function startGate(statements: Statement[], behind: Behind): Promise<Gate> {
  const isAllowed = (asked: Asked) => statements.some((statement) => allows(statement, asked, behind.names))
  const answerTo = async (request: IncomingMessage, body: Buffer): Promise<Response> => {
    const asked = askedBy(request, body)
    if (!isAllowed(asked)) return refusal(asked)
    if (asked.action.startsWith('secretsmanager:')) return Response.json({ SecretString: behind.key })
    const answer = await passOn(asked.action.startsWith('dynamodb:') ? behind.table : behind.messaging, request, body)
    // Who may not list a bucket is not told that something is not in it.
    const bucket = { action: 's3:ListBucket', resource: asked.resource.split('/')[0] ?? '' }
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
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

function allows(
  { Action, Resource, Condition }: Statement,
  { action, resource, partition = '' }: Asked,
  names: Behind['names'],
) {
  const patterns = Condition?.['ForAllValues:StringLike']['dynamodb:LeadingKeys']
  return (
    Action.includes(action) &&
    Resource.some((each) => isLike(resource, resolve(each, names))) &&
    (patterns === undefined || patterns.some((pattern) => isLike(partition, pattern)))
  )
}

const isLike = (text: string, pattern: string) =>
  pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : text === pattern

const refusal = ({ action, resource, partition = '' }: Asked, status = 400) =>
  Response.json(
    { __type: 'AccessDeniedException', message: `not authorized to perform: ${action} on ${resource} ${partition}` },
    { status },
  )

function askedBy(request: IncomingMessage, body: Buffer): Asked {
  const [service = '', operation = ''] = String(request.headers['x-amz-target'] ?? '').split('.')
  if (service.startsWith('DynamoDB')) return askedOfTable(operation, Row.parse(JSON.parse(body.toString())))
  if (service === 'secretsmanager') return { action: `secretsmanager:${operation}`, resource: secretIn(body) }
  if (service === 'AmazonSQS') return { action: `sqs:${operation.replace(/Batch$/, '')}`, resource: queueIn(body) }
  const form = new URLSearchParams(body.toString())
  const topic = form.get('TopicArn')
  if (topic !== null) return { action: `sns:${(form.get('Action') ?? '').replace(/Batch$/, '')}`, resource: topic }
  const [path = ''] = (request.url ?? '').slice(1).split('?')
  return { action: request.method === 'PUT' ? 's3:PutObject' : 's3:GetObject', resource: path }
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
  const resource = IndexName === undefined ? TableName : `${TableName}/index/${IndexName}`
  return { action: `dynamodb:${operation}`, resource, partition }
}

const secretIn = (body: Buffer) => z.object({ SecretId: z.string() }).parse(JSON.parse(body.toString())).SecretId
const queueIn = (body: Buffer) =>
  new URL(z.object({ QueueUrl: z.string() }).parse(JSON.parse(body.toString())).QueueUrl).pathname

/** Headers about one connection, which the next one has of its own. */
const OF_CONNECTION = ['host', 'connection', 'content-length', 'transfer-encoding', 'expect']

function passOn(origin: string, { method = 'GET', url = '/', headers }: IncomingMessage, body: Buffer): Promise<Response> {
  const kept = Object.entries(headers).filter(([name]) => !OF_CONNECTION.includes(name))
  const sent = kept.map(([name, value]): [string, string] => [name, String(value)])
  return fetch(origin + url, { method, headers: sent, ...(body.length > 0 && { body: new Uint8Array(body) }) })
}
