import { CANARY } from '../shared/column.ts'
import { type CrawlReport, isComplete } from '../shared/crawl/report.ts'
import type { FunctionName } from './environment.ts'

/** The part of each function's report from which metrics are made. */
export type Reports = {
  crawl: { crawl: CrawlReport; announced: number; asciiSubjects: number; waiting: number }
  publish: { problems: string[] }
  dispatch: { problems: string[] }
  deliver: { delivered: number; failed: number; dead: number; disabled: unknown[] }
  sweep: { deliveries: number; hosts: number }
  digest: { digests: number; problems: string[] }
  checkpoint: { made: boolean }
  overdue: { overdue: string[]; notified: string[] }
  schedule: { created: number; removed: number; kept: number }
  canary: { late: string | null }
}

/**
 * A number made from the report of function `F`. CloudWatch charges for each metric, and only for the hours in which it was sent: a zero is
 * sent only with `evenZero`, for metrics with an alarm on missing data. No metric has a dimension for the column: with ten thousand columns
 * that would cost more than everything else.
 */
type Metric<F extends FunctionName> = {
  unit: 'Count' | 'Seconds'
  evenZero?: true
  from: (report: Reports[F]) => number
}

/** Every metric, under the function from whose report it is made. The alarms and the dashboard use these names. */
export const METRICS = {
  crawl: {
    CompleteCrawls: { unit: 'Count', from: ({ crawl }) => (isComplete(crawl) ? 1 : 0) },
    ListingsShrunk: { unit: 'Count', from: ({ crawl }) => (crawl.shrunk ? 1 : 0) },
    LettersUnreadable: { unit: 'Count', from: ({ crawl }) => crawl.outcomes.unreadable ?? 0 },
    ExtractionMethodChanges: { unit: 'Count', from: ({ crawl }) => crawl.otherWay },
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
  // A late run throws: Lambda's own metric of errors counts it, free of charge.
  canary: {},
} as const satisfies { [F in FunctionName]: Record<string, Metric<F>> }

export type MetricName = { [F in FunctionName]: keyof (typeof METRICS)[F] }[FunctionName]

const BY_FUNCTION: { [F in FunctionName]: Record<string, Metric<F>> } = METRICS

/**
 * The fields, in CloudWatch's embedded metric format, that the log line of a report needs so that CloudWatch makes metrics of it in
 * `namespace`. `at` is the instant in ms. Crawls of the canary have no metrics: the canary itself fails when they go wrong.
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
