import type { StoredRobots } from '../../functions/archive/hosts.ts'
import { acquireLease } from '../../functions/crawl/host-lease.ts'
import { openPoliteSite } from '../../functions/crawl/polite-site.ts'
import { openSite, type Site } from '../../functions/crawl/site.ts'
import type { Column } from '../../shared/column.ts'
import { shareHosts } from './host-sharing.ts'
import type { Machine } from './machine.ts'

/** A site that is open for requests, and the robots.txt of its host; undefined when that could not be read, which closes the site. */
type VisitedSite = { site: Site; robots: StoredRobots | undefined }

/**
 * Opens the site of `column` as a crawl does, in turn with the crawls of its host on this machine, and calls `work` with it. Of the column
 * nothing is stored, only when the host was last sent a request, and its robots.txt.
 */
export async function visitSite<T>(
  column: Column,
  { ports, archive: { hosts }, processes }: Machine,
  notice: (line: string) => void,
  work: (visited: VisitedSite) => Promise<T>,
): Promise<T> {
  const { settings, clock, random, http } = ports
  const { host } = new URL(column.url)
  const sharing = shareHosts({ processes, clock, random, notice })
  const lease = await acquireLease(host, column, { hosts, clock, generateId: random.id, settings, sharing })
  if (!lease || !(await lease.next())) throw new Error(`Cannot visit ${host}: another process took over the host`)
  const requestedAt = lease.askedAt === undefined ? 0 : Date.parse(lease.askedAt)
  const opened = openSite(column.url, settings, { http, clock, random: random.fraction }, requestedAt)
  try {
    const site = await openPoliteSite(opened, column.url, lease, { hosts, clock, hasTime: () => true })
    return await work({ site, robots: await hosts.robots(host) })
  } finally {
    await opened.close()
    await lease.release()
  }
}
