import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import type { Queue } from '../../functions/ports/bus/bus.ts'
import type { LocalBus, Received } from '../../functions/ports/bus/sqlite.ts'
import type { Clock } from '../../functions/ports/clock.ts'

/** A function that handles the messages of a queue, with Lambda's signature. */
export type QueueHandler = (event: SQSEvent) => Promise<SQSBatchResponse & { problems?: string[] }>

/** The batch size of each queue, as on Lambda. */
const BATCH: Record<Queue, number> = { publish: 1000, dispatch: 10, deliver: 10, mail: 10 }
/** How often a queue is checked that another process handles. */
const BUSY_MS = 50
/** A failed message is retried after 5 s; each further failure doubles the delay, up to a quarter of an hour. */
const RETRY_MS = 5_000
const MAX_RETRY_MS = 15 * 60_000

/**
 * Passes the messages of a queue to its function, batch by batch, until no message is visible, as Lambda does on AWS. Several processes may
 * do this at once. Failed messages are retried without limit; after all others are handled, this throws.
 */
export async function drain(bus: LocalBus, queue: Queue, handler: QueueHandler, clock: Clock): Promise<void> {
  const problems: string[] = []
  let failed = 0
  for (;;) {
    const batch = bus.receive(queue, BATCH[queue])
    if (batch === 'busy') {
      await clock.pause(BUSY_MS)
      continue
    }
    if (batch.length === 0) break
    const outcome = await handle(batch, handler)
    const again = batch.filter(({ id }) => outcome.again.has(id))
    bus.remove(batch.filter(({ id }) => !outcome.again.has(id)))
    bus.giveBack(again, ({ receiveCount }) => Math.min(RETRY_MS * 2 ** (receiveCount - 1), MAX_RETRY_MS))
    failed += again.length
    if (again.length > 0) problems.push(...outcome.problems)
  }
  if (failed === 0) return
  const messages = failed === 1 ? '1 message' : `${failed} messages`
  throw new Error(
    `Cannot handle ${messages} of the queue ${queue}: ${problems.join('; ') || 'the function gave no reason'}. It is tried again`,
  )
}

/** Which messages of `batch` must be retried, and why. */
async function handle(batch: Received[], handler: QueueHandler): Promise<{ again: Set<string>; problems: string[] }> {
  try {
    const { batchItemFailures, problems = [] } = await handler({ Records: batch.map(recordOf) })
    return { again: new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)), problems }
  } catch (error) {
    return { again: new Set(batch.map(({ id }) => id)), problems: [(error as Error).message] }
  }
}

/** A message in the form in which Lambda passes it to a function. */
function recordOf({ id, body, sentAt, receiveCount, receipt }: Received): SQSRecord {
  return {
    messageId: id,
    receiptHandle: receipt,
    body,
    attributes: {
      ApproximateReceiveCount: String(receiveCount),
      SentTimestamp: String(sentAt),
      SenderId: 'local',
      ApproximateFirstReceiveTimestamp: String(sentAt),
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'local',
    awsRegion: 'local-1',
  }
}
