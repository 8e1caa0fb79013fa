import type { SQSBatchItemFailure, SQSEvent, SQSRecord } from 'aws-lambda'

/** What became of a batch: what the story returned for each message, and which messages SQS is to bring again, with the reasons. */
export type Batch<R> = { results: R[]; batchItemFailures: SQSBatchItemFailure[]; problems: string[] }

/** Tells `story` every message of `event` at once; one that throws is brought again and stops none of the others. */
export async function eachRecord<R>(event: SQSEvent, story: (body: string) => Promise<R>): Promise<Batch<R>> {
  const batch: Batch<R> = { results: [], batchItemFailures: [], problems: [] }
  await Promise.all(event.Records.map((record) => one(record, story, batch)))
  return batch
}

async function one<R>({ messageId, body }: SQSRecord, story: (body: string) => Promise<R>, batch: Batch<R>): Promise<void> {
  try {
    batch.results.push(await story(body))
  } catch (error) {
    batch.batchItemFailures.push({ itemIdentifier: messageId })
    batch.problems.push(`${messageId}: ${String(error)}`)
  }
}
