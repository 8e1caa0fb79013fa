import type { Delivery } from '../../shared/webhooks/delivery.ts'
import type { DeliverDeps } from './deps.ts'

/** The deliveries to every endpoint, or to the one called `endpoint` even if it was removed, in the order of events; `dead`: only those. */
export async function* deliveryLog(
  { endpoints, deliveries }: Pick<DeliverDeps, 'endpoints' | 'deliveries'>,
  { endpoint, dead = false }: { endpoint?: string | undefined; dead?: boolean | undefined } = {},
): AsyncGenerator<Delivery> {
  const ids = endpoint === undefined ? (await endpoints.list()).map(({ id }) => id) : [endpoint]
  for (const id of ids) for await (const delivery of deliveries.of(id)) if (!dead || delivery.state === 'dead') yield delivery
}
