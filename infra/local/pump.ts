import { randomUUID } from 'node:crypto'
import { DeleteMessageCommand, type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'

/** A function that a queue feeds, as Lambda would call it. */
export type QueueHandler = (event: SQSEvent) => Promise<SQSBatchResponse & { problems?: string[] }>

/** Lambda's part on one machine: takes what lies in `queueUrl` to `handler`, batch by batch, until nothing is left. Throws what failed. */
export async function drain(sqs: SQSClient, queueUrl: string, handler: QueueHandler): Promise<number> {
  let taken = 0
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }),
    )
    if (Messages.length === 0) return taken
    const { batchItemFailures, problems } = await handler({ Records: Messages.map(recordOf) })
    for (const { ReceiptHandle } of Messages) await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }))
    if (batchItemFailures.length > 0)
      throw new Error(
        `Cannot pass on ${batchItemFailures.length} messages: ${problems?.join('; ') ?? 'the function did not say why'}`,
      )
    taken += Messages.length
  }
}

/** A message as Lambda hands it to a function. */
export function recordOf({ MessageId = randomUUID(), ReceiptHandle = '', Body = '', MD5OfBody = '' }: Message): SQSRecord {
  const attributes = {
    ApproximateReceiveCount: '1',
    SentTimestamp: '0',
    SenderId: 'local',
    ApproximateFirstReceiveTimestamp: '0',
  }
  return {
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    attributes,
    messageAttributes: {},
    md5OfBody: MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: 'local',
    awsRegion: 'local-1',
  }
}
