import { Duration, RemovalPolicy, TimeZone, Validations } from 'aws-cdk-lib'
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs'
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler'
import { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import { Construct } from 'constructs'
import { bundledFunction, type Uses } from './bundled-function.ts'
import { started } from './started.ts'
import { use } from './use.ts'

/** The signed checkpoint of each day, and the key that signs it. */
export class Checkpoints extends Construct {
  readonly key: Secret
  readonly checkpoint: NodejsFunction

  constructor(scope: Construct, id: string, uses: Omit<Uses<'checkpoint'>, 'CHECKPOINT_KEY'>) {
    super(scope, id)
    this.key = newKey(this)
    const { secretArn } = this.key
    const CHECKPOINT_KEY = use(`secretsmanager:${secretArn}`, {
      actions: ['secretsmanager:GetSecretValue'],
      resources: [secretArn],
    })
    this.checkpoint = bundledFunction(
      this,
      'checkpoint',
      { ...uses, CHECKPOINT_KEY },
      {
        timeout: Duration.minutes(1),
        memorySize: 256,
      },
    )
    this.checkpoint.configureAsyncInvoke({ retryAttempts: 2, maxEventAge: Duration.hours(6) })
    new Schedule(this, 'EveryDay', {
      schedule: ScheduleExpression.cron({ hour: '0', minute: '5', timeZone: TimeZone.ASIA_SHANGHAI }),
      target: started(this.checkpoint)(),
    })
  }
}

function newKey(scope: Construct): Secret {
  const key = new Secret(scope, 'Key', {
    description: 'letterwatch derives from this the Ed25519 key that signs its checkpoints',
    generateSecretString: { passwordLength: 64, excludePunctuation: true },
    removalPolicy: RemovalPolicy.RETAIN,
  })
  const reason = 'Readers keep the public key. One that is replaced stays published, so that what it signed can be checked.'
  Validations.of(key).acknowledge({ id: 'AwsSolutions-SMG4', reason })
  return key
}
