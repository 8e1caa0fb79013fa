import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs'
import type { ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler'
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets'

/**
 * What a schedule has to do to start `fn`. Its role may start this function and none of its versions, which the library would add. The
 * next turn does what a failed one left undone: nothing is tried again, and there are no dead letters.
 */
export function started(fn: NodejsFunction): (input?: ScheduleTargetInput) => LambdaInvoke {
  const start = new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [fn.functionArn] })
  const role = new Role(fn, 'Starter', {
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com'),
    inlinePolicies: { start: new PolicyDocument({ statements: [start] }) },
  }).withoutPolicyUpdates()
  return (input) => new LambdaInvoke(fn, { role, retryAttempts: 0, ...(input && { input }) })
}
