import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { readEnvironment } from '../../shared/environment.ts'
import { oncePerEnvironment } from '../once-per-environment.ts'
import { reported } from '../report.ts'
import { openEdges } from './edges.ts'
import { publishBatch, type PublishReport } from './publish-batch.ts'

const open = oncePerEnvironment(openEdges)

/** No column is begun later than this before the function is stopped: what is about all columns has to be written too. */
const TIME_TO_FINISH_MS = 120_000

/** Brings the public record up to date with the ledger of every column that a batch of SNS envelopes is about. */
export async function handler(
  event: SQSEvent,
  context?: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<PublishReport & SQSBatchResponse> {
  const edges = await open(readEnvironment('publish', process.env))
  const hasTime = () => (context?.getRemainingTimeInMillis() ?? Infinity) > TIME_TO_FINISH_MS
  return reported('publish', await publishBatch(event, edges, hasTime))
}
