import { type Environment, readEnvironment } from '../../shared/environment.ts'
import { openCrawls } from '#crawls'
import { openDeliveries } from '../archive/deliveries.ts'
import { openHosts } from '../archive/hosts.ts'
import { openTable } from '../archive/table.ts'
import { openDeliveriesQueue } from '../deliveries-queue.ts'
import { oncePerEnvironment } from '../once-per-environment.ts'
import { reported } from '../report.ts'
import { startWaiting } from './start-waiting.ts'
import { sweep, type SweepReport } from './sweep.ts'

const open = oncePerEnvironment(({ TABLE, DELIVERIES_QUEUE, CRAWL }: Environment<'sweep'>) => {
  const store = openTable(TABLE)
  return {
    deliveries: openDeliveries(store),
    queue: openDeliveriesQueue(DELIVERIES_QUEUE),
    hosts: openHosts(store),
    crawls: openCrawls(CRAWL),
  }
})

/** Wakes the deliveries that are due: retries, and those whose message was lost; and the columns that nobody crawls who wait. Runs on a schedule. */
export async function handler(): Promise<SweepReport & { hosts: number }> {
  const edges = await open(readEnvironment('sweep', process.env))
  const { woken } = await sweep(edges, new Date())
  return reported('sweep', { woken, hosts: await startWaiting(edges, new Date()) })
}
