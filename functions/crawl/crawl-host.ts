import type { Column } from '../../shared/column.ts'
import type { CrawlReport } from '../../shared/crawl/report.ts'
import { openPage } from '../../shared/extract/response.ts'
import { type Archive, openArchive } from '../archive/archive.ts'
import type { Http } from '../ports/http/http.ts'
import type { Ports, Topics } from '../ports/ports.ts'
import { announceDue, type Announcement } from './announce.ts'
import { type HostLease, type Sharing, acquireLease } from './host-lease.ts'
import { openSite } from './site.ts'
import { openPoliteSite } from './polite-site.ts'
import { watchColumn } from './watch-column.ts'

/** What to crawl: a column and then those that wait for its host, or without a column only those. */
export type CrawlRequest = { host: string; column?: Column | undefined }

/**
 * What a run uses. `remainingMs`: how long it may still take; `sharing`: how runs on one machine share a host; `progress` receives how many
 * letters of how many are done; `report` receives the answer of each crawl, also when announcing failed.
 */
export type CrawlPorts = Pick<Ports, 'settings' | 'store' | 'snapshotBucket' | 'clock' | 'random'> & {
  bus: Topics
  http: Pick<Http, 'session'>
  remainingMs: () => number
  sharing?: Sharing
  progress?: ((done: number, of: number) => void) | undefined
  report?: (answer: CrawlAnswer) => void
}

/** The result of one crawl. `waiting`: how many entries of the ledger are not announced yet, because the bus refused an event or a mail. */
export type CrawlAnswer = { crawl: CrawlReport; waiting: number } & Announcement
/** The crawls of a run. `deferred`: the column waits for its host, whose lease another run holds. */
export type RunAnswer = { crawls: CrawlAnswer[]; deferred: boolean }

/** A crawl stops fetching this long before its run is stopped, to record and announce what it found. */
const TIME_TO_FINISH_MS = 60_000
/** How long the site is expected to take for an answer. */
const TIME_TO_ANSWER_MS = 1_000
/** With less time left, no further column is started: this run would fetch a part of its letters, the next run can fetch all. */
const TIME_TO_START_MS = 450_000

/**
 * One run: crawls the requested column, and after it the columns that wait for the same host, one after another, so that no function runs
 * only to wait for a host. `deferred`: another run holds the lease, and crawls the column too. The next run crawls the columns for which
 * this one has no time, or which it left because it failed.
 */
export async function crawlHost({ host, column }: CrawlRequest, ports: CrawlPorts): Promise<RunAnswer> {
  const { settings, store, snapshotBucket, clock, random, sharing, remainingMs } = ports
  const archive = openArchive(store, snapshotBucket)
  const crawls: CrawlAnswer[] = []
  const lease = await acquireLease(host, column, { hosts: archive.hosts, clock, generateId: random.id, settings, sharing })
  if (!lease) return { crawls, deferred: column !== undefined }
  try {
    let requestedAt = lease.askedAt === undefined ? 0 : Date.parse(lease.askedAt)
    do {
      const next = await lease.next()
      if (!next) break
      const crawl = await crawlOne(next, lease, requestedAt, archive, ports)
      requestedAt = clock.now().getTime()
      crawls.push(await announceCrawl(next, crawl, archive, ports))
    } while (remainingMs() > TIME_TO_START_MS)
  } finally {
    await lease.release()
  }
  return { crawls, deferred: false }
}

async function crawlOne(
  column: Column,
  lease: HostLease,
  requestedAt: number,
  archive: Archive,
  { settings, http, clock, random, remainingMs, progress = () => undefined }: CrawlPorts,
): Promise<CrawlReport> {
  const opened = openSite(column.url, settings, { http, clock, random: random.fraction }, requestedAt)
  const hasTime = (requests = 1) =>
    remainingMs() > TIME_TO_FINISH_MS + requests * (settings.pauseMs + TIME_TO_ANSWER_MS) &&
    opened.count().requests + requests <= settings.maxRequests
  try {
    const site = await openPoliteSite(opened, column.url, lease, { hosts: archive.hosts, clock, hasTime })
    return await watchColumn(column, settings, { site, archive, clock, openPage, hasTime, progress })
  } finally {
    await opened.close()
  }
}

/** Keeps the report of a crawl and announces what it found: the last step of a crawl. */
async function announceCrawl(column: Column, crawl: CrawlReport, archive: Archive, ports: CrawlPorts): Promise<CrawlAnswer> {
  const { settings, report = () => undefined } = ports
  await archive.reports.keep(column.id, crawl, settings.every)
  try {
    const answer = { crawl, ...(await announceDue(column, ports, crawl)), waiting: 0 }
    report(answer)
    return answer
  } catch (error) {
    report({ crawl, announced: 0, asciiSubjects: 0, waiting: await waitingEntries(archive, column.id) })
    throw error
  }
}

async function waitingEntries(archive: Archive, column: string): Promise<number> {
  const { sequence } = await archive.ledger(column).head()
  const { events, mail } = await archive.cursors.read(column)
  return sequence - Math.min(events, mail)
}
