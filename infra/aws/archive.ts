import { RemovalPolicy } from 'aws-cdk-lib'
import { AttributeType, Billing, TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import { Construct } from 'constructs'
import { DUE_INDEX, TABLE_SHAPE } from '../../functions/archive/table.ts'
import { type Use, use } from './use.ts'

const READ = ['dynamodb:GetItem', 'dynamodb:Query']
const key = (name: string) => ({ name, type: AttributeType.STRING })

/** The archive: one table, which nothing that CloudFormation does can lose. Only a crawl may write a ledger, and nobody may delete from one. */
export class Archive extends Construct {
  readonly table: TableV2

  constructor(scope: Construct, id: string) {
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
  }

  /** Reading everything and writing any row: for crawls. */
  get readAndWrite(): Use {
    return use(this.table.tableName, this.#allow([...READ, 'dynamodb:PutItem']))
  }

  /** Reading everything and keeping the record books, which may be lost: for publishing. */
  get readAndKeepRecordBooks(): Use {
    const keep = this.#allow(['dynamodb:PutItem', 'dynamodb:DeleteItem'], ['record-cards', 'record-book#*'])
    return use(this.table.tableName, this.#allow(READ), keep)
  }

  /** Reading endpoints and beginning deliveries to them: for dispatching. */
  get beginDeliveries(): Use {
    const begin = this.#allow(['dynamodb:PutItem'], ['deliveries#*'])
    return use(this.table.tableName, this.#allow(['dynamodb:Query'], ['endpoints']), begin)
  }

  /** Reading events and endpoints, and writing down how deliveries and endpoints do: for delivering. */
  get makeDeliveries(): Use {
    const note = this.#allow(['dynamodb:PutItem'], ['deliveries#*', 'endpoints'])
    return use(this.table.tableName, this.#allow(READ, ['ledger#*', 'deliveries#*', 'endpoints']), note)
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
