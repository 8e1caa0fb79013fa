import { Duration } from 'aws-cdk-lib'
import { type IRole, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { SqsEventSource, type SqsEventSourceProps } from 'aws-cdk-lib/aws-lambda-event-sources'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import type { ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler'
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets'
import { Queue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { type Binding, binding } from './binding.ts'

/** How often a batch that Lambda could not start, or that timed out, is tried before its messages go to the dead letters. */
const MAX_TRIES = 5
/** Lambda recommends six times the function's timeout, so that a throttled batch is retried before its messages become visible again. */
const VISIBILITY_TIMEOUTS = 6

/** `maxTries`: how often a message is tried before it goes to the dead letters. */
type Feeding = Pick<SqsEventSourceProps, 'batchSize' | 'maxBatchingWindow' | 'maxConcurrency'> & { maxTries?: number }

/** A queue that feeds one function, and its dead letters: messages that the function failed on, and messages that SNS could not deliver. */
export class FunctionQueue extends Construct {
  readonly queue: Queue
  readonly deadLetters: Queue
  /** Sending to the queue. */
  readonly send: Binding

  constructor(scope: Construct, id: string, into: LambdaFunction, { maxTries = MAX_TRIES, ...feeding }: Feeding) {
    super(scope, id)
    this.deadLetters = new Queue(this, 'DeadLetters', { retentionPeriod: Duration.days(14), enforceSSL: true })
    this.queue = new Queue(this, 'Queue', {
      visibilityTimeout: Duration.seconds((into.timeout?.toSeconds() ?? 0) * VISIBILITY_TIMEOUTS),
      retentionPeriod: Duration.days(14),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: maxTries },
      enforceSSL: true,
    })
    this.send = binding(this.queue.queueUrl, { actions: ['sqs:SendMessage'], resources: [this.queue.queueArn] })
    into.addEventSource(new SqsEventSource(this.queue, { ...feeding, reportBatchItemFailures: true }))
  }
}

/**
 * A schedule's target that starts `fn`, with `input` where it is given. It does not retry and has no dead letters: the next run does what
 * a failed one did not.
 */
export function scheduleTarget(fn: LambdaFunction, role = schedulerRole(fn)): (input?: ScheduleTargetInput) => LambdaInvoke {
  return (input) => new LambdaInvoke(fn, { role, retryAttempts: 0, ...(input && { input }) })
}

/** The role in which schedules start `fn`. It may start this function but none of its versions, which the CDK would add. */
export function schedulerRole(fn: LambdaFunction): IRole {
  const start = new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [fn.functionArn] })
  return new Role(fn, 'SchedulerRole', {
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com'),
    inlinePolicies: { start: new PolicyDocument({ statements: [start] }) },
  }).withoutPolicyUpdates()
}
