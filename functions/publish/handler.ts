import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { openDynamoStore } from '../ports/store/dynamodb.ts'
import { openSnapshotBucket } from '../ports/files/snapshot-bucket.ts'
import { readEnvironment } from '../environment.ts'
import { once } from '../once.ts'
import { openBucket } from '../ports/files/s3.ts'
import { reported } from '../report.ts'
import { openDeps } from './deps.ts'
import { publishBatch, type PublishReport } from './publish-batch.ts'

const open = once(() => {
  const { TABLE, SNAPSHOTS_BUCKET, RECORD_BUCKET, SETTINGS } = readEnvironment('publish', process.env)
  return openDeps({
    settings: SETTINGS,
    store: openDynamoStore(TABLE),
    snapshotBucket: openSnapshotBucket(SNAPSHOTS_BUCKET),
    files: openBucket(RECORD_BUCKET),
  })
})

/** Brings the public record up to date with the ledger of every column in a batch of SNS envelopes. */
export async function handler(
  event: SQSEvent,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<PublishReport & SQSBatchResponse> {
  return reported('publish', await publishBatch(event, await open(), () => context.getRemainingTimeInMillis()))
}
