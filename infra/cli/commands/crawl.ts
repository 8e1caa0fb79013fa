import type { Command } from 'commander'
import type { CrawlReport } from '../../../shared/crawl/report.ts'
import type { Machine } from '../../local/machine.ts'
import { missingContact } from '../../contact.ts'
import { counted } from '../../../shared/text/counted.ts'
import { UsageError } from '../../errors.ts'
import { chosenColumns, type Session, withMachine } from '../session.ts'
import type { Column } from '../../../shared/column.ts'
import type { Settings } from '../../../shared/settings.ts'

export function addCrawlCommand(program: Command): void {
  program
    .command('crawl')
    .argument('[column]', 'the column to crawl; all columns when absent')
    .description('crawls once, announces events, publishes the record and makes the deliveries that are due')
    .action((column: string | undefined, _options: unknown, command: Command) =>
      withMachine(command, (session) => crawlOnce(session, column), {
        refuse: (configuration) => refuseMissingContact(configuration, chosenColumns(configuration, column)),
      }),
    )
}

async function crawlOnce(
  { installation, configuration, isJson, answer, say }: Session<Machine>,
  column?: string,
): Promise<void> {
  const before = await installation.archive.reports.lastComplete()
  const round = await crawlRound(installation, chosenColumns(configuration, column), isJson)
  answer(round)
  say(describeRound(round, before))
  if (round.crawls.some(({ outcome }) => outcome === 'failed')) process.exitCode = 1
}

/** Throws a UsageError when a column on a public host would be crawled with the placeholder as `contact`. */
export function refuseMissingContact(settings: Settings, columns: Column[]): void {
  const why = missingContact(
    settings,
    columns.map(({ url }) => url),
  )
  if (why !== undefined) throw new UsageError(why)
}

export type Round = {
  crawls: CrawlReport[]
  announced: number
  deliveries: { made: number; failed: number }
  problems: string[]
}

/** The record is published at most this often during a round, not after each column. */
const PUBLISH_EVERY_MS = 10_000

/**
 * Crawls the columns one after another and publishes them, then makes the digests and the deliveries that are due. Rejects with an AbortError
 * when `signal` is aborted while it waits for another process to crawl the same host.
 */
export async function crawlRound(machine: Machine, columns: Column[], isQuiet: boolean, signal?: AbortSignal): Promise<Round> {
  const crawls: CrawlReport[] = []
  const problems: string[] = []
  let announced = 0
  let publishedAt = performance.now()
  try {
    for (const column of columns) {
      const progress = openProgress(column.id, isQuiet)
      const answer = await machine.crawl(column, (done, of) => progress.show(done, of), signal)
      progress.clear()
      crawls.push(answer.crawl)
      announced += answer.announced
      if (answer.problem !== undefined) problems.push(answer.problem)
      if (performance.now() - publishedAt < PUBLISH_EVERY_MS) continue
      await machine.publish()
      publishedAt = performance.now()
    }
  } finally {
    await machine.publish()
  }
  problems.push(...(await machine.makeDigests()))
  const { made, failed, problems: undelivered } = await machine.deliverDue()
  return { crawls, announced, deliveries: { made, failed }, problems: [...problems, ...undelivered] }
}

/** The result of a round as text. `before` has the end of the last complete crawl of each column, which the round is compared with. */
export function describeRound({ crawls, announced, deliveries, problems }: Round, before: Map<string, string>): string {
  const summary = `${announced} announced, ${counted(deliveries.made, 'webhook delivery')} made, ${deliveries.failed} failed`
  return [...crawls.map((crawl) => describeCrawl(crawl, before.get(crawl.column))), summary, ...problems].join('\n')
}

function describeCrawl(crawl: CrawlReport, before: string | undefined): string {
  const { column, outcome, listed, requests, bytes, outcomes, baseline, events, problems, notes = [] } = crawl
  const fetched = Object.entries(outcomes).map(([name, count]) => `${count} ${name}`)
  return [
    `${column}: ${outcome}. ${counted(listed, 'letter')} listed; ${fetched.join(', ') || 'none fetched'}; ${counted(requests, 'request')}, ${Math.ceil(bytes / 1024)} KiB`,
    ...(baseline > 0 ? [`  ${counted(baseline, 'letter')} recorded as the column's baseline (not announced)`] : []),
    ...(hasNothingNew(crawl) && before !== undefined ? [`  nothing new since the crawl of ${before}`] : []),
    ...events.map(({ id, type, letter = '', significance, tags, held }) =>
      ['  ', type, letter, significance, tags?.join(','), held && 'held', `(show ${id})`].filter(Boolean).join(' '),
    ),
    ...problems.map(({ url, outcome: came, why }) => `  ${came}: ${url}: ${why}`),
    ...notes.map((note) => `  note: ${note}`),
  ].join('\n')
}

const hasNothingNew = ({ outcome, baseline, events }: CrawlReport) =>
  outcome === 'complete' && baseline === 0 && events.length === 0

/** Shows the progress of a crawl and the time left, on a terminal only; nothing with `isQuiet`. */
function openProgress(column: string, isQuiet: boolean, terminal: NodeJS.WriteStream = process.stderr) {
  const isShown = terminal.isTTY && !isQuiet
  const startedAt = performance.now()
  return {
    show(done: number, of: number): void {
      if (!isShown) return
      const left = ((performance.now() - startedAt) / done) * (of - done)
      terminal.write(`\r\x1b[K${column}: ${done} of ${of} letters, ${durationText(left)} left`)
    },
    clear(): void {
      if (isShown) terminal.write('\r\x1b[K')
    },
  }
}

function durationText(ms: number): string {
  const seconds = Math.round(ms / 1000)
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`
}
