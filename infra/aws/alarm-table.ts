import type { FunctionName } from '../../shared/environment.ts'
import type { MetricName } from '../../functions/metrics.ts'
import type { Article } from './runbook.ts'

/** An alarm on one of our metrics: it rings when the metric was so high within the time for which a crawl's word stands. */
export type MetricAlarm = { article: Article; metric: MetricName; atLeast: number; says: string }

/** What rings because a report says so. A metric that is not sent is zero. */
export const METRIC_ALARMS = {
  ListingShrunk: {
    article: 'the-listing-shrank',
    metric: 'ListingsShrunk',
    atLeast: 1,
    says: 'A listing lost so many letters at once that it is not believed.',
  },
  LettersUnreadable: {
    article: 'letters-cannot-be-read',
    metric: 'LettersUnreadable',
    atLeast: 1,
    says: 'The pages of letters were served, and our reader finds no letter in them.',
  },
  ColumnHeld: {
    article: 'a-column-is-held',
    metric: 'EventsHeld',
    atLeast: 1,
    says: 'One crawl found too much at once: events wait for an operator, and nobody is told of them.',
  },
  ReadAnotherWay: {
    article: 'letters-are-read-in-another-way',
    metric: 'LettersReadAnotherWay',
    atLeast: 1,
    says: 'Our reader finds letters in their pages in another way than before: the site may have a new template.',
  },
  EventsWaiting: {
    article: 'events-wait-to-be-told',
    metric: 'EntriesWaiting',
    atLeast: 1,
    says: 'SNS did not take events: they are recorded, and nobody has been told.',
  },
  DeliveriesDead: {
    article: 'deliveries-are-dead',
    metric: 'DeliveriesDead',
    atLeast: 1,
    says: 'Deliveries to webhooks were given up after about three days.',
  },
  EndpointDisabled: {
    article: 'an-endpoint-was-disabled',
    metric: 'EndpointsDisabled',
    atLeast: 1,
    says: 'A webhook was disabled: its receiver refused everything for days, or said 410 Gone.',
  },
} as const satisfies Record<string, MetricAlarm>

/**
 * What tells operators that a function fails: an alarm on so many errors within so many minutes, which rings for `silence` too if it is
 * said, or something else that rings then.
 */
export type FunctionAlarm =
  { article: Article; errors: number; minutes: number; silence?: true; says: string } | { noAlarm: string }

const IN_DEAD_LETTERS = 'What it cannot do lies in the dead letters of its queue after five tries, and rings there.'

/** Every function has an alarm or a written reason: a new one does not compile without either. */
export const FUNCTION_ALARMS: Record<FunctionName, FunctionAlarm> = {
  crawl: {
    noAlarm:
      'A crawl that fails or is throttled is not complete, and a column without complete crawls is overdue, which rings.',
  },
  overdue: { noAlarm: 'An alarm looks for what it counts, and rings for its silence too.' },
  schedule: { noAlarm: 'CloudFormation waits for it: what it cannot do fails the deployment.' },
  publish: { noAlarm: 'What it cannot do waits in its queue and is tried for ten hours: what waits for half an hour rings.' },
  dispatch: { noAlarm: IN_DEAD_LETTERS },
  deliver: { noAlarm: IN_DEAD_LETTERS },
  sweep: {
    article: 'the-sweep-fails',
    errors: 5,
    minutes: 10,
    says: 'Deliveries that are due again are not found: retries stand still.',
  },
  digest: {
    article: 'the-digests-fail',
    errors: 2,
    minutes: 180,
    says: 'Digests by mail are not made.',
  },
  checkpoint: {
    article: 'the-checkpoint-fails',
    errors: 1,
    minutes: 1440,
    says: 'The checkpoint of the day is not made.',
  },
  canary: {
    article: 'the-canary-is-late',
    errors: 1,
    minutes: 120,
    silence: true,
    says: 'An edit that we made ourselves has not come out of the public feed within an hour, or nobody looked.',
  },
}
