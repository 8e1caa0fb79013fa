import { type Event, eventOf } from '../../shared/event.ts'
import { type AnnouncedEvent, announcedEvents } from '../../shared/ledger/announced.ts'
import { type Delivery, newDelivery, replayed, type DeliveryKey } from '../../shared/webhooks/delivery.ts'
import { withoutBackoff } from '../../shared/webhooks/endpoint-health.ts'
import type { Endpoint } from '../../shared/webhooks/endpoint.ts'
import { wants } from '../../shared/webhooks/filters.ts'
import type { DeliverDeps } from './deps.ts'

/** What to replay: one event by its id, or every event announced since an instant; to one endpoint by its id, or to all. */
export type Wanted = ({ event: string } | { since: Date; columns: string[] }) & { endpoint?: string | undefined }

export type Replayed = { outcome: 'replayed'; events: number; deliveries: number } | { outcome: 'refused'; why: string }

/**
 * Makes deliveries due again, with the same ids and their log; the next sweep sends them. An endpoint receives what its filters accept; with
 * both an event and an endpoint given, filters are ignored.
 */
export async function replay(deps: DeliverDeps, wanted: Wanted): Promise<Replayed> {
  const endpoints = await receivers(deps, wanted.endpoint)
  if ('why' in endpoints) return { outcome: 'refused', why: endpoints.why }
  const named = 'event' in wanted && wanted.endpoint !== undefined
  let [events, deliveries] = [0, 0]
  for await (const event of eventsWanted(deps, wanted)) {
    const receiving = endpoints.filter((endpoint) => named || wants(endpoint, event))
    await Promise.all(receiving.map(({ id }) => again({ endpoint: id, event: event.data.id }, deps)))
    events += 1
    deliveries += receiving.length
  }
  if (events === 0 && 'event' in wanted) return { outcome: 'refused', why: `no event ${wanted.event} was announced` }
  await Promise.all(endpoints.map(({ id }) => deps.endpoints.change(id, withoutBackoff)))
  return { outcome: 'replayed', events, deliveries }
}

/** The active endpoints, or the one called `id`, or why it cannot be given anything. */
async function receivers({ endpoints }: DeliverDeps, id: string | undefined): Promise<Endpoint[] | { why: string }> {
  if (id === undefined) return (await endpoints.list()).filter(({ state }) => state === 'active')
  const endpoint = await endpoints.find(id)
  if (!endpoint) return { why: `there is no endpoint ${id}` }
  return endpoint.state === 'active' ? [endpoint] : { why: `endpoint ${id} is ${endpoint.state}: enable it first` }
}

async function* eventsWanted({ ledger, settings }: DeliverDeps, wanted: Wanted): AsyncGenerator<Event> {
  const columns = 'event' in wanted ? [wanted.event.replace(/\/.*/, '')] : wanted.columns
  const isWanted = ({ entry, announcedAt }: AnnouncedEvent) =>
    'event' in wanted ? entry.data.id === wanted.event : Date.parse(announcedAt) >= wanted.since.getTime()
  for (const column of columns)
    for await (const announced of announcedEvents(ledger(column).entries()))
      if (isWanted(announced)) yield eventOf(announced.entry, settings.publicUrl)
}

/** If another writer changes the delivery at the same time, it is under way and left unchanged. */
async function again(reference: DeliveryKey, { deliveries, clock }: DeliverDeps): Promise<void> {
  const before = await deliveries.find(reference)
  if (before) await deliveries.replace(before, replayed(before, clock.now()))
  else await deliveries.begin(newDelivery(reference, clock.now()))
}

/** The deliveries to every endpoint, or to `endpoint` even if it was removed, in the order of events; with `dead` only dead ones. */
export async function* deliveryLog(
  { endpoints, deliveries }: Pick<DeliverDeps, 'endpoints' | 'deliveries'>,
  { endpoint, dead = false }: { endpoint?: string | undefined; dead?: boolean | undefined } = {},
): AsyncGenerator<Delivery> {
  const ids = endpoint === undefined ? (await endpoints.list()).map(({ id }) => id) : [endpoint]
  for (const id of ids) for await (const delivery of deliveries.of(id)) if (!dead || delivery.state === 'dead') yield delivery
}
