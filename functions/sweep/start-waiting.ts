import { isoInstant } from '../../shared/text/instant.ts'
import type { Hosts } from '../archive/hosts.ts'
import type { Crawls } from './crawls.ts'

/**
 * Starts a crawl for each host whose columns wait at `now` for a run that is over: it died, or had no time left. One that is started twice
 * finds nobody waiting. Returns for how many hosts.
 */
export async function startWaiting(
  { hosts, crawls }: { hosts: Pick<Hosts, 'abandoned'>; crawls: Crawls },
  now: Date,
): Promise<number> {
  const abandoned = await Array.fromAsync(hosts.abandoned(isoInstant(now)))
  for (const host of abandoned) await crawls.start(host)
  return abandoned.length
}
