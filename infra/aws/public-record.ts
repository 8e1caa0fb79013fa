import { RemovalPolicy, Validations } from 'aws-cdk-lib'
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3'
import { Construct } from 'constructs'
import { Front } from './front.ts'
import type { Stage } from './stages.ts'
import { type Use, use } from './use.ts'

/** Where the public record lies, and what shows it to the world. */
export class PublicRecord extends Construct {
  readonly bucket: Bucket
  /** Where it is read, when something of ours shows it. */
  readonly address: string | undefined

  constructor(scope: Construct, id: string, front: Stage['front']) {
    super(scope, id)
    this.bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.RETAIN,
    })
    const reason = 'Everything in it is public and can be written again from the ledger; who reads it is nobody’s business.'
    Validations.of(this.bucket).acknowledge({ id: 'AwsSolutions-S1', reason })
    this.address = front === 'none' ? undefined : new Front(this, 'Front', this.bucket, front).address
  }

  /** Writing the pages of the canary. */
  get writeCanary(): Use {
    return this.#write('canary/source/*', 'A page for each month.')
  }

  /** Writing all files of the record. */
  get write(): Use {
    return this.#write('*', 'The bucket holds the record and nothing else, and publishing writes all of it.')
  }

  /** Writing files that are `like` this. Who may not list a bucket is not told that a file is absent, only that he may not look. */
  #write(like: string, every: string): Use {
    const { bucketName, bucketArn } = this.bucket
    return use(
      `s3://${bucketName}`,
      { actions: ['s3:GetObject', 's3:PutObject'], resources: [`${bucketArn}/${like}`], every },
      { actions: ['s3:ListBucket'], resources: [bucketArn] },
    )
  }
}
