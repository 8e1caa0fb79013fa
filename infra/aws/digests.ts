import { Duration, TimeZone } from 'aws-cdk-lib'
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs'
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler'
import { Construct } from 'constructs'
import { bundledFunction, type Uses } from './bundled-function.ts'
import { started } from './started.ts'

/** What was told in a day or a week, in one message for each audience that asked for it so. */
export class Digests extends Construct {
  readonly digest: NodejsFunction

  constructor(scope: Construct, id: string, uses: Uses<'digest'>) {
    super(scope, id)
    // Of two at once, each would send what is due.
    this.digest = bundledFunction(this, 'digest', uses, {
      timeout: Duration.minutes(10),
      memorySize: 512,
      reservedConcurrentExecutions: 1,
    })
    this.digest.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(30) })
    // Periods end at midnight by the clock of the offices; every hour, because the next turn does what a failed one left undone.
    new Schedule(this, 'EveryHour', {
      schedule: ScheduleExpression.cron({ minute: '10', timeZone: TimeZone.ASIA_SHANGHAI }),
      target: started(this.digest)(),
    })
  }
}
