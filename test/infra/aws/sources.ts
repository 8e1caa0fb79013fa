import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import type { SQSRecord } from 'aws-lambda'
import * as z from 'zod/mini'
import { FUNCTION_NAMES, functionId, declared, resolve } from './template.ts'
import type { FunctionName } from '../../../shared/environment.ts'
import type { Deployed } from './deployed.ts'
import { CREDENTIALS } from './emulated.ts'

/** A queue that feeds a function: `at` most so many messages a batch, and whether the function's word on single messages counts. */
type Source = { called: FunctionName; queue: string; at: number; isPartial: boolean }

const Mapping = z.object({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  BatchSize: z.number(),
  FunctionResponseTypes: z._default(z.array(z.string()), []),
})

/** What a batch came to: what the function answered, or why it did not. */
export type Fed = { called: FunctionName; messages: number; answer?: unknown; error?: string }

/** More often than any queue of ours brings a message: one that comes oftener comes for ever. */
const FOR_EVER = 30

/**
 * Lambda's part between queues and functions, as the template's mappings say it: takes what lies in the queues to the functions that they
 * feed, with the permissions of each function's role, until all queues are empty. A batch that failed comes again at once: the time in
 * which its messages are hidden is taken to have passed. What feeds the function that is `resting` stays where it is.
 */
export async function pump(deployed: Deployed, resting?: FunctionName): Promise<Fed[]> {
  const fed: Fed[] = []
  const sources = sourcesOf(deployed).filter(({ called }) => called !== resting)
  for (let isMoving = true; isMoving;) {
    isMoving = false
    for (const source of sources) {
      const batches = await empty(deployed, source)
      isMoving ||= batches.length > 0
      fed.push(...batches)
    }
  }
  return fed
}

function sourcesOf({ template, called }: Deployed): Source[] {
  return declared(template, 'AWS::Lambda::EventSourceMapping', z.unknown()).map(([, properties]) => {
    const { EventSourceArn, FunctionName, ...mapping } = Mapping.parse(resolve(properties, called))
    const name = FUNCTION_NAMES.find((each) => functionId(template, each) === FunctionName)
    const queue = declared(template, 'AWS::SQS::Queue', z.unknown()).find(([id]) => called(id, 'Arn') === EventSourceArn)?.[0]
    if (name === undefined || queue === undefined) throw new Error(`Cannot feed ${FunctionName} from ${EventSourceArn}`)
    const isPartial = mapping.FunctionResponseTypes.includes('ReportBatchItemFailures')
    return { called: name, queue: called(queue), at: mapping.BatchSize, isPartial }
  })
}

const Failures = z.object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })) })

/** Feeds a function until its queue is empty. */
async function empty(deployed: Deployed, source: Source): Promise<Fed[]> {
  const { lambda, gate } = await deployed.function(source.called)
  const polling = new SQSClient({ endpoint: gate.url, region: CREDENTIALS.AWS_REGION, credentials: KEYS })
  const QueueUrl = source.queue.replace(deployed.messagingUrl, gate.url)
  const fed: Fed[] = []
  try {
    await polling.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))
    for (let failures = 0; ;) {
      const messages = await batchFrom(polling, QueueUrl, source.at)
      if (messages.length === 0) return fed
      const { failed, ...outcome } = await invoke(lambda, messages, source.isPartial)
      fed.push({ called: source.called, messages: messages.length, ...outcome })
      for (const { MessageId = '', ReceiptHandle } of messages) {
        if (!failed.includes(MessageId)) await polling.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
        else
          await deployed.sqs.send(
            new ChangeMessageVisibilityCommand({ QueueUrl: source.queue, ReceiptHandle, VisibilityTimeout: 0 }),
          )
      }
      if (failed.length > 0 && ++failures > FOR_EVER) throw new Error(`A message comes to ${source.called} for ever`)
    }
  } finally {
    polling.destroy()
  }
}

const KEYS = { accessKeyId: CREDENTIALS.AWS_ACCESS_KEY_ID, secretAccessKey: CREDENTIALS.AWS_SECRET_ACCESS_KEY }

/** SQS hands out ten messages at most at a time; a batch may be larger. */
async function batchFrom(polling: SQSClient, QueueUrl: string, at: number): Promise<Message[]> {
  const batch: Message[] = []
  while (batch.length < at) {
    const MaxNumberOfMessages = Math.min(10, at - batch.length)
    const options = { MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['All' as const] }
    const { Messages = [] } = await polling.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages, ...options }))
    if (Messages.length === 0) break
    batch.push(...Messages)
  }
  return batch
}

/** Which messages failed: all when the function threw, else those it names, if its mapping lets it name any. */
async function invoke(lambda: { invoke: (event: unknown) => Promise<unknown> }, messages: Message[], isPartial: boolean) {
  try {
    const answer = await lambda.invoke({ Records: messages.map(recordOf) })
    return { answer, failed: isPartial ? Failures.parse(answer).batchItemFailures.map((each) => each.itemIdentifier) : [] }
  } catch (error) {
    return { error: String(error), failed: messages.map(({ MessageId = '' }) => MessageId) }
  }
}

function recordOf({ MessageId = '', ReceiptHandle = '', Body = '', MD5OfBody = '', Attributes = {} }: Message): SQSRecord {
  return {
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '0',
      SenderId: 'local',
      ApproximateFirstReceiveTimestamp: '0',
      ...Attributes,
    },
    messageAttributes: {},
    md5OfBody: MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: 'local',
    awsRegion: CREDENTIALS.AWS_REGION,
  }
}
