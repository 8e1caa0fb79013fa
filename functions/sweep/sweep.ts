import type { DeliveryKey } from '../../shared/webhooks/delivery.ts'
import { isoInstant } from '../../shared/text/instant.ts'
import { openDeliveries } from '../archive/deliveries.ts'
import { openHosts } from '../archive/hosts.ts'
import type { CrawlStarter } from '../ports/aws/crawl-starter.ts'
import type { Ports, Queues } from '../ports/ports.ts'

/** The most deliveries that one run sends, those due first; the next run sends the others. */
const MAX_DELIVERIES = 5000

export type SweepPorts = SendDuePorts & { crawls: CrawlStarter }
export type SendDuePorts = Pick<Ports, 'store' | 'clock'> & { bus: Queues }

/** How many deliveries were due, and for how many hosts a crawl was started. */
export type SweepReport = { deliveries: number; hosts: number }

/** Sends the deliveries that are due, and starts a crawl for each host that has waiting columns and no crawl. */
export async function sweep(ports: SweepPorts): Promise<SweepReport> {
  return { deliveries: await sendDue(ports), hosts: await startWaiting(ports) }
}

/** Sends a message for each delivery that is due, and returns how many. A message for a delivery that is already under way has no effect. */
export async function sendDue({ store, bus, clock }: SendDuePorts): Promise<number> {
  const due: DeliveryKey[] = []
  for await (const reference of openDeliveries(store).due(isoInstant(clock.now()), MAX_DELIVERIES)) due.push(reference)
  await bus.send('deliver', due.map((reference) => JSON.stringify(reference))) // prettier-ignore
  return due.length
}

/**
 * Starts a crawl for each host whose columns wait for a run that has ended, because it crashed or ran out of time. A crawl that is started
 * twice finds no column waiting.
 */
async function startWaiting({ store, clock, crawls }: SweepPorts): Promise<number> {
  const abandoned = await Array.fromAsync(openHosts(store).abandoned(isoInstant(clock.now())))
  for (const host of abandoned) await crawls.start(host)
  return abandoned.length
}
