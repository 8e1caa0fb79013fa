import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { readEnvironment } from '../../shared/environment.ts'
import { oncePerEnvironment } from '../once-per-environment.ts'
import { reported } from '../report.ts'
import { openEdges } from './edges.ts'
import { publishBatch, type PublishReport } from './publish-batch.ts'

const open = oncePerEnvironment(openEdges)

/** Brings the public record up to date with the ledger of every column that a batch of SNS envelopes is about. */
export async function handler(event: SQSEvent): Promise<PublishReport & SQSBatchResponse> {
  const edges = await open(readEnvironment('publish', process.env))
  return reported('publish', await publishBatch(event, edges))
}
