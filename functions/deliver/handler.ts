import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { readEnvironment } from '../../shared/environment.ts'
import { oncePerEnvironment } from '../once-per-environment.ts'
import { reported } from '../report.ts'
import { deliverBatch, type DeliverReport } from './deliver-batch.ts'
import { openEdges } from './edges.ts'

const open = oncePerEnvironment(openEdges)

/** Makes the deliveries that a batch of messages wakes. */
export async function handler(event: SQSEvent): Promise<DeliverReport & SQSBatchResponse> {
  const edges = await open(readEnvironment('deliver', process.env))
  return reported('deliver', await deliverBatch(event, edges))
}
