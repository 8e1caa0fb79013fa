import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib'
import { AttributeType, Billing, TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectLockRetention } from 'aws-cdk-lib/aws-s3'
import { Construct } from 'constructs'
import { DUE_INDEX, TABLE_SHAPE } from '../../functions/archive/dynamo-table.ts'
import type { Stage } from './stages.ts'
import { type Use, use } from './use.ts'

const READ = ['dynamodb:GetItem', 'dynamodb:Query']
const key = (name: string) => ({ name, type: AttributeType.STRING })

/**
 * The archive: a table, and a bucket for snapshots that outgrow a row, which nothing that CloudFormation does can lose. Only a crawl may
 * write a ledger or a snapshot, and nobody may delete one.
 */
export class Archive extends Construct {
  readonly table: TableV2
  readonly snapshots: Bucket

  constructor(scope: Construct, id: string, { snapshotsLockedDays }: Pick<Stage, 'snapshotsLockedDays'>) {
    super(scope, id)
    this.table = new TableV2(this, 'Table', {
      partitionKey: key(TABLE_SHAPE.partition),
      sortKey: key(TABLE_SHAPE.sort),
      globalSecondaryIndexes: [
        { indexName: DUE_INDEX, partitionKey: key(TABLE_SHAPE.indexPartition), sortKey: key(TABLE_SHAPE.indexSort) },
      ],
      billing: Billing.onDemand(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    })
    this.snapshots = new Bucket(this, 'Snapshots', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      versioned: true,
      ...(snapshotsLockedDays !== undefined && {
        objectLockDefaultRetention: ObjectLockRetention.governance(Duration.days(snapshotsLockedDays)),
      }),
      removalPolicy: RemovalPolicy.RETAIN,
    })
    const reason =
      'Crawls alone read and write it, and the ledger says what they wrote. An account may log every object by CloudTrail.'
    Validations.of(this.snapshots).acknowledge({ id: 'AwsSolutions-S1', reason })
  }

  /** Reading everything, writing any row, and taking away who waits for a host no more: for crawls. */
  get readAndWrite(): Use {
    const stopWaiting = this.#allow(['dynamodb:DeleteItem'], ['waiting#*'])
    return use(this.table.tableName, this.#allow([...READ, 'dynamodb:PutItem']), stopWaiting)
  }

  /** Keeping large snapshots and reading them: for crawls. */
  get keepLargeSnapshots(): Use {
    const { bucketName, bucketArn } = this.snapshots
    return use(
      `s3://${bucketName}`,
      {
        actions: ['s3:GetObject', 's3:PutObject'],
        resources: [`${bucketArn}/sha256/*`],
        every: 'A snapshot lies under the hash of its bytes, which nobody knows before they are served.',
      },
      { actions: ['s3:ListBucket'], resources: [bucketArn] },
    )
  }

  /** Reading large snapshots: for publishing those that show nobody's number. */
  get readLargeSnapshots(): Use {
    const { bucketName, bucketArn } = this.snapshots
    return use(
      `s3://${bucketName}`,
      {
        actions: ['s3:GetObject'],
        resources: [`${bucketArn}/sha256/*`],
        every: 'A snapshot lies under the hash of its bytes, which the ledger names.',
      },
      { actions: ['s3:ListBucket'], resources: [bucketArn] },
    )
  }

  /** Reading everything and keeping the record books, which may be lost: for publishing. */
  get readAndKeepRecordBooks(): Use {
    const keep = this.#allow(['dynamodb:PutItem'], ['record-heads', 'record-parts#*'])
    return use(this.table.tableName, this.#allow(READ), keep)
  }

  /** Reading endpoints and beginning deliveries to them: for dispatching. */
  get beginDeliveries(): Use {
    const begin = this.#allow(['dynamodb:PutItem'], ['deliveries#*'])
    return use(this.table.tableName, this.#allow(['dynamodb:Query'], ['endpoints']), begin)
  }

  /** Reading single events and endpoints, and writing down how deliveries and endpoints do: for delivering. */
  get makeDeliveries(): Use {
    const note = this.#allow(['dynamodb:PutItem'], ['deliveries#*', 'endpoints'])
    return use(this.table.tableName, this.#allow(['dynamodb:GetItem'], ['ledger#*', 'deliveries#*', 'endpoints']), note)
  }

  /** Reading ledgers and who gets mail, and noting how far digests were made: for digests. */
  get makeDigests(): Use {
    const note = this.#allow(['dynamodb:PutItem'], ['digests'])
    return use(this.table.tableName, this.#allow(['dynamodb:Query'], ['subscribers', 'status', 'ledger#*', 'digests']), note)
  }

  /** Reading where ledgers end, and adding checkpoints, their timestamps and the keys that sign them: for the checkpoint of a day. */
  get makeCheckpoints(): Use {
    const add = this.#allow(['dynamodb:PutItem'], ['checkpoints', 'checkpoint-keys', 'checkpoint-timestamps'])
    return use(this.table.tableName, this.#allow(['dynamodb:Query'], ['status', 'ledger#*', 'checkpoints']), add)
  }

  /** Reading when each column was last seen whole, and keeping which are overdue: for counting them. */
  get countOverdue(): Use {
    const read = this.#allow(['dynamodb:Query'], ['status'])
    return use(this.table.tableName, read, this.#allow(['dynamodb:GetItem', 'dynamodb:PutItem'], ['overdue']))
  }

  /** Finding what is due: for the sweep. */
  get findDue(): Use {
    const resources = [`${this.table.tableArn}/index/${DUE_INDEX}`]
    return use(this.table.tableName, { actions: ['dynamodb:Query'], resources })
  }

  /** A statement that allows `actions` on the rows of `partitions`, or on all. */
  #allow(actions: string[], partitions?: string[]) {
    const conditions = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': partitions } }
    return { actions, resources: [this.table.tableArn], ...(partitions && { conditions }) }
  }
}
