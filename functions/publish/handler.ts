import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { type Environment, readEnvironment } from '../../shared/environment.ts'
import { openTable } from '../archive/table.ts'
import { oncePerEnvironment } from '../once-per-environment.ts'
import { reported } from '../report.ts'
import { publishBatch, type PublishReport } from './publish-batch.ts'
import type { Edges } from './publish-column.ts'
import { openRecordStore } from './record-store.ts'

const open = oncePerEnvironment(async ({ TABLE, RECORD, SETTINGS }: Environment<'publish'>): Promise<Edges> => ({
  table: openTable(TABLE),
  record: await openRecordStore(RECORD),
  recordAddress: RECORD,
  publicUrl: SETTINGS.publicUrl,
}))

/** Brings the public record up to date with the ledger of every column that a batch of SNS envelopes is about. */
export async function handler(event: SQSEvent): Promise<PublishReport & SQSBatchResponse> {
  const edges = await open(readEnvironment('publish', process.env))
  return reported('publish', await publishBatch(event, edges))
}
