import type { Column } from '../../shared/column.ts'
import type { CrawlReport } from '../../shared/crawl/report.ts'
import { type Archive, openArchive } from '../archive/archive.ts'
import type { Http } from '../ports/http/http.ts'
import type { Ports, Topics } from '../ports/ports.ts'
import { announceDue, type Announcement } from './announce.ts'
import { type HostLease, type Sharing, acquireLease } from './host-lease.ts'
import { readPage } from './crawl.ts'
import { openSite } from './site.ts'
import { openPoliteSite } from './polite-site.ts'
import { watchColumn } from './watch-column.ts'

/** What to crawl: a column, or without one those that wait for the host. */
export type CrawlRequest = { host: string; column?: Column | undefined }

/**
 * What a run uses. `remainingMs`: how long it may still take; `sharing` is how runs on one machine share a host; `progress` is told how many letters of how many are done; `report` what each crawl came to, also when announcing it failed.
 */
export type CrawlPorts = Pick<Ports, 'settings' | 'store' | 'snapshotBucket' | 'clock' | 'random'> & {
  bus: Topics
  http: Pick<Http, 'session'>
  remainingMs: () => number
  sharing?: Sharing
  progress?: ((done: number, of: number) => void) | undefined
  report?: (answer: CrawlAnswer) => void
}

/** What one crawl came to. `waiting`: entries of the ledger that are not announced yet, because the bus refused an event or a mail. */
export type CrawlAnswer = { crawl: CrawlReport; waiting: number } & Announcement
/** The crawls of a run. `putOff`: the column waits for its host, which another run crawls. */
export type RunAnswer = { crawls: CrawlAnswer[]; putOff: boolean }

/** A crawl stops looking this long before its run is stopped, to record and announce what it found. */
const TIME_TO_FINISH_MS = 60_000
/** What an answer of the site is expected to take. */
const TIME_TO_ANSWER_MS = 1_000
/** With less time left no other column is begun: it would be looked at in part, where the next run looks at it whole. */
const TIME_TO_BEGIN_MS = 450_000

/**
 * One run: the column that was asked for, and after it those that came to wait for the same host meanwhile, one after another, so that
 * nobody waits for a host by running. `putOff`: another run has the turn, and crawls the column too. What a run has no time for, or left
 * behind because it failed, the next takes up.
 */
export async function crawlHost({ host, column }: CrawlRequest, ports: CrawlPorts): Promise<RunAnswer> {
  const { settings, store, snapshotBucket, clock, random, sharing, remainingMs } = ports
  const archive = openArchive(store, snapshotBucket)
  const crawls: CrawlAnswer[] = []
  const turn = await acquireLease(host, column, { hosts: archive.hosts, clock, newName: random.id, settings, sharing })
  if (!turn) return { crawls, putOff: column !== undefined }
  try {
    let askedAt = turn.askedAt === undefined ? 0 : Date.parse(turn.askedAt)
    do {
      const next = await turn.next()
      if (!next) break
      const crawl = await crawlOne(next, turn, askedAt, archive, ports)
      askedAt = clock.now().getTime()
      crawls.push(await announceCrawl(next, crawl, archive, ports))
    } while (remainingMs() > TIME_TO_BEGIN_MS)
  } finally {
    await turn.end()
  }
  return { crawls, putOff: false }
}

async function crawlOne(
  column: Column,
  turn: HostLease,
  askedAt: number,
  archive: Archive,
  { settings, http, clock, random, remainingMs, progress = () => undefined }: CrawlPorts,
): Promise<CrawlReport> {
  const asked = openSite(column.url, settings, { http, clock, random: random.fraction }, askedAt)
  const hasTime = (requests = 1) =>
    remainingMs() > TIME_TO_FINISH_MS + requests * (settings.pauseMs + TIME_TO_ANSWER_MS) &&
    asked.count().requests + requests <= settings.maxRequests
  try {
    const site = await openPoliteSite(asked, column.url, turn, { hosts: archive.hosts, clock, hasTime })
    return await watchColumn(column, settings, { site, archive, clock, readPage, hasTime, progress })
  } finally {
    await asked.close()
  }
}

/** Notes what a crawl came to, and announces what it found: the last step of a crawl. */
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
