import { CfnParameter, Stack } from 'aws-cdk-lib'
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import { Construct } from 'constructs'
import { publishTo } from '../announcements.ts'
import type { Binding } from '../binding.ts'

/**
 * The topic for operators, and the mail address that the first deployment asks for. It is a parameter, so that it is in no file and later
 * deployments keep it.
 */
export class Operators extends Construct {
  readonly topic: Topic
  readonly #action: SnsAction

  constructor(scope: Construct, id: string) {
    super(scope, id)
    const address = new CfnParameter(Stack.of(this), 'OperatorMail', {
      description: 'The e-mail address to which alarms go. Amazon asks there for a confirmation first.',
      allowedPattern: '[^@\\s]+@[^@\\s]+\\.[^@\\s]+',
      constraintDescription: 'It must be an e-mail address.',
    })
    this.topic = new Topic(this, 'Topic', { enforceSSL: true, displayName: 'letterwatch alarms' })
    // A topic with a policy of its own loses the default one, which lets CloudWatch publish.
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    )
    this.topic.addSubscription(new EmailSubscription(address.valueAsString))
    this.#action = new SnsAction(this.topic)
  }

  /** Sending a notification that is not an alarm. */
  get notify(): Binding {
    return publishTo(this.topic)
  }

  /** Notifies the operators when `alarm` goes off, and when it is over. */
  subscribeTo(alarm: Alarm): void {
    alarm.addAlarmAction(this.#action)
    alarm.addOkAction(this.#action)
  }
}
