import { CfnParameter, Stack } from 'aws-cdk-lib'
import { Alarm, type AlarmProps } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import { Construct } from 'constructs'
import { publishTo } from './announcements.ts'
import { type Article, whereToRead } from './runbook.ts'
import type { Use } from './use.ts'

/** Who is woken: a topic, and the address that deploying asks for. It stands in no file, and a later deployment knows it still. */
export class Operators extends Construct {
  /** Everything for which they are woken. */
  readonly alarms: Alarm[] = []
  readonly topic: Topic
  readonly #action: SnsAction
  readonly #record: string | undefined

  /** `record` is the address at which the world reads the public record, and they the runbook in it. */
  constructor(scope: Construct, id: string, record: string | undefined) {
    super(scope, id)
    this.#record = record
    const address = new CfnParameter(Stack.of(this), 'OperatorMail', {
      description: 'The e-mail address to which alarms go. Amazon asks there for a confirmation first.',
      allowedPattern: '[^@\\s]+@[^@\\s]+\\.[^@\\s]+',
      constraintDescription: 'It must be an e-mail address.',
    })
    const topic = new Topic(this, 'Topic', { enforceSSL: true, displayName: 'letterwatch alarms' })
    this.topic = topic
    // A policy of one's own takes the place of the one that lets CloudWatch publish.
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    )
    topic.addSubscription(new EmailSubscription(address.valueAsString))
    this.#action = new SnsAction(topic)
  }

  /** Telling them something that is no alarm. */
  get tell(): Use {
    return publishTo(this.topic)
  }

  /** An alarm that wakes them, and tells them when it is over. Its description says what happened and where to read what to do. */
  wakeFor(scope: Construct, id: string, article: Article, says: string, props: Omit<AlarmProps, 'alarmDescription'>): void {
    const alarmDescription = `${says} What to do: ${whereToRead(article, this.#record)}`
    const alarm = new Alarm(scope, id, { ...props, alarmDescription })
    alarm.addAlarmAction(this.#action)
    alarm.addOkAction(this.#action)
    this.alarms.push(alarm)
  }
}
