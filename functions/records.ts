import type { SQSBatchItemFailure, SQSEvent, SQSRecord } from 'aws-lambda'

/** The result of a batch: what `handle` returned for each message, and which messages SQS must deliver again, with the reasons. */
export type Batch<R> = { results: R[]; batchItemFailures: SQSBatchItemFailure[]; problems: string[] }

/** Calls `handle` with every message of `event`, all at once. A message for which it throws is delivered again; the others are unaffected. */
export async function eachRecord<R>(event: SQSEvent, handle: (body: string) => Promise<R>): Promise<Batch<R>> {
  const batch: Batch<R> = { results: [], batchItemFailures: [], problems: [] }
  await Promise.all(event.Records.map((record) => one(record, handle, batch)))
  return batch
}

async function one<R>({ messageId, body }: SQSRecord, handle: (body: string) => Promise<R>, batch: Batch<R>): Promise<void> {
  try {
    batch.results.push(await handle(body))
  } catch (error) {
    batch.batchItemFailures.push({ itemIdentifier: messageId })
    batch.problems.push(`${messageId}: ${String(error)}`)
  }
}
