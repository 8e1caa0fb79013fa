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
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { Construct } from 'constructs'
import type { MetricName } from '../../../functions/metrics.ts'
import { metricOf, type Monitored } from './alarms.ts'

const WIDTH = 24
const TODAY: MetricName[] = ['EventsAnnounced', 'EventsHeld', 'DeliveriesMade', 'DeliveriesFailed', 'DeliveriesDead']

/** One dashboard that shows whether letterwatch works, whether it is complete, and what happened today. */
export class MonitoringDashboard extends Construct {
  constructor(scope: Construct, id: string, alarms: Alarm[], { functions, queues }: Monitored) {
    super(scope, id)
    const dashboard = new Dashboard(this, 'Dashboard', {
      // The runbook refers to it by this name.
      dashboardName: Stack.of(this).stackName,
      defaultInterval: Duration.days(1),
    })
    const errorsOf = (fn: LambdaFunction) => fn.metricErrors({ label: fn.node.id, period: Duration.minutes(15) })
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
        metrics: TODAY.map((name) => metricOf(this, name, Stats.SUM, Duration.days(1))),
        width: WIDTH,
      }),
    )
    dashboard.addWidgets(
      new GraphWidget({ title: 'Errors of functions', left: Object.values(functions).map(errorsOf), width: WIDTH / 2 }),
      new GraphWidget({
        title: 'Age of the oldest message in each queue, in seconds',
        left: Object.values(queues).map(({ queue }) => queue.metricApproximateAgeOfOldestMessage()),
        width: WIDTH / 2,
      }),
    )
  }
}
