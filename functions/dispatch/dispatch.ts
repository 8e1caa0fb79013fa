import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { newDelivery, type DeliveryKey } from '../../shared/webhooks/delivery.ts'
import type { Endpoint } from '../../shared/webhooks/endpoint.ts'
import { Event } from '../../shared/event.ts'
import { wants } from '../../shared/webhooks/filters.ts'
import { openDeliveries } from '../archive/deliveries.ts'
import { openEndpoints } from '../archive/endpoints.ts'
import { Envelope } from '../ports/bus/envelope.ts'
import type { Ports, Queues } from '../ports/ports.ts'
import { eachRecord } from '../records.ts'

export type DispatchPorts = Pick<Ports, 'store' | 'clock'> & { bus: Queues }

/** How many events were received, how many deliveries were created for them, and what went wrong with which message. */
export type DispatchReport = { events: number; deliveries: number; problems: string[] }

/**
 * Creates the deliveries of every event in `batch`. The rows are written before any message is sent: a crash in between leaves rows
 * that the sweep finds. An event that is received again creates nothing.
 */
export async function dispatch(batch: SQSEvent, ports: DispatchPorts): Promise<DispatchReport & SQSBatchResponse> {
  const active = (await openEndpoints(ports.store).list()).filter(({ state }) => state === 'active')
  const { results, ...failures } = await eachRecord(batch, (body) => dispatchOne(eventIn(body), active, ports))
  return { events: results.length, deliveries: results.reduce((sum, created) => sum + created, 0), ...failures }
}

/** Returns the number of deliveries created. */
async function dispatchOne(event: Event, active: Endpoint[], { store, bus, clock }: DispatchPorts): Promise<number> {
  const deliveries = openDeliveries(store)
  const references = active
    .filter((endpoint) => wants(endpoint, event))
    .map(({ id }): DeliveryKey => ({ endpoint: id, event: event.data.id }))
  const created = await Promise.all(references.map((each) => deliveries.begin(newDelivery(each, clock.now()))))
  const fresh = references.filter((_, index) => created[index])
  await bus.send('deliver', fresh.map((reference) => JSON.stringify(reference))) // prettier-ignore
  return fresh.length
}

/** The event in a message: inside the envelope of SNS, or bare where delivery is raw. */
function eventIn(body: string): Event {
  const message: unknown = JSON.parse(body)
  const envelope = Envelope.safeParse(message)
  return Event.parse(envelope.success ? JSON.parse(envelope.data.Message) : message)
}
