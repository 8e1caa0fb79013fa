import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  paginateQuery,
  paginateScan,
  PutCommand,
  type PutCommandInput,
  type QueryCommandInput,
} from '@aws-sdk/lib-dynamodb'
import type { Range, Row, Store } from './store.ts'

/** The only index: rows that have `due`, ordered by it. It is also the value of the index's partition key in each of these rows. */
export const DUE_INDEX = 'due'
/** The keys of the table and of its index, for the code that creates them. */
export const TABLE_SHAPE = { partition: 'pk', sort: 'sk', indexPartition: 'waiting', indexSort: 'due' } as const

/** The store in the DynamoDB table `name`. */
export function openDynamoStore(name: string, dynamo = new DynamoDBClient({})): Store {
  const client = DynamoDBDocumentClient.from(dynamo, { marshallOptions: { removeUndefinedValues: true } })

  const put = (row: Row, condition?: Condition) => {
    const Item = row.due === undefined ? row : { ...row, [TABLE_SHAPE.indexPartition]: DUE_INDEX }
    return client.send(new PutCommand({ TableName: name, Item, ...condition }))
  }

  const insert = (row: Row) => meetsCondition(put(row, { ConditionExpression: 'attribute_not_exists(pk)' }))

  /** At most `limit` rows; a query that has a limit reads no more than that many rows at a time. */
  async function* query(input: Omit<QueryCommandInput, 'TableName'>, limit = Infinity): AsyncGenerator<Row> {
    let left = limit
    const pageSize = Number.isFinite(limit) ? { pageSize: limit } : {}
    for await (const { Items = [] } of paginateQuery({ client, ...pageSize }, { TableName: name, ...input }))
      for (const item of Items) {
        yield rowOf(item)
        if (--left === 0) return
      }
  }

  return {
    async get({ pk, sk }, { eventuallyConsistent = false } = {}) {
      const { Item } = await client.send(
        new GetCommand({ TableName: name, Key: { pk, sk }, ConsistentRead: !eventuallyConsistent }),
      )
      return Item && rowOf(Item)
    },

    async put(row) {
      await put(row)
    },

    insert,

    replace: (row, field, value) =>
      value === undefined
        ? insert(row)
        : meetsCondition(
            put(row, {
              ConditionExpression: '#field = :value',
              ExpressionAttributeNames: { '#field': field },
              ExpressionAttributeValues: { ':value': value },
            }),
          ),

    async remove({ pk, sk }) {
      await client.send(new DeleteCommand({ TableName: name, Key: { pk, sk } }))
    },

    query: (pk, range = {}) =>
      query({ ConsistentRead: range.eventuallyConsistent !== true, ...keysIn(pk, range) }, range.limit),

    async *scan() {
      for await (const { Items = [] } of paginateScan({ client }, { TableName: name, ConsistentRead: true }))
        for (const item of Items) yield rowOf(item)
    },

    due: (by, limit) =>
      query(
        {
          IndexName: DUE_INDEX,
          KeyConditionExpression: '#waiting = :due AND #due <= :by',
          ExpressionAttributeNames: { '#waiting': TABLE_SHAPE.indexPartition, '#due': TABLE_SHAPE.indexSort },
          ExpressionAttributeValues: { ':due': DUE_INDEX, ':by': by },
        },
        limit,
      ),
  }
}

type Condition = Pick<PutCommandInput, 'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'>

async function meetsCondition(written: Promise<unknown>): Promise<boolean> {
  try {
    await written
    return true
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false
    throw error
  }
}

/** Sort keys are printable ASCII, which ' ' and '~' enclose. */
function keysIn(pk: string, { from = ' ', to = '~', descending = false, fields }: Range): Omit<QueryCommandInput, 'TableName'> {
  const names = fields?.map((field, index) => [`#f${index}`, field] as const) ?? []
  return {
    KeyConditionExpression: '#pk = :pk AND #sk BETWEEN :from AND :to',
    ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk', ...Object.fromEntries(names) },
    ExpressionAttributeValues: { ':pk': pk, ':from': from, ':to': to },
    ScanIndexForward: !descending,
    ...(names.length > 0 && { ProjectionExpression: names.map(([alias]) => alias).join(', ') }),
  }
}

/** A row as it was written, without the partition key of the index. */
function rowOf({ [TABLE_SHAPE.indexPartition]: _, ...item }: Record<string, unknown>): Row {
  return item as Row
}
