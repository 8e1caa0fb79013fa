import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import * as z from 'zod/mini'

/** Seconds for which a message is hidden while it is moved. */
const HIDDEN_S = 60
/** SQS returns at most ten messages per call, and may return none although there are some: three empty calls in a row count as the end. */
const BATCH = 10
const MAX_EMPTY_CALLS = 3

const RedrivePolicy = z.object({ deadLetterTargetArn: z.string() })

/**
 * Moves the dead letters of the queue at `QueueUrl` back into it, at most as many as there were at the start, so that messages that fail again
 * are not moved in a loop. Each is sent before it is deleted: an interruption loses none and may duplicate one, which every function
 * tolerates. The redrive of SQS itself does not exist in Chinese regions. Returns how many were moved.
 */
export async function redrive(sqs: SQSClient, QueueUrl: string): Promise<number> {
  const deadLetters = await deadLettersOf(sqs, QueueUrl)
  const AttributeNames = ['ApproximateNumberOfMessages' as const]
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: deadLetters, AttributeNames }))
  const waiting = Number(Attributes?.ApproximateNumberOfMessages ?? 0)
  let moved = 0
  for (let empty = 0; moved < waiting && empty < MAX_EMPTY_CALLS;) {
    const before = moved
    moved += await moveSome(sqs, deadLetters, QueueUrl, Math.min(BATCH, waiting - moved))
    empty = moved === before ? empty + 1 : 0
  }
  return moved
}

async function moveSome(sqs: SQSClient, from: string, to: string, MaxNumberOfMessages: number): Promise<number> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: from,
      MaxNumberOfMessages,
      VisibilityTimeout: HIDDEN_S,
      WaitTimeSeconds: 1,
      MessageAttributeNames: ['All'],
    }),
  )
  for (const { Body, MessageAttributes, ReceiptHandle } of Messages) {
    await sqs.send(new SendMessageCommand({ QueueUrl: to, MessageBody: Body, MessageAttributes }))
    await sqs.send(new DeleteMessageCommand({ QueueUrl: from, ReceiptHandle }))
  }
  return Messages.length
}

async function deadLettersOf(sqs: SQSClient, QueueUrl: string): Promise<string> {
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['RedrivePolicy'] }))
  const { deadLetterTargetArn } = RedrivePolicy.parse(JSON.parse(Attributes?.RedrivePolicy ?? 'null'))
  const QueueName = deadLetterTargetArn.slice(deadLetterTargetArn.lastIndexOf(':') + 1)
  const { QueueUrl: deadLetters = '' } = await sqs.send(new GetQueueUrlCommand({ QueueName }))
  // The host of the main queue's URL is used: an emulator returns host names that do not resolve.
  return new URL(new URL(deadLetters).pathname, QueueUrl).href
}
