import { writeFileSync } from 'node:fs'
import { App } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { LetterwatchStack } from '../../infra/aws/stack.ts'
import { STAGES } from '../../infra/aws/stages.ts'
import { readWatched } from '../../infra/aws/watched.ts'
import { CANARY } from '../../shared/column.ts'
import { isoInstant } from '../../shared/instant.ts'
import { type Counted, countCrawls } from './costs/count.ts'
import { ofCanary, ofColumn, ofDeployment } from './costs/month.ts'
import { type Amounts, costOf, type Item, PRICES } from './costs/prices.ts'

const COUNTED = [100, 1000]
const LETTERS = [...COUNTED, 10_000]
const PERIODS = [5, 15, 60]
const ITEMS = Object.keys(PRICES) as Item[]
const ALARMS: Item = 'CloudWatch, alarms'

const watched = readWatched('letterwatch.json')
const app = new App({ context: { 'aws:cdk:bundling-stacks': [] }, builtinCloudFormationValidation: false })
const template = Template.fromStack(new LetterwatchStack(app, watched, STAGES.production))
const countOf = (type: string) => Object.keys(template.findResources(type)).length
const shared = ofDeployment({
  queues: countOf('AWS::Lambda::EventSourceMapping'),
  alarms: countOf('AWS::CloudWatch::Alarm') - watched.columns.length - 1,
  secrets: countOf('AWS::SecretsManager::Secret'),
})
const canary = ofCanary(await countCrawls(1, CANARY))

const counted = new Map<number, { unchanged: Counted; edited: Counted }>()
for (const letters of COUNTED) counted.set(letters, await countCrawls(letters))
const most = counted.get(1000) ?? fail('nothing was counted for 1,000 letters')
/** Of 10,000 letters everything is ten times that of 1,000: counting them takes minutes. */
const tenTimes = (each: Counted): Counted => mapped(each, (amount) => 10 * amount)
const of = (letters: number) => counted.get(letters) ?? { unchanged: tenTimes(most.unchanged), edited: tenTimes(most.edited) }

const dollars = (amount: number) => (amount === 0 ? '0' : amount < 0.005 ? '<0.01' : amount.toFixed(2))
const table = (head: string[], rows: string[][]) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
const total = (amounts: Amounts, which: 'list' | 'paid', withAlarms = false) =>
  ITEMS.filter((item) => withAlarms || item !== ALARMS).reduce((sum, item) => sum + costOf(item, amounts[item] ?? 0)[which], 0)

const columns = LETTERS.map((letters) => PERIODS.map((minutes) => ofColumn(of(letters), letters, minutes)))
const inDefault = ofColumn(of(100), 100, watched.everyMs / 60_000)
const everything = Object.fromEntries(
  ITEMS.map((item) => [item, (shared[item] ?? 0) + (canary[item] ?? 0) + watched.columns.length * (inDefault[item] ?? 0)]),
) as Amounts

const page = `# What it costs

Written by \`npm run costs\` on ${isoInstant(new Date()).slice(0, 10)}, from requests that it counts: the real functions crawl a made-up column over a metered table. Prices are US East (N. Virginia)'s list, in US dollars a month of 730 hours without tax, in [prices.ts](../test/bench/costs/prices.ts). What is assumed and not counted stands in [month.ts](../test/bench/costs/month.ts): 1.25 s a request to the site (one of them our pause), a run's length on Lambda from the processor time here, one edit a week, 15 kB kept of a letter, 10,000 letters as ten times 1,000, 100,000 requests for the record.

## As it is deployed by default

${watched.columns.length} columns of 100 letters, every ${watched.everyMs / 60_000} minutes. _Paid_ is after what Amazon gives every account for nothing each month without end, which other things in the account may have used up; the free year of new accounts is not counted.

${table(
  ['item', 'amount', 'list', 'paid'],
  ITEMS.map((item) => {
    const amount = everything[item] ?? 0
    const { list, paid } = costOf(item, amount)
    return [item, amount < 10 ? amount.toFixed(3) : Math.round(amount).toLocaleString('en'), dollars(list), dollars(paid)]
  }),
)}
| **all but alarms** | | **${dollars(total(everything, 'list'))}** | **${dollars(total(everything, 'paid'))}** |
| **all** | | **${dollars(total(everything, 'list', true))}** | **${dollars(total(everything, 'paid', true))}** |

The canary is in it: ${dollars(total(canary, 'list'))} at list price, ${dollars(costOf('S3, PUT requests', canary['S3, PUT requests'] ?? 0).list)} of that for what it has written every hour, and one alarm. ${under(total(everything, 'paid'))} What costs most is waiting: a crawl asks politely, and its function is paid while it pauses. It has 256 MB, for which a first crawl of 1,000 letters needs 162 and a page of 5 MB 207; with 512 it would cost twice as much. Lambda is assumed to ask each idle queue with five connections that wait 20 s; Amazon promises no such number. \`every\` is the first thing to raise, and is kind to the office too. The dashboard is one of the three that are free. Metrics that say something is wrong are sent, and paid, only in the hours in which it is.

## One more column

List price without alarms, by letters and minutes between crawls. A crawl ends after 14 minutes: of more letters than it can look at in that time, the longest unchecked come first.

${table(
  ['letters', ...PERIODS.map((minutes) => `every ${minutes} min`)],
  LETTERS.map((letters, row) => [String(letters), ...(columns[row] ?? []).map((amounts) => dollars(total(amounts, 'list')))]),
)}

${PERIODS.map(
  (minutes, at) => `### Every ${minutes} minutes

${table(
  ['item', ...LETTERS.map((letters) => `${letters} letters`)],
  ITEMS.filter((item) => columns.some((row) => (row[at]?.[item] ?? 0) > 0)).map((item) => [
    item,
    ...columns.map((row) => dollars(costOf(item, row[at]?.[item] ?? 0).list)),
  ]),
)}`,
).join('\n\n')}

## What was counted

${table(
  [
    'letters',
    'crawl',
    'requests to the site',
    'read units',
    'write units',
    'files looked at',
    'files written',
    'processor, ms',
    'log, bytes',
  ],
  COUNTED.flatMap((letters) =>
    (['unchanged', 'edited'] as const).map((which) => {
      const { requests, readUnits, writeUnits, files, puts, cpuMs, logBytes } = of(letters)[which]
      const numbers = [requests, readUnits, writeUnits, files, puts, Math.round(cpuMs), logBytes]
      return [String(letters), which === 'edited' ? 'one edit' : 'nothing changed', ...numbers.map(String)]
    }),
  ),
)}
`
writeFileSync('docs/costs.md', page)
process.stdout.write(
  `docs/costs.md: ${dollars(total(everything, 'list'))} at list price, ${dollars(total(everything, 'paid'))} paid\n`,
)

function mapped(each: Counted, change: (amount: number) => number): Counted {
  const { calls, readUnits, writeUnits, written, requests, files, puts, cpuMs, logBytes } = each
  const changed = {
    calls: change(calls),
    readUnits: change(readUnits),
    writeUnits: change(writeUnits),
    written: change(written),
  }
  return { ...changed, requests: change(requests), files, puts, cpuMs: change(cpuMs), logBytes }
}

/** Whether it is under a dollar, and what that rests on. */
function under(paid: number): string {
  return paid < 1
    ? 'Under a dollar it is only while nothing else in the account uses what is free.'
    : `With what is free it is ${dollars(paid)}, not under a dollar: two keys in Secrets Manager (0.40 each) and asking three queues that are empty are most of it.`
}

function fail(why: string): never {
  throw new Error(`Cannot compute: ${why}`)
}
