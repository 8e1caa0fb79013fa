import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import * as z from 'zod/mini'

/** Seconds for which a message that is being moved is hidden from everybody else. */
const HIDDEN_S = 60
/** One call takes so many; and so many calls that bring nothing mean that nothing is left: SQS does not ask all of its servers each time. */
const BATCH = 10
const CALLS_IN_VAIN = 3

const RedrivePolicy = z.object({ deadLetterTargetArn: z.string() })

/**
 * Puts the dead letters of the queue at `QueueUrl` back into it, as many as lay there when it began: what fails again meanwhile is not
 * moved in a circle. Each is sent before it is deleted, so that nothing is lost when this is interrupted, and a message may come twice,
 * which every function here bears. SQS's own redrive does the same where there is one; in Chinese regions there is none. Returns how many were moved.
 */
export async function redrive(sqs: SQSClient, QueueUrl: string): Promise<number> {
  const deadLetters = await deadLettersOf(sqs, QueueUrl)
  const AttributeNames = ['ApproximateNumberOfMessages' as const]
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: deadLetters, AttributeNames }))
  const waiting = Number(Attributes?.ApproximateNumberOfMessages ?? 0)
  let moved = 0
  for (let inVain = 0; moved < waiting && inVain < CALLS_IN_VAIN;) {
    const before = moved
    moved += await moveSome(sqs, deadLetters, QueueUrl, Math.min(BATCH, waiting - moved))
    inVain = moved === before ? inVain + 1 : 0
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
  // Queues are found where the one that they belong to is found: an emulator names hosts that nobody resolves.
  return new URL(new URL(deadLetters).pathname, QueueUrl).href
}
