import { Duration, TimeZone } from 'aws-cdk-lib'
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs'
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler'
import { Construct } from 'constructs'
import { bundledFunction, type Uses } from './bundled-function.ts'
import { started } from './started.ts'

/** The signed checkpoint of each day. */
export class Checkpoints extends Construct {
  readonly checkpoint: NodejsFunction

  constructor(scope: Construct, id: string, uses: Uses<'checkpoint'>) {
    super(scope, id)
    this.checkpoint = bundledFunction(this, 'checkpoint', uses, { timeout: Duration.minutes(1), memorySize: 256 })
    this.checkpoint.configureAsyncInvoke({ retryAttempts: 2, maxEventAge: Duration.hours(6) })
    new Schedule(this, 'EveryDay', {
      schedule: ScheduleExpression.cron({ hour: '0', minute: '5', timeZone: TimeZone.ASIA_SHANGHAI }),
      target: started(this.checkpoint)(),
    })
  }
}
