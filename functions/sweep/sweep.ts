import type { Wake } from '../../shared/webhooks/delivery.ts'
import { isoInstant } from '../../shared/text/instant.ts'
import type { Deliveries } from '../archive/deliveries.ts'
import type { DeliveriesQueue } from '../deliveries-queue.ts'

/** At most this many are woken in one run, soonest first: whatever waits behind is found by the next. */
const LIMIT = 5000

export type SweepReport = { woken: number }

/** Sends one message for each delivery that is due at `now`. One that is under way already takes no notice of it. */
export async function sweep(edges: { deliveries: Deliveries; queue: DeliveriesQueue }, now: Date): Promise<SweepReport> {
  const wakes: Wake[] = []
  for await (const wake of edges.deliveries.due(isoInstant(now), LIMIT)) wakes.push(wake)
  await edges.queue.wake(wakes)
  return { woken: wakes.length }
}
