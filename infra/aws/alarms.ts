import { Duration } from 'aws-cdk-lib'
import { ComparisonOperator, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs'
import { Construct } from 'constructs'
import type { FunctionName } from '../../shared/environment.ts'
import { FUNCTION_ALARMS, type FunctionAlarm, METRIC_ALARMS, type MetricAlarm } from './alarm-table.ts'
import type { FedQueue } from './fed-queue.ts'
import { metricOf } from './metric-of.ts'
import type { Operators } from './operators.ts'
import { countedEveryMinutes } from './overdue.ts'
import type { Watched } from './watched.ts'

/** A function that is there however many columns there are. */
type Deployed = Exclude<FunctionName, 'schedule'>

/** What is watched over: the columns and their period, every function, and every queue by the name of what it feeds. */
export type WatchedOver = {
  watched: Pick<Watched, 'everyMs'>
  functions: Record<Deployed, NodejsFunction>
  queues: Record<string, FedQueue> & { publish: FedQueue }
}

const DAY_MINUTES = 1440
const HOUR_MINUTES = 60
const NOT_FRESH_MINUTES = 30

/** Everything for which operators are woken. */
export class Alarms extends Construct {
  readonly #operators: Operators

  constructor(scope: Construct, id: string, operators: Operators, { watched, functions, queues }: WatchedOver) {
    super(scope, id)
    this.#operators = operators
    const every = watched.everyMs / 60_000
    this.#columnsOverdue(every)
    // The word of a crawl stands until the next has spoken, so that an alarm does not go out between two crawls that say the same.
    const stands = Duration.minutes(Math.min(Math.max(HOUR_MINUTES, 2 * every), DAY_MINUTES))
    for (const [name, alarm] of Object.entries<MetricAlarm>(METRIC_ALARMS)) this.#onMetric(name, alarm, stands)
    for (const [name, alarm] of Object.entries(FUNCTION_ALARMS))
      if ('errors' in alarm) this.#onErrors(functions[name as Deployed], alarm)
    for (const [name, queue] of Object.entries(queues)) this.#onDeadLetters(name, queue)
    this.#recordNotFresh(queues.publish)
  }

  /** Silence rings too: who counts is missed. Two counts, so that one that comes a little late is not. */
  #columnsOverdue(every: number): void {
    const says = 'Columns have had no complete crawl for two periods, or nobody counts them: nobody knows what changed there.'
    this.#operators.wakeFor(this, 'ColumnsOverdue', 'no-complete-crawl', says, {
      metric: metricOf(this, 'ColumnsOverdue', Stats.MAXIMUM, Duration.minutes(2 * countedEveryMinutes(every))),
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      threshold: 0,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.BREACHING,
    })
  }

  #onMetric(name: string, { article, metric, atLeast, says }: MetricAlarm, period: Duration): void {
    this.#operators.wakeFor(this, name, article, says, {
      metric: metricOf(this, metric, Stats.MAXIMUM, period),
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: atLeast,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    })
  }

  /** Every crawl asks for its column to be published, news or not: what waits for long is a record that does not show what is known. */
  #recordNotFresh({ queue }: FedQueue): void {
    const says = 'The public record has not shown for half an hour what crawls found or confirmed.'
    this.#operators.wakeFor(this, 'RecordNotFresh', 'the-record-is-not-fresh', says, {
      metric: queue.metricApproximateAgeOfOldestMessage({ statistic: Stats.MAXIMUM }),
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: NOT_FRESH_MINUTES * 60,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    })
  }

  #onErrors(fn: NodejsFunction, { article, errors, minutes, silence, says }: Extract<FunctionAlarm, { errors: number }>): void {
    this.#operators.wakeFor(this, `${fn.node.id}-fails`, article, says, {
      metric: fn.metricErrors({ period: Duration.minutes(minutes) }),
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: errors,
      evaluationPeriods: 1,
      treatMissingData: silence ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    })
  }

  #onDeadLetters(name: string, { deadLetters }: FedQueue): void {
    const says = `Messages for ${name} could not be taken in, and lie in its dead letters.`
    this.#operators.wakeFor(this, `DeadLetters-${name}`, 'dead-letters', says, {
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM }),
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      threshold: 0,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    })
  }
}
