import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'

/** A row of the table: its key, and fields of numbers, texts, bytes and lists of them. `due` puts a row into the index of what is due. */
export type Row = { pk: string; sk: string; due?: string | undefined } & Record<string, unknown>
export type Key = { pk: string; sk: string }

/** Which rows of a partition: sort keys from `from` to `to`, both included; `fields` keeps the answer small, not the cost. */
export type Range = { from?: string; to?: string; descending?: boolean; limit?: number; fields?: string[] }

/** The one index: rows that carry `due` (an instant), soonest first. */
export const DUE_INDEX = 'due'
/** The shape of the table, for whoever creates it. */
export const TABLE_SHAPE = { partition: 'pk', sort: 'sk', indexPartition: 'waiting', indexSort: 'due' } as const

export type Table = ReturnType<typeof openTable>

/**
 * The table of ledgers, snapshots and everything that may be rebuilt from them. This file is the only one that knows DynamoDB.
 * Every call throws what DynamoDB throws, but for a failed condition, which is an answer.
 */
export function openTable(name: string, client = new DynamoDBClient({})) {
  const put = async (row: Row, condition?: Condition) => {
    const held = row.due === undefined ? row : { ...row, [TABLE_SHAPE.indexPartition]: DUE_INDEX }
    const Item = marshall(held, { removeUndefinedValues: true })
    await client.send(new PutItemCommand({ TableName: name, Item, ...condition }))
  }
  return {
    async get({ pk, sk }: Key): Promise<Row | undefined> {
      const answer = await client.send(new GetItemCommand({ TableName: name, Key: marshall({ pk, sk }), ConsistentRead: true }))
      return answer.Item && (unmarshall(answer.Item) as Row)
    },

    /** Writes a row over whatever was there. */
    async put(row: Row): Promise<void> {
      await put(row)
    },

    /** Writes a row unless its key is taken: false when it was. */
    insert: (row: Row): Promise<boolean> => whether(put(row, { ConditionExpression: 'attribute_not_exists(pk)' })),

    /** Writes a row over the one whose `field` is `value` (undefined: over none): false when another got there first. */
    replace: (row: Row, field: string, value: string | number | undefined): Promise<boolean> =>
      whether(
        value === undefined
          ? put(row, { ConditionExpression: 'attribute_not_exists(pk)' })
          : put(row, {
              ConditionExpression: '#field = :value',
              ExpressionAttributeNames: { '#field': field },
              ExpressionAttributeValues: marshall({ ':value': value }),
            }),
      ),

    async remove({ pk, sk }: Key): Promise<void> {
      await client.send(new DeleteItemCommand({ TableName: name, Key: marshall({ pk, sk }) }))
    },

    /** The rows of one partition in order of their sort keys. */
    query: (pk: string, range: Range = {}) =>
      pages(client, { TableName: name, ConsistentRead: true, ...inRange(pk, range) }, range.limit),

    /** The rows due at or before the instant `by`, soonest first. The index may lag by moments. */
    due: (by: string, limit?: number) =>
      pages(
        client,
        {
          TableName: name,
          IndexName: DUE_INDEX,
          KeyConditionExpression: '#waiting = :due AND #due <= :by',
          ExpressionAttributeNames: { '#waiting': TABLE_SHAPE.indexPartition, '#due': TABLE_SHAPE.indexSort },
          ExpressionAttributeValues: marshall({ ':due': DUE_INDEX, ':by': by }),
        },
        limit,
      ),
  }
}

type Condition = Pick<PutItemCommandInput, 'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'>

async function whether(written: Promise<void>): Promise<boolean> {
  try {
    await written
    return true
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false
    throw error
  }
}

/** Sort keys are ASCII, so '\0' and '~' stand before and after all of them. */
function inRange(
  pk: string,
  { from = ' ', to = '~', descending = false, fields }: Range,
): Omit<QueryCommandInput, 'TableName'> {
  const names = fields?.map((field, index) => [`#f${index}`, field] as const) ?? []
  return {
    KeyConditionExpression: '#pk = :pk AND #sk BETWEEN :from AND :to',
    ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk', ...Object.fromEntries(names) },
    ExpressionAttributeValues: marshall({ ':pk': pk, ':from': from, ':to': to }),
    ScanIndexForward: !descending,
    ...(names.length > 0 && { ProjectionExpression: names.map(([alias]) => alias).join(', ') }),
  }
}

async function* pages(client: DynamoDBClient, input: QueryCommandInput, limit = Infinity): AsyncGenerator<Row> {
  let left = limit
  let start: QueryCommandInput['ExclusiveStartKey']
  do {
    const Limit = Number.isFinite(left) ? left : undefined
    const answer = await client.send(new QueryCommand({ ...input, Limit, ExclusiveStartKey: start }))
    for (const item of answer.Items ?? []) yield unmarshall(item) as Row
    left -= answer.Items?.length ?? 0
    start = answer.LastEvaluatedKey
  } while (start && left > 0)
}
