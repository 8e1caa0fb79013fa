import { randomUUID } from 'node:crypto'
import type { Context } from 'aws-lambda'
import { Column } from '../../shared/column.ts'
import type { CrawlReport } from '../../shared/crawl/report.ts'
import { type Environment, readEnvironment } from '../../shared/environment.ts'
import { type Archive, openArchive } from '../archive/archive.ts'
import { wallClock } from '../clock.ts'
import { oncePerEnvironment } from '../once-per-environment.ts'
import { openHttp } from '../ports/http/http.ts'
import { reported } from '../report.ts'
import type { Announcement } from './announce.ts'
import { announceDue } from './announce-due.ts'
import { type Asked, crawlHost } from './crawl-host.ts'
import { openSite } from './site.ts'
import { openTable } from '../archive/table.ts'
import { snapshotBucketAt } from '../archive/overflow.ts'

/** What a schedule sends: the column to crawl. And what the sweep sends: the host for which columns wait. */
export type CrawlRequest = { column: unknown } | { host: string }
/** `waiting`: entries of the ledger that telling has not come to, because SNS did not take what was told. */
export type CrawlAnswer = { crawl: CrawlReport; waiting: number } & Announcement
/** What each crawl of a run came to. `putOff`: the column waits for its host, which another run asks. */
export type RunAnswer = { crawls: CrawlAnswer[]; putOff: boolean }
export type CrawlContext = Pick<Context, 'getRemainingTimeInMillis'> & { progress?: (done: number, of: number) => void }

const http = openHttp()
const open = oncePerEnvironment(({ TABLE, SNAPSHOTS }: Environment<'crawl'>) =>
  openArchive(openTable(TABLE), snapshotBucketAt(SNAPSHOTS)),
)

/** Crawls of one host: each column, then everything told that is due, then the record asked to show it. */
export async function handler(request: CrawlRequest, context: CrawlContext): Promise<RunAnswer> {
  const environment = readEnvironment('crawl', process.env)
  const archive = await open(environment)
  const settings = environment.SETTINGS
  const { progress = () => undefined } = context
  return crawlHost(askedIn(request), settings, {
    archive,
    clock: wallClock,
    newName: randomUUID,
    remainingMs: () => context.getRemainingTimeInMillis(),
    open: ({ url }, askedAt) => openSite(url, settings, { http, clock: wallClock, random: Math.random }, askedAt),
    progress,
    finish: (of, crawl) => tell(of, crawl, archive, settings.every),
  })
}

function askedIn(request: CrawlRequest): Asked {
  if ('host' in request) return { host: request.host }
  const column = Column.parse(request.column)
  return { host: new URL(column.url).host, column }
}

async function tell(column: Column, crawl: CrawlReport, archive: Archive, everyMs: number): Promise<CrawlAnswer> {
  await archive.reports.keep(column.id, crawl, everyMs)
  const announcement = await announceDue(column, process.env, crawl).catch(async (error: unknown) => {
    reported('crawl', { crawl, announced: 0, asciiSubjects: 0, waiting: await waitingEntries(archive, column.id) })
    throw error
  })
  return reported('crawl', { crawl, ...announcement, waiting: 0 })
}

async function waitingEntries(archive: Archive, column: string): Promise<number> {
  const { sequence } = await archive.ledger(column).head()
  const { events, mail } = await archive.cursors.read(column)
  return sequence - Math.min(events, mail)
}
