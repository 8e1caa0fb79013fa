import { Duration, Stack } from 'aws-cdk-lib'
import { Alarm, ComparisonOperator, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { Construct } from 'constructs'
import type { FunctionName } from '../../../functions/environment.ts'
import type { MetricName } from '../../../functions/metrics.ts'
import type { FunctionQueue } from '../triggers.ts'
import { countIntervalMinutes } from './health-checks.ts'
import type { Operators } from './operators.ts'
import { whatToDo } from './runbook.ts'

/** The functions of every stack. A stack has `schedule` only if it has many columns. */
type MonitoredFunction = Exclude<FunctionName, 'schedule'>
type QueueName = 'publish' | 'dispatch' | 'deliver'

/** What sets an alarm off. An alarm whose data is missing is off, except where `whenMissing` says otherwise. */
type Cause =
  /** A metric that reports of functions contain was 1 or more between two crawls, or two counts of overdue columns. A metric not sent is 0. */
  | { kind: 'metric'; metric: MetricName; within: 'two crawls' | 'two counts'; whenMissing?: 'alarm' }
  /** A function failed so often within so many minutes. */
  | { kind: 'errors'; of: MonitoredFunction; errors: number; minutes: number; whenMissing?: 'alarm' }
  /** A message waits in a queue for so many minutes. */
  | { kind: 'age'; of: QueueName; minutes: number }
  /** A queue has dead letters: one alarm for each queue. */
  | { kind: 'dead letters' }

/** `article` is the heading in `docs/runbook.md` under which operators read what to do; `says` is the first sentence of the mail. */
type AlarmRow = { article: string; says: string; cause: Cause }

/** Every alarm. A new one needs an article, and a new metric its place in `functions/metrics.ts`; tests hold all of them to each other. */
export const ALARMS = {
  ColumnsOverdue: {
    article: 'No complete crawl',
    says: 'Columns had no complete crawl for two periods, or overdue columns are not counted. Changes there are not seen.',
    cause: { kind: 'metric', metric: 'ColumnsOverdue', within: 'two counts', whenMissing: 'alarm' },
  },
  ListingShrunk: {
    article: 'The listing shrank',
    says: 'A listing lost so many letters at once that it counts as incomplete.',
    cause: { kind: 'metric', metric: 'ListingsShrunk', within: 'two crawls' },
  },
  LettersUnreadable: {
    article: 'Letters cannot be read',
    says: 'The site served pages of letters in which the reader finds no letter.',
    cause: { kind: 'metric', metric: 'LettersUnreadable', within: 'two crawls' },
  },
  ColumnHeld: {
    article: 'A column is held',
    says: 'One crawl found too many changes at once. They are recorded, and not announced until an operator decides.',
    cause: { kind: 'metric', metric: 'EventsHeld', within: 'two crawls' },
  },
  ExtractionMethodChanged: {
    article: 'The extraction method changed',
    says: 'The reader finds letters in their pages by another method than before: the site may have a new template.',
    cause: { kind: 'metric', metric: 'ExtractionMethodChanges', within: 'two crawls' },
  },
  EventsWaiting: {
    article: 'Events wait to be announced',
    says: 'SNS did not accept events. They are recorded, and not announced yet.',
    cause: { kind: 'metric', metric: 'EntriesWaiting', within: 'two crawls' },
  },
  DeliveriesDead: {
    article: 'Deliveries are dead',
    says: 'Deliveries to webhooks failed for about three days and are not retried any more.',
    cause: { kind: 'metric', metric: 'DeliveriesDead', within: 'two crawls' },
  },
  EndpointDisabled: {
    article: 'An endpoint was disabled',
    says: 'A webhook endpoint was disabled: its receiver failed for days, or answered 410 Gone.',
    cause: { kind: 'metric', metric: 'EndpointsDisabled', within: 'two crawls' },
  },
  // Every crawl sends a message, with changes or without: an old message means a record that is behind.
  RecordNotFresh: {
    article: 'The record is not fresh',
    says: 'For half an hour the public record has not shown what crawls found or confirmed.',
    cause: { kind: 'age', of: 'publish', minutes: 30 },
  },
  DeadLetters: {
    article: 'Dead letters',
    says: 'A function failed on messages, or SNS could not deliver them. They are in the dead letters of the queue.',
    cause: { kind: 'dead letters' },
  },
  SweepFails: {
    article: 'The sweep fails',
    says: 'Retries that are due are not found: webhooks get first attempts only.',
    cause: { kind: 'errors', of: 'sweep', errors: 5, minutes: 10 },
  },
  DigestsFail: {
    article: 'The digests fail',
    says: 'Digests by mail are not made.',
    cause: { kind: 'errors', of: 'digest', errors: 2, minutes: 180 },
  },
  CheckpointFails: {
    article: 'The checkpoint fails',
    says: 'The checkpoint of the day is not made.',
    cause: { kind: 'errors', of: 'checkpoint', errors: 1, minutes: 1440 },
  },
  CanaryLate: {
    article: 'The canary is late',
    says: 'A test edit did not appear in the public feed within an hour, or the feed was not checked.',
    cause: { kind: 'errors', of: 'canary', errors: 1, minutes: 120, whenMissing: 'alarm' },
  },
} as const satisfies Record<string, AlarmRow>
export type AlarmName = keyof typeof ALARMS

type WithErrorAlarm = Extract<(typeof ALARMS)[AlarmName]['cause'], { kind: 'errors' }>['of']

/** Why a function has no alarm on its errors. A function with neither an alarm nor a reason does not compile. */
export const WITHOUT_ERROR_ALARM = {
  crawl: 'A crawl that fails or is throttled is not complete, and a column without complete crawls sets off ColumnsOverdue.',
  overdue: 'ColumnsOverdue goes off too when its metric is missing.',
  schedule: 'CloudFormation waits for its answer: a failure fails the deployment.',
  publish: 'Its queue retries for ten hours, and RecordNotFresh goes off after half an hour.',
  dispatch: 'After five tries its messages go to the dead letters, which set off DeadLetters.',
  deliver: 'After five tries its messages go to the dead letters, which set off DeadLetters.',
} as const satisfies Record<Exclude<FunctionName, WithErrorAlarm>, string>

/** What is monitored: every function, every queue, and the period of the crawls. */
export type Monitored = {
  everyMs: number
  functions: Record<MonitoredFunction, LambdaFunction>
  queues: Record<QueueName, FunctionQueue>
}

const DAY_MINUTES = 1440
const HOUR_MINUTES = 60

/** The alarms, each of which notifies the operators when it goes off and when it is over. */
export class Alarms extends Construct {
  readonly all: Alarm[] = []
  readonly #operators: Operators
  readonly #monitored: Monitored
  readonly #recordUrl: string | undefined

  /** `recordUrl` is the public address of the record, whose page of the runbook the mails link to. */
  constructor(scope: Construct, id: string, operators: Operators, monitored: Monitored, recordUrl: string | undefined) {
    super(scope, id)
    this.#operators = operators
    this.#monitored = monitored
    this.#recordUrl = recordUrl
    for (const name of Object.keys(ALARMS) as AlarmName[]) this.#add(name, ALARMS[name])
  }

  #add(name: AlarmName, row: AlarmRow): void {
    const { functions, queues } = this.#monitored
    const { cause } = row
    switch (cause.kind) {
      case 'metric':
        this.#alarm(name, row, metricOf(this, cause.metric, Stats.MAXIMUM, this.#window(cause.within)), 1, cause.whenMissing)
        break
      case 'errors': {
        const errors = functions[cause.of].metricErrors({ period: Duration.minutes(cause.minutes) })
        this.#alarm(name, row, errors, cause.errors, cause.whenMissing)
        break
      }
      case 'age': {
        const age = queues[cause.of].queue.metricApproximateAgeOfOldestMessage({ statistic: Stats.MAXIMUM })
        this.#alarm(name, row, age, cause.minutes * 60)
        break
      }
      case 'dead letters':
        for (const [queue, { deadLetters }] of Object.entries(queues)) {
          const visible = deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM })
          this.#alarm(`${name}-${queue}`, { ...row, says: `Queue "${queue}": ${row.says}` }, visible, 1)
        }
        break
      default:
        cause satisfies never
    }
  }

  #alarm(name: string, { article, says }: AlarmRow, metric: Metric, threshold: number, whenMissing?: 'alarm'): void {
    const alarm = new Alarm(this, name, {
      alarmName: `${Stack.of(this).stackName}-${name}`,
      alarmDescription: `${says} What to do: ${whatToDo(article, this.#recordUrl)}`,
      metric,
      threshold,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: whenMissing === 'alarm' ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    })
    this.#operators.subscribeTo(alarm)
    this.all.push(alarm)
  }

  /**
   * Two crawls: an alarm stays on until the next crawl has reported, so that it does not go off anew with each crawl that finds the same.
   * Two counts: a count that comes a little late is not missing.
   */
  #window(within: 'two crawls' | 'two counts'): Duration {
    const everyMinutes = this.#monitored.everyMs / 60_000
    if (within === 'two counts') return Duration.minutes(2 * countIntervalMinutes(everyMinutes))
    return Duration.minutes(Math.min(Math.max(HOUR_MINUTES, 2 * everyMinutes), DAY_MINUTES))
  }
}

/** A metric that the functions of this stack send with their reports. */
export function metricOf(scope: Construct, metricName: MetricName, statistic: string, period: Duration): Metric {
  return new Metric({ namespace: Stack.of(scope).stackName, metricName, statistic, period })
}
