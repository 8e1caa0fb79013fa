import { Duration } from 'aws-cdk-lib'
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs'
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler'
import { Construct } from 'constructs'
import { bundledFunction, type Uses } from './bundled-function.ts'
import { started } from './started.ts'

/** Columns are counted once in a period, and every five minutes at most, every hour at least. */
export const countedEveryMinutes = (everyMinutes: number): number => Math.min(Math.max(everyMinutes, 5), 60)

/** The columns counted that nobody has seen whole for two periods. */
export class Overdue extends Construct {
  readonly overdue: NodejsFunction

  constructor(scope: Construct, id: string, everyMinutes: number, uses: Uses<'overdue'>) {
    super(scope, id)
    // What one count finds is compared with what the one before found.
    this.overdue = bundledFunction(this, 'overdue', uses, {
      timeout: Duration.minutes(1),
      memorySize: 512,
      reservedConcurrentExecutions: 1,
    })
    this.overdue.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(5) })
    new Schedule(this, 'Count', {
      schedule: ScheduleExpression.rate(Duration.minutes(countedEveryMinutes(everyMinutes))),
      target: started(this.overdue)(),
    })
  }
}
