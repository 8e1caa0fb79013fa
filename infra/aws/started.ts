import { type IRole, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs'
import type { ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler'
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets'

/** The role in which schedules start `fn`. It may start this function and none of its versions, which the library would add. */
export function starterOf(fn: NodejsFunction): IRole {
  const start = new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [fn.functionArn] })
  return new Role(fn, 'Starter', {
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com'),
    inlinePolicies: { start: new PolicyDocument({ statements: [start] }) },
  }).withoutPolicyUpdates()
}

/**
 * What a schedule has to do to start `fn`. The next turn does what a failed one left undone: nothing is tried again, and there are no dead
 * letters.
 */
export function started(fn: NodejsFunction, role = starterOf(fn)): (input?: ScheduleTargetInput) => LambdaInvoke {
  return (input) => new LambdaInvoke(fn, { role, retryAttempts: 0, ...(input && { input }) })
}
