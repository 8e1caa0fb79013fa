import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { readEnvironment } from '../../shared/environment.ts'
import { openDeliveries } from '../archive/deliveries.ts'
import { openEndpoints } from '../archive/endpoints.ts'
import { openTable } from '../archive/table.ts'
import { openDeliveriesQueue } from '../deliveries-queue.ts'
import { oncePerEnvironment } from '../once-per-environment.ts'
import { reported } from '../report.ts'
import { dispatch, type DispatchReport } from './dispatch.ts'

const open = oncePerEnvironment(({ TABLE, DELIVERIES_QUEUE }: { TABLE: string; DELIVERIES_QUEUE: string }) => {
  const store = openTable(TABLE)
  return { endpoints: openEndpoints(store), deliveries: openDeliveries(store), queue: openDeliveriesQueue(DELIVERIES_QUEUE) }
})

/** Gives the events of a batch of SNS envelopes to every endpoint that wants them: one delivery row and one message each. */
export async function handler(event: SQSEvent): Promise<DispatchReport & SQSBatchResponse> {
  const edges = await open(readEnvironment('dispatch', process.env))
  return reported('dispatch', await dispatch(event, { ...edges, clock: () => new Date() }))
}
