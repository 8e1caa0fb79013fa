import { RemovalPolicy } from 'aws-cdk-lib'
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3'
import { Construct } from 'constructs'
import { type Use, use } from './use.ts'

/** Where the public record lies. */
export class PublicRecord extends Construct {
  readonly bucket: Bucket

  constructor(scope: Construct, id: string) {
    super(scope, id)
    this.bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.RETAIN,
    })
  }

  /** Writing files of the record. Who may not list a bucket is not told that a file is absent, only that he may not look. */
  get write(): Use {
    const { bucketName, bucketArn } = this.bucket
    return use(
      `s3://${bucketName}`,
      { actions: ['s3:GetObject', 's3:PutObject'], resources: [`${bucketArn}/*`] },
      { actions: ['s3:ListBucket'], resources: [bucketArn] },
    )
  }
}
