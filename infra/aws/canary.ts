import { Duration } from 'aws-cdk-lib'
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs'
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler'
import { Construct } from 'constructs'
import { canaryColumn } from '../../shared/site/canary.ts'
import { bundledFunction, type Uses } from './bundled-function.ts'
import type { Crawling } from './crawling.ts'
import { started } from './started.ts'

/** A column of our own, edited every half past and crawled a quarter of an hour later: what does not come out of its feed rings. */
export class Canary extends Construct {
  readonly canary: NodejsFunction

  constructor(scope: Construct, id: string, { start }: Crawling, publicUrl: string, uses: Uses<'canary'>) {
    super(scope, id)
    this.canary = bundledFunction(this, 'canary', uses, { timeout: Duration.minutes(1), memorySize: 256 })
    this.canary.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(30) })
    new Schedule(this, 'EveryHour', { schedule: ScheduleExpression.cron({ minute: '30' }), target: started(this.canary)() })
    new Schedule(this, 'Crawl', {
      schedule: ScheduleExpression.cron({ minute: '45' }),
      target: start(canaryColumn(publicUrl)),
    })
  }
}
