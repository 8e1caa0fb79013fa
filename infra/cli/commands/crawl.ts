import type { Command } from 'commander'
import type { CrawlReport } from '../../../shared/crawl/report.ts'
import type { Machine } from '../../local/machine.ts'
import { openProgress } from '../progress.ts'
import { chosenColumns, withMachine } from '../session.ts'
import type { Column } from '../../../shared/column.ts'

export function addCrawlCommand(program: Command): void {
  program
    .command('crawl')
    .argument('[column]', 'the one to crawl; all of them when absent')
    .description('one crawl; tells what is new, publishes, makes the deliveries that are due')
    .action((column: string | undefined, _options: unknown, command: Command) =>
      withMachine(command, async (session) => {
        const round = await crawlRound(session.installation, chosenColumns(session.configuration, column), session.isJson)
        session.answer(round)
        session.say(describeRound(round))
        if (round.crawls.some(({ outcome }) => outcome === 'failed')) process.exitCode = 1
      }),
    )
}

export type Round = {
  crawls: CrawlReport[]
  announced: number
  deliveries: { made: number; failed: number }
  problems: string[]
}

/** What is about all columns is published with those crawled in so much time, not with each. */
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

/** What a round came to, for a person. */
export function describeRound({ crawls, announced, deliveries, problems }: Round): string {
  const told = `${announced} announced, ${deliveries.made} webhook deliveries made, ${deliveries.failed} failed`
  return [...crawls.map(describeCrawl), told, ...problems].join('\n')
}

function describeCrawl(crawl: CrawlReport): string {
  const { column, outcome, listed, requests, bytes, outcomes, baseline, events, problems } = crawl
  const looks = Object.entries(outcomes).map(([name, count]) => `${count} ${name}`)
  return [
    `${column}: ${outcome}. ${listed} ${listed === 1 ? 'letter' : 'letters'} listed; ${looks.join(', ') || 'none looked at'}; ${requests} requests, ${Math.ceil(bytes / 1024)} KiB`,
    ...(baseline > 0 ? [`  ${baseline} letters recorded as the column's baseline (not announced)`] : []),
    ...events.map(({ id, type, letter = '', significance, tags, held }) =>
      ['  ', type, letter, significance, tags?.join(','), held && 'held', `(show ${id})`].filter(Boolean).join(' '),
    ),
    ...problems.map(({ url, outcome: came, why }) => `  ${came}: ${url}: ${why}`),
  ].join('\n')
}
