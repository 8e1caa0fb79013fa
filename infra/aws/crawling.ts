import { Duration, TimeZone } from 'aws-cdk-lib'
import { Schedule, ScheduleExpression, ScheduleTargetInput, TimeWindow } from 'aws-cdk-lib/aws-scheduler'
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets'
import { Construct } from 'constructs'
import { asciiJson } from './ascii-json.ts'
import { bundledFunction, type Uses } from './bundled-function.ts'
import { everyMinutes } from './every.ts'
import type { Watched } from './watched.ts'

/** One schedule for each column, and the function that they all start. */
export class Crawling extends Construct {
  constructor(scope: Construct, id: string, { columns, everyMs }: Watched, uses: Uses<'crawl'>) {
    super(scope, id)
    const minutes = everyMinutes(everyMs)
    const crawl = bundledFunction(this, 'crawl', uses, {
      timeout: Duration.minutes(15),
      memorySize: 512,
      reservedConcurrentExecutions: columns.length,
    })
    // The next crawl does what a failed one left undone, so that nothing is tried again and no dead letters are kept.
    crawl.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(Math.min(minutes, 360)) })
    for (const column of columns)
      new Schedule(this, `column-${column.id}`, {
        schedule: ScheduleExpression.expression(`rate(${minutes} minute${minutes > 1 ? 's' : ''})`, TimeZone.ASIA_SHANGHAI),
        timeWindow: windowWithin(minutes),
        target: new LambdaInvoke(crawl, { input: ScheduleTargetInput.fromText(asciiJson({ column })), retryAttempts: 0 }),
      })
  }
}

/** A fifth of the period, so that columns of one period do not all begin at once. */
function windowWithin(minutes: number): TimeWindow {
  const fifth = Math.floor(minutes / 5)
  return fifth < 1 ? TimeWindow.off() : TimeWindow.flexible(Duration.minutes(Math.min(fifth, 60)))
}
