import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import type { SQSEvent, SQSRecord } from 'aws-lambda'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { openLedger } from '../../../functions/archive/ledger.ts'
import { openTable } from '../../../functions/archive/table.ts'
import { startMessaging } from '../../../infra/local/emulators.ts'
import { startTable } from '../../emulated-table.ts'
import { type DeliverEdges, openEdges } from '../../../functions/deliver/edges.ts'
import type { Wake } from '../../../shared/webhooks/delivery.ts'
import { readEnvironment } from '../../../shared/environment.ts'
import { type Event, eventOf, isEvent } from '../../../shared/event.ts'
import type { Fact } from '../../../shared/entry.ts'

export type Machine = Awaited<ReturnType<typeof startMachine>>

/** The real table, topics and queues on loopback, their names in the environment of this process, as functions find them. */
export async function startMachine() {
  const [table, messaging] = [await startTable(), await startMessaging()]
  const folder = await mkdtemp(join(tmpdir(), 'letterwatch-'))
  const own = { SIGNING_KEY: pathToFileURL(join(folder, 'signing-key')).href, CRAWL: 'crawl', SETTINGS: '{}' }
  const variables = Object.assign(process.env, table.variables, messaging.variables, own)
  const sqs = new SQSClient({})
  const sns = new SNSClient({})
  return {
    folder,
    variables,
    store: openTable(table.variables.TABLE),
    edges: (changed: Partial<DeliverEdges> = {}) =>
      openEdges(readEnvironment('deliver', variables)).then((edges) => ({ ...edges, ...changed })),
    append: (...facts: Fact[]) => append(openTable(table.variables.TABLE), 'cppcc', facts),
    publish: (event: Event) =>
      sns.send(
        new PublishCommand({
          TopicArn: messaging.variables.EVENTS_TOPIC,
          Message: JSON.stringify(event),
          MessageAttributes: { type: { DataType: 'String', StringValue: event.type } },
        }),
      ),
    waiting: (queue: 'DISPATCH_QUEUE' | 'DELIVERIES_QUEUE' | 'MAIL_QUEUE') => drain(sqs, messaging.variables[queue]),
    close: async () => {
      await Promise.all([table.close(), messaging.close()])
    },
  }
}

/** Appends `facts` to a column's ledger and returns the events that tell of them. */
async function append(store: ReturnType<typeof openTable>, column: string, facts: Fact[]): Promise<Event[]> {
  const ledger = openLedger(store, column)
  const events: Event[] = []
  for (const fact of facts) {
    const entry = await ledger.append(fact, await ledger.head(), '2026-11-23T08:00:00+08:00')
    if (entry && isEvent(entry)) events.push(eventOf(entry, 'http://127.0.0.1:8787'))
  }
  return events
}

/** Everything that waits in a queue, as Lambda would be given it; the queue is empty then. */
async function drain(sqs: SQSClient, QueueUrl: string): Promise<SQSEvent> {
  const bodies: string[] = []
  for (;;) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }))
    if (Messages.length === 0) return batchOf(...bodies)
    for (const { Body = '', ReceiptHandle } of Messages) {
      bodies.push(Body)
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
    }
  }
}

/** A batch of messages with these bodies, called m0, m1 and so on. */
export function batchOf(...bodies: string[]): SQSEvent {
  const record = { receiptHandle: '', attributes: {} as SQSRecord['attributes'], messageAttributes: {}, md5OfBody: '' }
  const where = { eventSource: 'aws:sqs', eventSourceARN: '', awsRegion: 'local-1' }
  return { Records: bodies.map((body, index) => ({ ...record, ...where, messageId: `m${index}`, body })) }
}

/** The messages that wake `wakes`. */
export const waking = (...wakes: Wake[]): SQSEvent => batchOf(...wakes.map((wake) => JSON.stringify(wake)))

/** The names in a batch of messages that wake deliveries. */
export const wakesIn = ({ Records }: SQSEvent): Wake[] => Records.map(({ body }) => JSON.parse(body) as Wake)
