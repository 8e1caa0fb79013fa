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
import type { FunctionName } from '../../../functions/environment.ts'
import type { Deployed } from './deployed.ts'
import { CREDENTIALS } from './emulated.ts'
import type { Lambda } from './lambda.ts'
import { allows, permissionsIn } from './permission-proxy.ts'
import { declared, FUNCTION_NAMES, functionId, resolve, roleOf } from './template.ts'

const Schedule = z.object({
  State: z._default(z.string(), 'ENABLED'),
  Target: z.object({ Arn: z.string(), RoleArn: z.string(), Input: z.optional(z.string()) }),
})

/** The event of EventBridge Scheduler for a schedule without input. */
const WITHOUT_INPUT = { 'detail-type': 'Scheduled Event', source: 'aws.scheduler', detail: {} }

/**
 * Runs the one schedule whose logical id matches `like`, with the clock `aheadMs` in the future: invokes its target with its input, if its
 * role allows that. Returns the function's answer.
 */
export async function runSchedule({ template, nameOf, ...deployed }: Deployed, like: RegExp, aheadMs = 0): Promise<unknown> {
  const [found, another] = declared(template, 'AWS::Scheduler::Schedule', z.unknown()).filter(([id]) => like.test(id))
  if (found === undefined || another !== undefined) throw new Error(`Cannot find the one schedule that matches ${String(like)}`)
  const { State, Target } = Schedule.parse(resolve(found[1], nameOf))
  const name = FUNCTION_NAMES.find((each) => nameOf(functionId(template, each), 'Arn') === Target.Arn)
  if (name === undefined || State !== 'ENABLED') throw new Error(`The schedule ${found[0]} starts nothing`)
  const needed = { action: 'lambda:InvokeFunction', resource: Target.Arn }
  const role = declared(template, 'AWS::IAM::Role', z.unknown()).find(([id]) => nameOf(id, 'Arn') === Target.RoleArn)
  const { services, statements } = roleOf(template, role?.[0] ?? '')
  if (!services.includes('scheduler.amazonaws.com') || !permissionsIn(statements, nameOf).some((each) => allows(each, needed)))
    throw new Error(`The schedule ${found[0]} is not authorized to perform: lambda:InvokeFunction on ${name}`)
  const { lambda } = await deployed.function(name)
  return lambda.invoke(Target.Input === undefined ? WITHOUT_INPUT : JSON.parse(Target.Input), aheadMs)
}

/** A queue that feeds a function: the size of a batch, and whether the function may name the messages that failed. */
type Source = { fn: FunctionName; queueUrl: string; batchSize: number; allowsPartialFailure: boolean }

const Mapping = z.object({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  BatchSize: z.number(),
  FunctionResponseTypes: z._default(z.array(z.string()), []),
})

/** One batch: the answer of the function, or its error. */
export type Batch = { fn: FunctionName; messages: number; answer?: unknown; error?: string }

/** More failed batches than any queue allows before its messages go to the dead letters. */
const MAX_FAILED_BATCHES = 30

/**
 * Feeds the functions from their queues, as the template's event source mappings say and with the permissions of each function's role,
 * until all queues are empty. A failed batch returns at once instead of after its visibility timeout. The queue of the function `paused`
 * keeps its messages.
 */
export async function drainQueues(deployed: Deployed, paused?: FunctionName): Promise<Batch[]> {
  const all: Batch[] = []
  const sources = sourcesOf(deployed).filter(({ fn }) => fn !== paused)
  for (let hasMoved = true; hasMoved;) {
    hasMoved = false
    for (const source of sources) {
      const batches = await drain(deployed, source)
      hasMoved ||= batches.length > 0
      all.push(...batches)
    }
  }
  return all
}

function sourcesOf({ template, nameOf }: Deployed): Source[] {
  return declared(template, 'AWS::Lambda::EventSourceMapping', z.unknown()).map(([, properties]) => {
    const { EventSourceArn, FunctionName, ...mapping } = Mapping.parse(resolve(properties, nameOf))
    const fn = FUNCTION_NAMES.find((each) => functionId(template, each) === FunctionName)
    const queue = declared(template, 'AWS::SQS::Queue', z.unknown()).find(([id]) => nameOf(id, 'Arn') === EventSourceArn)?.[0]
    if (fn === undefined || queue === undefined) throw new Error(`Cannot feed ${FunctionName} from ${EventSourceArn}`)
    const allowsPartialFailure = mapping.FunctionResponseTypes.includes('ReportBatchItemFailures')
    return { fn, queueUrl: nameOf(queue), batchSize: mapping.BatchSize, allowsPartialFailure }
  })
}

/** Feeds one function until its queue is empty. */
async function drain(deployed: Deployed, source: Source): Promise<Batch[]> {
  const { lambda, proxy } = await deployed.function(source.fn)
  const polling = new SQSClient({ endpoint: proxy.url, region: CREDENTIALS.AWS_REGION, credentials: KEYS })
  const QueueUrl = source.queueUrl.replace(deployed.messagingUrl, proxy.url)
  const batches: Batch[] = []
  try {
    await polling.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))
    for (let failures = 0; ;) {
      const messages = await receiveBatch(polling, QueueUrl, source.batchSize)
      if (messages.length === 0) return batches
      const { failed, ...outcome } = await invoke(lambda, messages, source.allowsPartialFailure)
      batches.push({ fn: source.fn, messages: messages.length, ...outcome })
      for (const { MessageId = '', ReceiptHandle } of messages) {
        if (!failed.includes(MessageId)) await polling.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
        else
          await deployed.sqs.send(
            new ChangeMessageVisibilityCommand({ QueueUrl: source.queueUrl, ReceiptHandle, VisibilityTimeout: 0 }),
          )
      }
      if (failed.length > 0 && ++failures > MAX_FAILED_BATCHES)
        throw new Error(`A message returns to ${source.fn} after ${MAX_FAILED_BATCHES} failed batches`)
    }
  } finally {
    polling.destroy()
  }
}

const KEYS = { accessKeyId: CREDENTIALS.AWS_ACCESS_KEY_ID, secretAccessKey: CREDENTIALS.AWS_SECRET_ACCESS_KEY }

/** SQS returns at most ten messages at a time; a batch may be larger. */
async function receiveBatch(polling: SQSClient, QueueUrl: string, batchSize: number): Promise<Message[]> {
  const batch: Message[] = []
  while (batch.length < batchSize) {
    const MaxNumberOfMessages = Math.min(10, batchSize - batch.length)
    const options = { MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['All' as const] }
    const { Messages = [] } = await polling.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages, ...options }))
    if (Messages.length === 0) break
    batch.push(...Messages)
  }
  return batch
}

const Failures = z.object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })) })

/** Invokes the function with a batch. All messages failed when it throws, else those that it names, if its mapping allows that. */
async function invoke(lambda: Lambda, messages: Message[], allowsPartialFailure: boolean) {
  try {
    const answer = await lambda.invoke({ Records: messages.map(recordOf) })
    const failures = allowsPartialFailure ? Failures.parse(answer).batchItemFailures : []
    return { answer, failed: failures.map(({ itemIdentifier }) => itemIdentifier) }
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
