import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { Wake } from '../shared/webhooks/delivery.ts'

/** SQS takes this many messages at once. */
const BATCH = 10

export type DeliveriesQueue = ReturnType<typeof openDeliveriesQueue>

/** The queue whose messages wake deliveries. A message may be lost or come twice: the delivery's row is the truth. */
export function openDeliveriesQueue(QueueUrl: string, client = new SQSClient({})) {
  const send = async (wakes: Wake[]) => {
    const Entries = wakes.map((wake, index) => ({ Id: String(index), MessageBody: JSON.stringify(wake) }))
    const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }))
    if (Failed.length > 0)
      throw new Error(`Cannot wake ${Failed.length} deliveries: ${Failed[0]?.Message ?? 'SQS gave no reason'}`)
  }
  return {
    /** Sends one message for each of `wakes`. Throws when SQS refuses any; those before it are sent. */
    async wake(wakes: Wake[]): Promise<void> {
      for (let from = 0; from < wakes.length; from += BATCH) await send(wakes.slice(from, from + BATCH))
    },
  }
}
