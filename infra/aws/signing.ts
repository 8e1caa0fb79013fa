import { Duration, RemovalPolicy, TimeZone, Validations } from 'aws-cdk-lib'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler'
import { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import { Construct } from 'constructs'
import { type Binding, binding } from './binding.ts'
import { type Bindings, lambdaFunction } from './lambda-function.ts'
import { scheduleTarget } from './triggers.ts'

/**
 * The key from which all others are derived, each under its own label: the secrets of webhooks and the key of checkpoints. It is retained:
 * without it every receiver needs a new secret.
 */
export class Signing extends Construct {
  readonly key: Secret

  constructor(scope: Construct, id: string) {
    super(scope, id)
    this.key = new Secret(this, 'Key', {
      description: 'letterwatch derives from this the secrets of all webhook endpoints, and the key that signs checkpoints',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy: RemovalPolicy.RETAIN,
    })
    const reason =
      'A new key would invalidate the secret of every receiver at once. Each endpoint’s secret is rotated separately.'
    Validations.of(this.key).acknowledge({ id: 'AwsSolutions-SMG4', reason })
  }

  /** Reading the key. */
  get read(): Binding {
    const { secretArn } = this.key
    return binding(secretArn, { actions: ['secretsmanager:GetSecretValue'], resources: [secretArn] })
  }
}

/** The signed checkpoint of each day. */
export class Checkpoints extends Construct {
  readonly checkpoint: LambdaFunction

  constructor(scope: Construct, id: string, bindings: Bindings<'checkpoint'>) {
    super(scope, id)
    this.checkpoint = lambdaFunction(this, 'checkpoint', bindings, { timeout: Duration.minutes(1), memorySize: 256 })
    this.checkpoint.configureAsyncInvoke({ retryAttempts: 2, maxEventAge: Duration.hours(6) })
    new Schedule(this, 'EveryDay', {
      schedule: ScheduleExpression.cron({ hour: '0', minute: '5', timeZone: TimeZone.ASIA_SHANGHAI }),
      target: scheduleTarget(this.checkpoint)(),
    })
  }
}
