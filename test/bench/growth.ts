import { parseArgs } from 'node:util'
import { billOf } from './growth/bill.ts'
import { brokenPromises } from './growth/promises.ts'
import { FIRST_PERIODS, simulate, type Simulated } from './growth/simulate.ts'

/**
 * Ever more columns watched by the real functions, in a time and on sites that are made up: how often each host was asked, how late each
 * column was, whether every edit was announced once, and what it costs. Ends with 1 when a promise is broken.
 */
const { values } = parseArgs({
  options: {
    columns: { type: 'string', default: '1000,3000,10000' },
    letters: { type: 'string', default: '2' },
    every: { type: 'string', default: '60' },
    periods: { type: 'string', default: '4' },
    'runs-at-once': { type: 'string', default: '200' },
    deaths: { type: 'string', default: '0' },
    record: { type: 'boolean', default: false },
  },
})

for (const columns of values.columns.split(',').map(Number)) {
  const began = Date.now()
  const simulated = await simulate({
    columns,
    letters: Number(values.letters),
    everyMinutes: Number(values.every),
    periods: Number(values.periods),
    runsAtOnce: Number(values['runs-at-once']),
    deaths: Number(values.deaths),
    record: values.record,
  })
  show(simulated, Date.now() - began)
  const broken = brokenPromises(simulated)
  for (const promise of broken.slice(0, 20)) console.log(`BROKEN: ${promise}`)
  if (broken.length > 0) process.exitCode = 1
}

function show(simulated: Simulated, ms: number): void {
  const { columns, hosts, everyMinutes, counted, outcomes, mostRuns, putOff, handedOn, gaps, edits, cpuMs } = simulated
  const { crawls, requests, runs, runMs, readUnits, writeUnits } = counted
  const least = Math.min(...Array.from(hosts.values(), ({ leastGapMs }) => leastGapMs))
  const a = (total: number, digits = 1) => (total / crawls).toFixed(digits)
  const periods = (gap = 0) => (gap / (everyMinutes * 60_000)).toFixed(2)
  const lines = {
    'columns, hosts': `${columns}, ${hosts.size}`,
    crawls: Object.entries(outcomes)
      .map(([outcome, count]) => `${count} ${outcome}`)
      .join(', '),
    'runs, at most at once': `${runs}, ${mostRuns}`,
    'deferred, handed on': `${putOff}, ${handedOn}`,
    'least between two requests to a host': `${Math.round(least)} ms`,
    'longest from one complete crawl of a column to the next': `${periods(gaps[0])} periods of ${everyMinutes} min`,
    'edits, announced once': `${edits.length}, ${new Set(simulated.heard).size}`,
    'requests to sites a crawl': a(requests),
    'read, write units a crawl': `${a(readUnits, 2)}, ${a(writeUnits, 2)}`,
    'seconds of a run a crawl': a(runMs / 1000),
    'processor a crawl, whole run': `${a(cpuMs, 2)} ms, ${Math.round(ms / 1000)} s on the wall`,
  }
  console.log(
    `\n${Object.entries(lines)
      .map(([what, value]) => `${what.padEnd(58)}${value}`)
      .join('\n')}`,
  )
  const bill = billOf(simulated, FIRST_PERIODS)
  const sum = bill.reduce((total, [, , dollars]) => total + dollars, 0)
  for (const [item, amount, dollars] of [...bill, ['a month, without the record', 0, sum] as const])
    console.log(
      `${item.padEnd(34)}${amount === 0 ? '' : Math.round(amount).toLocaleString('en')}`.padEnd(58) +
        `${dollars.toFixed(2)} USD`,
    )
}
