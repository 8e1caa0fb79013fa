import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib'
import { AttributeType, Billing, TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectLockRetention } from 'aws-cdk-lib/aws-s3'
import { Construct } from 'constructs'
import { keyPattern, type Partition } from '../../functions/archive/keys.ts'
import { DUE_INDEX, TABLE_SHAPE } from '../../functions/ports/store/dynamodb.ts'
import type { Environment, FunctionName } from '../../functions/environment.ts'
import { snapshotKey } from '../../shared/snapshot.ts'
import { type Binding, binding } from './binding.ts'
import type { Stage } from './stages.ts'

/** The functions that read `Variable` from their environment; `schedule` reads none, which TypeScript takes for any. */
type UserOf<Variable extends string> = {
  [F in Exclude<FunctionName, 'schedule'>]: Variable extends keyof Environment<F> ? F : never
}[Exclude<FunctionName, 'schedule'>]

/** Actions on the rows of `partitions`, on all rows without them, or on an index of the table. */
type RowAccess = { actions: string[]; partitions?: Partition[]; index?: string }

/**
 * What each function may do with the rows of the table. Only a crawl writes a ledger, and no function deletes from one. The crawl has no
 * list of partitions for reading and writing: it uses nearly all of them.
 */
const ROW_ACCESS: Record<UserOf<'TABLE'>, RowAccess[]> = {
  crawl: [{ actions: ['GetItem', 'Query', 'PutItem'] }, { actions: ['DeleteItem'], partitions: ['waiting'] }],
  publish: [{ actions: ['GetItem', 'Query'] }, { actions: ['PutItem'], partitions: ['siteManifests', 'siteParts'] }],
  dispatch: [
    { actions: ['Query'], partitions: ['endpoints'] },
    { actions: ['PutItem'], partitions: ['deliveries'] },
  ],
  deliver: [
    { actions: ['GetItem'], partitions: ['ledger', 'deliveries', 'endpoints'] },
    { actions: ['PutItem'], partitions: ['deliveries', 'endpoints'] },
  ],
  sweep: [{ actions: ['Query'], index: DUE_INDEX }],
  digest: [
    { actions: ['Query'], partitions: ['subscribers', 'crawlReports', 'ledger', 'digests'] },
    { actions: ['PutItem'], partitions: ['digests'] },
  ],
  checkpoint: [
    { actions: ['Query'], partitions: ['crawlReports', 'ledger', 'checkpoints'] },
    { actions: ['PutItem'], partitions: ['checkpoints', 'checkpointKeys', 'timestamps'] },
  ],
  overdue: [
    { actions: ['Query'], partitions: ['crawlReports'] },
    { actions: ['GetItem', 'PutItem'], partitions: ['overdue'] },
  ],
}

const SNAPSHOT_ACCESS: Record<UserOf<'SNAPSHOTS_BUCKET'>, string[]> = {
  crawl: ['s3:GetObject', 's3:PutObject'],
  publish: ['s3:GetObject'],
}

/** The archive: a table, and a bucket for snapshots that are too large for a row. CloudFormation can neither delete nor replace them. */
export class Archive extends Construct {
  readonly table: TableV2
  readonly snapshots: Bucket

  constructor(scope: Construct, id: string, { snapshotsLockedDays }: Pick<Stage, 'snapshotsLockedDays'>) {
    super(scope, id)
    this.table = new TableV2(this, 'Table', {
      partitionKey: stringKey(TABLE_SHAPE.partition),
      sortKey: stringKey(TABLE_SHAPE.sort),
      globalSecondaryIndexes: [
        {
          indexName: DUE_INDEX,
          partitionKey: stringKey(TABLE_SHAPE.indexPartition),
          sortKey: stringKey(TABLE_SHAPE.indexSort),
        },
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
      'Only crawls write it, and the ledger records what they wrote. An account may log access to objects with CloudTrail.'
    Validations.of(this.snapshots).acknowledge({ id: 'AwsSolutions-S1', reason })
  }

  /** The rows of the table that `user` may read and write. */
  rowsFor(user: UserOf<'TABLE'>): Binding {
    const { tableName, tableArn } = this.table
    const statements = ROW_ACCESS[user].map(({ actions, partitions, index }) => ({
      actions: actions.map((action) => `dynamodb:${action}`),
      resources: [index === undefined ? tableArn : `${tableArn}/index/${index}`],
      ...(partitions && { conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': partitions.map(keyPattern) } } }),
    }))
    return binding(tableName, ...statements)
  }

  /** The bucket of large snapshots, for `user`. */
  snapshotsFor(user: UserOf<'SNAPSHOTS_BUCKET'>): Binding {
    const { bucketName, bucketArn } = this.snapshots
    return binding(
      bucketName,
      {
        actions: SNAPSHOT_ACCESS[user],
        resources: [`${bucketArn}/${snapshotKey('sha256:*')}`],
        wildcardReason: 'The key of a snapshot is the hash of its bytes, which is not known before they are served.',
      },
      // S3 answers 403 instead of 404 for an absent object to a role that may not list the bucket.
      { actions: ['s3:ListBucket'], resources: [bucketArn] },
    )
  }
}

const stringKey = (name: string) => ({ name, type: AttributeType.STRING })
