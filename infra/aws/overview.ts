import { Duration, Stack } from 'aws-cdk-lib'
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  LogQueryWidget,
  SingleValueWidget,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch'
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs'
import { Construct } from 'constructs'
import type { MetricName } from '../../functions/metrics.ts'
import type { WatchedOver } from './alarms.ts'
import { metricOf } from './metric-of.ts'

const TODAY = Duration.days(1)
const WIDTH = 24

/** One dashboard that answers whether it is working, whether it is complete, and what happened today. */
export class Overview extends Construct {
  constructor(scope: Construct, id: string, alarms: Alarm[], { functions, queues }: Pick<WatchedOver, 'functions' | 'queues'>) {
    super(scope, id)
    const dashboard = new Dashboard(this, 'Dashboard', {
      // By its name those find it who read in the runbook that they should look at it.
      dashboardName: Stack.of(this).stackName,
      defaultInterval: Duration.days(1),
    })
    const today = (name: MetricName) => metricOf(this, name, Stats.SUM, TODAY)
    const errorsOf = (fn: NodejsFunction) => fn.metricErrors({ label: fn.node.id, period: Duration.minutes(15) })
    dashboard.addWidgets(new AlarmStatusWidget({ title: 'Is it working?', alarms, width: WIDTH, height: 5 }))
    dashboard.addWidgets(
      new GraphWidget({
        title: 'Is it complete? Complete crawls, and columns overdue',
        left: [metricOf(this, 'CompleteCrawls', Stats.SUM, Duration.hours(1))],
        right: [metricOf(this, 'ColumnsOverdue', Stats.MAXIMUM, Duration.hours(1))],
        width: WIDTH / 2,
      }),
      new LogQueryWidget({
        title: 'The last crawls',
        logGroupNames: [functions.crawl.logGroup.logGroupName],
        queryLines: [
          "filter function = 'crawl'",
          'fields @timestamp, crawl.column, crawl.outcome, crawl.listed, crawl.requests, crawl.coverage.uncheckedSince, announced',
          'sort @timestamp desc',
          'limit 20',
        ],
        width: WIDTH / 2,
      }),
    )
    dashboard.addWidgets(
      new SingleValueWidget({
        title: 'What happened today?',
        metrics: (['EventsAnnounced', 'EventsHeld', 'DeliveriesMade', 'DeliveriesFailed', 'DeliveriesDead'] as const).map(
          today,
        ),
        width: WIDTH,
      }),
    )
    dashboard.addWidgets(
      new GraphWidget({ title: 'Errors of functions', left: Object.values(functions).map(errorsOf), width: WIDTH / 2 }),
      new GraphWidget({
        title: 'Messages waiting, the oldest in seconds',
        left: Object.values(queues).map(({ queue }) => queue.metricApproximateAgeOfOldestMessage()),
        width: WIDTH / 2,
      }),
    )
  }
}
