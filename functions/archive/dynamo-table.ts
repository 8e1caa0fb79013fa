import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  type ScanCommandInput,
} from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import type { Range, Row, Store } from '../ports/store/store.ts'

/** The one index: rows that carry `due` (an instant), soonest first. */
export const DUE_INDEX = 'due'
/** The shape of the table, for whoever creates it. */
export const TABLE_SHAPE = { partition: 'pk', sort: 'sk', indexPartition: 'waiting', indexSort: 'due' } as const

/** The table called `name` in DynamoDB: this file is the only one that knows it. A failed condition is an answer; everything else is thrown. */
export function openDynamoTable(name: string, client = new DynamoDBClient({})): Store {
  const put = async (row: Row, condition?: Condition) => {
    const held = row.due === undefined ? row : { ...row, [TABLE_SHAPE.indexPartition]: DUE_INDEX }
    const Item = marshall(held, { removeUndefinedValues: true })
    await client.send(new PutItemCommand({ TableName: name, Item, ...condition }))
  }
  return {
    async get({ pk, sk }, { eventuallyConsistent = false } = {}) {
      const answer = await client.send(
        new GetItemCommand({ TableName: name, Key: marshall({ pk, sk }), ConsistentRead: !eventuallyConsistent }),
      )
      return answer.Item && (unmarshall(answer.Item) as Row)
    },

    async put(row) {
      await put(row)
    },

    insert: (row) => whether(put(row, { ConditionExpression: 'attribute_not_exists(pk)' })),

    replace: (row, field, value) =>
      whether(
        value === undefined
          ? put(row, { ConditionExpression: 'attribute_not_exists(pk)' })
          : put(row, {
              ConditionExpression: '#field = :value',
              ExpressionAttributeNames: { '#field': field },
              ExpressionAttributeValues: marshall({ ':value': value }),
            }),
      ),

    async remove({ pk, sk }) {
      await client.send(new DeleteItemCommand({ TableName: name, Key: marshall({ pk, sk }) }))
    },

    query: (pk, range = {}) =>
      pages(
        client,
        { TableName: name, ConsistentRead: range.eventuallyConsistent !== true, ...inRange(pk, range) },
        range.limit,
      ),

    async *scan() {
      let start: ScanCommandInput['ExclusiveStartKey']
      do {
        const answer = await client.send(new ScanCommand({ TableName: name, ConsistentRead: true, ExclusiveStartKey: start }))
        for (const item of answer.Items ?? []) yield unmarshall(item) as Row
        start = answer.LastEvaluatedKey
      } while (start)
    },

    due: (by, limit) =>
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
