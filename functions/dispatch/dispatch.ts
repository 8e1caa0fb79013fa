import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import * as z from 'zod/mini'
import { newDelivery, type Wake } from '../../shared/webhooks/delivery.ts'
import type { Endpoint } from '../../shared/webhooks/endpoint.ts'
import { Event } from '../../shared/event.ts'
import { wants } from '../../shared/webhooks/filters.ts'
import type { Deliveries } from '../archive/deliveries.ts'
import type { Endpoints } from '../archive/endpoints.ts'
import type { DeliveriesQueue } from '../deliveries-queue.ts'
import { eachRecord } from '../records.ts'

export type DispatchEdges = { endpoints: Endpoints; deliveries: Deliveries; queue: DeliveriesQueue; clock: () => Date }

/** How many events came, how many deliveries they began, and what went wrong with which message. */
export type DispatchReport = { events: number; deliveries: number; problems: string[] }

/**
 * Begins the deliveries of every event in `batch`. The rows are written before any message is sent: a crash between leaves rows
 * that the sweep finds. An event that comes again begins nothing.
 */
export async function dispatch(batch: SQSEvent, edges: DispatchEdges): Promise<DispatchReport & SQSBatchResponse> {
  const active = (await edges.endpoints.list()).filter(({ state }) => state === 'active')
  const { results, ...failures } = await eachRecord(batch, (body) => dispatchOne(eventIn(body), active, edges))
  return { events: results.length, deliveries: results.reduce((sum, begun) => sum + begun, 0), ...failures }
}

/** Returns the number of deliveries begun. */
async function dispatchOne(event: Event, active: Endpoint[], { deliveries, queue, clock }: DispatchEdges): Promise<number> {
  const wakes = active
    .filter((endpoint) => wants(endpoint, event))
    .map(({ id }): Wake => ({ endpoint: id, event: event.data.id }))
  const begun = await Promise.all(wakes.map((wake) => deliveries.begin(newDelivery(wake, clock()))))
  const fresh = wakes.filter((_, index) => begun[index])
  await queue.wake(fresh)
  return fresh.length
}

const Envelope = z.object({ Type: z.literal('Notification'), Message: z.string() })

/** The event in a message: inside the envelope of SNS, or bare where delivery is raw. */
function eventIn(body: string): Event {
  const message: unknown = JSON.parse(body)
  const envelope = Envelope.safeParse(message)
  return Event.parse(envelope.success ? JSON.parse(envelope.data.Message) : message)
}
