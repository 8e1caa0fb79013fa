import type { DeliveryKey } from '../../shared/webhooks/delivery.ts'
import { isoInstant } from '../../shared/text/instant.ts'
import { openDeliveries } from '../archive/deliveries.ts'
import { openHosts } from '../archive/hosts.ts'
import type { CrawlStarter } from '../ports/aws/crawl-starter.ts'
import type { Ports, Queues } from '../ports/ports.ts'

/** At most this many deliveries are sent in one run, those that are due first; the next run finds the others. */
const MAX_DELIVERIES = 5000

export type SweepPorts = SendDuePorts & { crawls: CrawlStarter }
export type SendDuePorts = Pick<Ports, 'store' | 'clock'> & { bus: Queues }

/** How many deliveries were due, and for how many hosts a crawl was started. */
export type SweepReport = { woken: number; hosts: number }

/** Sends the deliveries that are due, and starts a crawl for each host that columns wait for and nobody crawls. */
export async function sweep(ports: SweepPorts): Promise<SweepReport> {
  return { woken: await sendDue(ports), hosts: await startWaiting(ports) }
}

/** Sends a message for each delivery that is due, and returns how many. One that is under way already ignores it. */
export async function sendDue({ store, bus, clock }: SendDuePorts): Promise<number> {
  const wakes: DeliveryKey[] = []
  for await (const wake of openDeliveries(store).due(isoInstant(clock.now()), MAX_DELIVERIES)) wakes.push(wake)
  await bus.send('deliver', wakes.map((wake) => JSON.stringify(wake))) // prettier-ignore
  return wakes.length
}

/**
 * Starts a crawl for each host whose columns wait for a run that is over, because it died or had no time left. One that is started twice
 * finds nobody waiting.
 */
async function startWaiting({ store, clock, crawls }: SweepPorts): Promise<number> {
  const abandoned = await Array.fromAsync(openHosts(store).abandoned(isoInstant(clock.now())))
  for (const host of abandoned) await crawls.start(host)
  return abandoned.length
}
