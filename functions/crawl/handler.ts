import { randomUUID } from 'node:crypto'
import type { Context } from 'aws-lambda'
import { Column } from '../../shared/column.ts'
import type { CrawlReport } from '../../shared/crawl-report.ts'
import { type Environment, readEnvironment } from '../../shared/environment.ts'
import { type Archive, openArchive } from '../archive/open.ts'
import { wallClock } from '../clock.ts'
import { oncePerEnvironment } from '../once-per-environment.ts'
import { reported } from '../report.ts'
import type { Announcement } from './announce.ts'
import { announceDue } from './announce-due.ts'
import { openSite } from './site.ts'
import { visit } from './visit.ts'
import { watchColumn } from './watch-column.ts'

/** A crawl stops looking this long before its function is stopped, to record and announce what it found. */
const TIME_TO_FINISH_MS = 60_000
/** What an answer of the site is expected to take. */
const TIME_TO_ANSWER_MS = 1_000

/** What the schedule sends: the column to crawl. */
export type CrawlRequest = { column: unknown }
/** `waiting`: entries of the ledger that telling has not come to, because SNS did not take what was told. */
export type CrawlAnswer = { crawl: CrawlReport; waiting: number } & Announcement
export type CrawlContext = Pick<Context, 'getRemainingTimeInMillis'> & { progress?: (done: number, of: number) => void }

const open = oncePerEnvironment(({ TABLE, SNAPSHOTS }: Environment<'crawl'>) => openArchive(TABLE, SNAPSHOTS))

/** One crawl of one column, then everything told that is due, then the record asked to show it. */
export async function handler(request: CrawlRequest, context: CrawlContext): Promise<CrawlAnswer> {
  const environment = readEnvironment('crawl', process.env)
  const column = Column.parse(request.column)
  const archive = await open(environment)
  const settings = environment.SETTINGS
  const asked = openSite(column.url, settings, wallClock, Math.random)
  const hasTime = (requests = 1) =>
    context.getRemainingTimeInMillis() > TIME_TO_FINISH_MS + requests * (settings.pauseMs + TIME_TO_ANSWER_MS) &&
    asked.count().requests + requests <= settings.maxRequests
  const site = await visit(asked, column.url, { hosts: archive.hosts, clock: wallClock, hasTime, newName: randomUUID })
  const progress = context.progress ?? (() => undefined)

  const crawl = await watchColumn(column, settings, { site, archive, clock: wallClock, hasTime, progress }).finally(site.close)
  await archive.setStatus(column.id, crawl, settings.every)
  const announcement = await announceDue(column, process.env).catch(async (error: unknown) => {
    reported('crawl', { crawl, announced: 0, asciiSubjects: 0, waiting: await waitingEntries(archive, column.id) })
    throw error
  })
  return reported('crawl', { crawl, ...announcement, waiting: 0 })
}

async function waitingEntries(archive: Archive, column: string): Promise<number> {
  const { sequence } = await archive.ledger(column).head()
  const { events, mail } = await archive.announced(column)
  return sequence - Math.min(events, mail)
}
