import { type Duration, Stack } from 'aws-cdk-lib'
import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import type { Construct } from 'constructs'
import type { MetricName } from '../../functions/metrics.ts'

/** One of our metrics as this stack's functions send it. */
export function metricOf(scope: Construct, metricName: MetricName, statistic: string, period: Duration): Metric {
  return new Metric({ namespace: Stack.of(scope).stackName, metricName, statistic, period })
}
