import { CANARY } from '../shared/column.ts'
import { type CrawlReport, isComplete } from '../shared/crawl/report.ts'
import type { FunctionName } from './environment.ts'

/** What each function reports when it has run, as far as a metric is made of it. */
export type Reports = {
  crawl: { crawl: CrawlReport; announced: number; asciiSubjects: number; waiting: number }
  publish: { problems: string[] }
  dispatch: { problems: string[] }
  deliver: { delivered: number; failed: number; dead: number; disabled: unknown[] }
  sweep: { woken: number; hosts: number }
  digest: { digests: number; problems: string[] }
  checkpoint: { made: boolean }
  overdue: { overdue: string[]; told: string[] }
  schedule: { created: number; removed: number; kept: number }
  canary: { late: string | null }
}

/**
 * A number made of the report of function `F`. CloudWatch charges for each metric, and only in the hours in which it was sent: a zero is
 * sent `evenZero` alone, for metrics whose silence is to ring. None is told apart by columns: with ten thousand of them that would cost
 * more than all the rest.
 */
type Metric<F extends FunctionName> = {
  unit: 'Count' | 'Seconds'
  evenZero?: true
  from: (report: Reports[F]) => number
}

/** Every metric there is, under the function whose report it is made of. The alarms and the dashboard know them by these names. */
export const METRICS = {
  crawl: {
    CompleteCrawls: { unit: 'Count', from: ({ crawl }) => (isComplete(crawl) ? 1 : 0) },
    ListingsShrunk: { unit: 'Count', from: ({ crawl }) => (crawl.shrunk ? 1 : 0) },
    LettersUnreadable: { unit: 'Count', from: ({ crawl }) => crawl.outcomes.unreadable ?? 0 },
    LettersReadAnotherWay: { unit: 'Count', from: ({ crawl }) => crawl.otherWay },
    EventsHeld: { unit: 'Count', from: ({ crawl }) => crawl.held },
    EventsAnnounced: { unit: 'Count', from: ({ announced }) => announced },
    SubjectsReplaced: { unit: 'Count', from: ({ asciiSubjects }) => asciiSubjects },
    EntriesWaiting: { unit: 'Count', from: ({ waiting }) => waiting },
  },
  publish: { PublishProblems: { unit: 'Count', from: ({ problems }) => problems.length } },
  dispatch: { DispatchProblems: { unit: 'Count', from: ({ problems }) => problems.length } },
  deliver: {
    DeliveriesMade: { unit: 'Count', from: ({ delivered }) => delivered },
    DeliveriesFailed: { unit: 'Count', from: ({ failed }) => failed },
    DeliveriesDead: { unit: 'Count', from: ({ dead }) => dead },
    EndpointsDisabled: { unit: 'Count', from: ({ disabled }) => disabled.length },
  },
  sweep: {},
  digest: {
    DigestsMade: { unit: 'Count', from: ({ digests }) => digests },
    DigestProblems: { unit: 'Count', from: ({ problems }) => problems.length },
  },
  checkpoint: {},
  overdue: { ColumnsOverdue: { unit: 'Count', evenZero: true, from: ({ overdue }) => overdue.length } },
  schedule: {},
  // A turn that is late fails: Lambda's own metric of errors says it for nothing.
  canary: {},
} as const satisfies { [F in FunctionName]: Record<string, Metric<F>> }

export type MetricName = { [F in FunctionName]: keyof (typeof METRICS)[F] }[FunctionName]

const BY_FUNCTION: { [F in FunctionName]: Record<string, Metric<F>> } = METRICS

/**
 * What is to stand in the line in which function `called` logs its report at the instant `at` (ms), so that CloudWatch makes metrics of it
 * in `namespace`: its embedded metric format. Of crawls of the canary none are made: what goes wrong with them makes it late.
 */
export function embeddedMetrics<F extends FunctionName>(called: F, report: Reports[F], namespace: string, at: number): object {
  if ('crawl' in report && report.crawl.column === CANARY) return {}
  const values = Object.entries(BY_FUNCTION[called])
    .map(([name, metric]) => ({ name, ...metric, value: metric.from(report) }))
    .filter(({ value, evenZero }) => value > 0 || evenZero)
  if (values.length === 0) return {}
  const Metrics = values.map(({ name, unit }) => ({ Name: name, Unit: unit }))
  return {
    _aws: { Timestamp: at, CloudWatchMetrics: [{ Namespace: namespace, Dimensions: [[]], Metrics }] },
    ...Object.fromEntries(values.map(({ name, value }) => [name, value])),
  }
}
