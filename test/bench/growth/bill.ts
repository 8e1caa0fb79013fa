import { type Amounts, costOf, type Item } from '../costs/prices.ts'
import type { Counted, Simulated } from './simulate.ts'

const HOUR_MS = 3_600_000
const HOURS_A_MONTH = 730
/** What infra/aws gives the crawl, and what a run and a crawl log, in bytes. */
const CRAWL_GB = 0.25
const LOGGED = { run: 900, crawl: 450 }
const GB = 1e9

/** What the crawls of a simulation ask for in a month after their first, and what that costs at list price, in US dollars. */
export function billOf({ counted, atFirst, periods, everyMinutes }: Simulated, firstPeriods: number): [Item, number, number][] {
  const aMonth = (HOURS_A_MONTH * HOUR_MS) / ((periods - firstPeriods) * everyMinutes * 60_000)
  const of = (what: keyof Counted) => (counted[what] - atFirst[what]) * aMonth
  const amounts: Amounts = {
    'Lambda, GB-seconds on arm64': (of('runMs') / 1000) * CRAWL_GB,
    'Lambda, requests': of('runs'),
    'DynamoDB, read units': of('readUnits'),
    'DynamoDB, write units': of('writeUnits'),
    'SNS, messages': of('crawls'),
    'EventBridge Scheduler, turns': of('runs'),
    'CloudWatch, GB of logs': (of('runs') * LOGGED.run + of('crawls') * LOGGED.crawl) / GB,
  }
  return Object.entries(amounts).map(([item, amount]) => [item as Item, amount, costOf(item as Item, amount).list])
}
