import { RemovalPolicy, Validations } from 'aws-cdk-lib'
import { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import { Construct } from 'constructs'
import { type Use, use } from './use.ts'

/**
 * The one key from which all others are derived, each under a label of its own: the secrets of webhooks, and the key of checkpoints.
 * Whoever lost it would have to give every receiver a new secret.
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
      'Another key makes the secret of every receiver wrong at once. The secret of one endpoint is rotated by itself.'
    Validations.of(this.key).acknowledge({ id: 'AwsSolutions-SMG4', reason })
  }

  /** Deriving keys: for delivering and for checkpoints. */
  get derive(): Use {
    const { secretArn } = this.key
    return use(`secretsmanager:${secretArn}`, { actions: ['secretsmanager:GetSecretValue'], resources: [secretArn] })
  }
}
