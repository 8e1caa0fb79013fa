import { writeFileSync } from 'node:fs'
import { readConfigurationFile } from '../../infra/aws/configuration.ts'
import { type Counted, countCanary, countCrawls } from './costs/count.ts'
import { deploymentOf } from './costs/deployment.ts'
import { ofColumn } from './costs/month.ts'
import { type Column, costsPage, type Crawls } from './costs/page.ts'
import { dollars, total } from './costs/prices.ts'

const PERIODS = [5, 15, 60]

const hundred = { letters: 100, ...(await countCrawls(100)) }
const thousand = { letters: 1000, ...(await countCrawls(1000)) }
/** Of 10,000 letters everything is ten times that of 1,000: counting them takes minutes. */
const tenThousand = { letters: 10_000, unchanged: tenTimes(thousand.unchanged), edited: tenTimes(thousand.edited) }

const deployment = deploymentOf(readConfigurationFile('letterwatch.json'), hundred, await countCanary())
const columns = [hundred, thousand, tenThousand].map(columnOf)
writeFileSync('docs/costs.md', costsPage(deployment, PERIODS, columns, [hundred, thousand]))
const { everything } = deployment
const [list, paid] = [total(everything, 'list'), total(everything, 'paid')].map(dollars)
process.stdout.write(`docs/costs.md: ${list} at list price, ${paid} paid\n`)

function columnOf({ letters, ...crawls }: Crawls): Column {
  return { letters, months: PERIODS.map((minutes) => ofColumn(crawls, letters, minutes)) }
}

/** The files that are written do not grow with the letters, nor does the line of the log. */
function tenTimes({ calls, readUnits, writeUnits, written, requests, cpuMs, ...same }: Counted): Counted {
  const grown = { calls, readUnits, writeUnits, written, requests, cpuMs }
  return {
    ...same,
    ...(Object.fromEntries(Object.entries(grown).map(([name, amount]) => [name, 10 * amount])) as typeof grown),
  }
}
