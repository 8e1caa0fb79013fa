import { Duration } from 'aws-cdk-lib'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { type IScheduleTarget, Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler'
import { Construct } from 'constructs'
import { type Bindings, lambdaFunction } from '../lambda-function.ts'
import { scheduleTarget } from '../triggers.ts'

/** Overdue columns are counted once a period, but at most every five minutes and at least every hour. */
export const countIntervalMinutes = (everyMinutes: number): number => Math.min(Math.max(everyMinutes, 5), 60)

/** Counts the columns that had no complete crawl for two periods. */
export class Overdue extends Construct {
  readonly overdue: LambdaFunction

  constructor(scope: Construct, id: string, everyMinutes: number, bindings: Bindings<'overdue'>) {
    super(scope, id)
    // Each count is compared with the one before it.
    this.overdue = lambdaFunction(this, 'overdue', bindings, {
      timeout: Duration.minutes(1),
      memorySize: 512,
      reservedConcurrentExecutions: 1,
    })
    this.overdue.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(5) })
    new Schedule(this, 'Count', {
      schedule: ScheduleExpression.rate(Duration.minutes(countIntervalMinutes(everyMinutes))),
      target: scheduleTarget(this.overdue)(),
    })
  }
}

/** Edits a column of our own at half past each hour, has it crawled at a quarter to, and checks that the previous edit is in its feed. */
export class Canary extends Construct {
  readonly canary: LambdaFunction

  /** `crawl` is the target that crawls the canary's column. */
  constructor(scope: Construct, id: string, crawl: IScheduleTarget, bindings: Bindings<'canary'>) {
    super(scope, id)
    this.canary = lambdaFunction(this, 'canary', bindings, { timeout: Duration.minutes(1), memorySize: 256 })
    this.canary.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(30) })
    new Schedule(this, 'EveryHour', {
      schedule: ScheduleExpression.cron({ minute: '30' }),
      target: scheduleTarget(this.canary)(),
    })
    new Schedule(this, 'Crawl', { schedule: ScheduleExpression.cron({ minute: '45' }), target: crawl })
  }
}
