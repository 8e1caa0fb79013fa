import { readEnvironment } from '../../shared/environment.ts'
import { openDeliveries } from '../archive/deliveries.ts'
import { openTable } from '../archive/table.ts'
import { openDeliveriesQueue } from '../deliveries-queue.ts'
import { oncePerEnvironment } from '../once-per-environment.ts'
import { reported } from '../report.ts'
import { sweep, type SweepReport } from './sweep.ts'

const open = oncePerEnvironment(({ TABLE, DELIVERIES_QUEUE }: { TABLE: string; DELIVERIES_QUEUE: string }) => ({
  deliveries: openDeliveries(openTable(TABLE)),
  queue: openDeliveriesQueue(DELIVERIES_QUEUE),
}))

/** Wakes the deliveries that are due: retries, and those whose message was lost. Runs on a schedule. */
export async function handler(): Promise<SweepReport> {
  const edges = await open(readEnvironment('sweep', process.env))
  return reported('sweep', await sweep(edges, new Date()))
}
