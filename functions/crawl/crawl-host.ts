import type { Column } from '../../shared/column.ts'
import type { Settings } from '../../shared/settings.ts'
import type { CrawlReport } from '../../shared/crawl/report.ts'
import type { Archive } from '../archive/archive.ts'
import type { Clock } from '../clock.ts'
import { type HostTurn, takeTurn } from './host-turn.ts'
import type { Site } from './site.ts'
import { visit } from './visit.ts'
import { watchColumn } from './watch-column.ts'

/** Whom to crawl: a column, or with none those that wait for the host. */
export type Asked = { host: string; column?: Column | undefined }

/**
 * Where a run touches the world. `remainingMs`: how long it may still take; `open` opens the site of a column that was last asked at that
 * instant (ms); `finish` tells and notes what a crawl came to.
 */
export type RunEdges<Told> = {
  archive: Archive
  clock: Clock
  newName: () => string
  remainingMs: () => number
  open: (column: Column, askedAt: number) => Site
  progress: (done: number, of: number) => void
  finish: (column: Column, crawl: CrawlReport) => Promise<Told>
}

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
export async function crawlHost<Told>(
  { host, column }: Asked,
  settings: Settings,
  edges: RunEdges<Told>,
): Promise<{ crawls: Told[]; putOff: boolean }> {
  const { archive, clock, newName, remainingMs } = edges
  const crawls: Told[] = []
  const turn = await takeTurn(host, column, { hosts: archive.hosts, clock, newName, settings })
  if (!turn) return { crawls, putOff: column !== undefined }
  try {
    let askedAt = turn.askedAt === undefined ? 0 : Date.parse(turn.askedAt)
    do {
      const next = await turn.next()
      if (!next) break
      const crawl = await crawlOne(next, settings, turn, askedAt, edges)
      askedAt = clock.now().getTime()
      crawls.push(await edges.finish(next, crawl))
    } while (remainingMs() > TIME_TO_BEGIN_MS)
  } finally {
    await turn.end()
  }
  return { crawls, putOff: false }
}

async function crawlOne(
  column: Column,
  settings: Settings,
  turn: HostTurn,
  askedAt: number,
  { archive, clock, remainingMs, open, progress }: RunEdges<unknown>,
): Promise<CrawlReport> {
  const asked = open(column, askedAt)
  const hasTime = (requests = 1) =>
    remainingMs() > TIME_TO_FINISH_MS + requests * (settings.pauseMs + TIME_TO_ANSWER_MS) &&
    asked.count().requests + requests <= settings.maxRequests
  try {
    const site = await visit(asked, column.url, turn, { hosts: archive.hosts, clock, hasTime })
    return await watchColumn(column, settings, { site, archive, clock, hasTime, progress })
  } finally {
    await asked.close()
  }
}
