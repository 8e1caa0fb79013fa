import { Duration, TimeZone } from 'aws-cdk-lib'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler'
import { SubscriptionFilter, Topic } from 'aws-cdk-lib/aws-sns'
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import { Construct } from 'constructs'
import { type Binding, binding } from './binding.ts'
import { type Bindings, lambdaFunction } from './lambda-function.ts'
import { type FunctionQueue, scheduleTarget } from './triggers.ts'

/** The topics on which crawls and digests announce what they found. */
export class Announcements extends Construct {
  /** Events as JSON, for machines. */
  readonly events: Topic
  /** Events as text, for mailboxes that are subscribed by hand. */
  readonly mail: Topic
  /** Events and digests as text, for mailboxes that chose what they receive. */
  readonly audiences: Topic

  constructor(scope: Construct, id: string) {
    super(scope, id)
    this.events = new Topic(this, 'Events', { enforceSSL: true })
    this.mail = new Topic(this, 'Mail', { enforceSSL: true, displayName: 'letterwatch' })
    this.audiences = new Topic(this, 'Audiences', { enforceSSL: true, displayName: 'letterwatch' })
  }

  /** Subscribes `into` to the topic of events: to all messages, or to those of `types`. */
  subscribeToEvents({ queue, deadLetters: deadLetterQueue }: FunctionQueue, types?: readonly string[]): void {
    const filterPolicy = types && { type: SubscriptionFilter.stringFilter({ allowlist: [...types] }) }
    this.events.addSubscription(new SqsSubscription(queue, { deadLetterQueue, ...(filterPolicy && { filterPolicy }) }))
  }
}

/** Publishing to `topic`. */
export const publishTo = ({ topicArn }: Topic): Binding =>
  binding(topicArn, { actions: ['sns:Publish'], resources: [topicArn] })

/** The events of a day or a week in one message to each audience that chose a digest. */
export class Digests extends Construct {
  readonly digest: LambdaFunction

  constructor(scope: Construct, id: string, bindings: Bindings<'digest'>) {
    super(scope, id)
    // Two runs at once would send each digest twice.
    this.digest = lambdaFunction(this, 'digest', bindings, {
      timeout: Duration.minutes(10),
      memorySize: 512,
      reservedConcurrentExecutions: 1,
    })
    this.digest.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(30) })
    // Periods end at midnight in the offices' time zone. It runs every hour, because the next run makes what a failed one did not.
    new Schedule(this, 'EveryHour', {
      schedule: ScheduleExpression.cron({ minute: '10', timeZone: TimeZone.ASIA_SHANGHAI }),
      target: scheduleTarget(this.digest)(),
    })
  }
}
