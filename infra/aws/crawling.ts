import { Duration, TimeZone } from 'aws-cdk-lib'
import { type IScheduleTarget, Schedule, ScheduleExpression, ScheduleTargetInput, TimeWindow } from 'aws-cdk-lib/aws-scheduler'
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs'
import { Construct } from 'constructs'
import type { Column } from '../../shared/column.ts'
import { rateOf, windowWithin } from '../../shared/crawl/schedule.ts'
import { asciiJson } from './ascii-json.ts'
import { bundledFunction, type Uses } from './bundled-function.ts'
import type { ColumnsList } from './columns-list.ts'
import type { Network } from './fixed-address.ts'
import { Schedules } from './schedules.ts'
import { started, starterOf } from './started.ts'
import { type Use, use } from './use.ts'
import type { Watched } from './watched.ts'

/** Lambda keeps an event that waits for its function six hours at most. */
const LONGEST_WAIT_MINUTES = 360

/** A stack holds 500 resources, some 90 of its own: of more columns the schedules are made when it is deployed. */
const MOST_IN_TEMPLATE = 150

/** One schedule for each column, and the function that they all start. */
export class Crawling extends Construct {
  readonly crawl: NodejsFunction
  /** What a schedule has to do to have `column` crawled. */
  readonly start: (column: Column) => IScheduleTarget
  /** Starting a crawl of what waits for a host. */
  readonly startWaiting: Use

  constructor(
    scope: Construct,
    id: string,
    { columns, everyMs }: Watched,
    list: ColumnsList,
    crawlsAtOnce: number,
    uses: Uses<'crawl'>,
    network: Network,
  ) {
    super(scope, id)
    const minutes = wholeMinutes(everyMs)
    this.crawl = bundledFunction(this, 'crawl', uses, {
      timeout: Duration.minutes(15),
      // A first crawl of 1,000 letters takes 162 MB, a page of 5 MB 207 (November 2026); most of its time is pauses, paid by memory.
      memorySize: 256,
      // One for each column and one for the canary, while that is not too many: what is started beyond waits in Lambda's own queue.
      reservedConcurrentExecutions: Math.min(columns.length + 1, crawlsAtOnce),
      ...network,
    })
    this.crawl.configureAsyncInvoke({
      retryAttempts: 0,
      maxEventAge: Duration.minutes(Math.min(minutes, LONGEST_WAIT_MINUTES)),
    })
    const { functionName, functionArn } = this.crawl
    this.startWaiting = use(functionName, { actions: ['lambda:InvokeFunction'], resources: [functionArn] })
    const starter = starterOf(this.crawl)
    const start = started(this.crawl, starter)
    this.start = (column) => start(ScheduleTargetInput.fromText(asciiJson({ column })))
    if (columns.length > MOST_IN_TEMPLATE) new Schedules(this, 'Schedules', list, minutes, this.crawl, starter)
    else for (const column of columns) this.#schedule(column, minutes)
  }

  #schedule(column: Column, minutes: number): void {
    const window = windowWithin(minutes)
    new Schedule(this, `column-${column.id}`, {
      schedule: ScheduleExpression.expression(rateOf(minutes), TimeZone.ASIA_SHANGHAI),
      timeWindow: window < 1 ? TimeWindow.off() : TimeWindow.flexible(Duration.minutes(window)),
      target: this.start(column),
    })
  }
}

/** EventBridge Scheduler counts in whole minutes. */
export function wholeMinutes(everyMs: number): number {
  const minutes = everyMs / 60_000
  if (Number.isInteger(minutes) && minutes >= 1) return minutes
  throw new Error(`Cannot schedule a crawl every ${everyMs / 1000} seconds: EventBridge Scheduler counts in whole minutes`)
}
