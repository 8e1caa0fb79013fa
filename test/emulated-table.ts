import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb'
import dynalite from 'dynalite'
import { DUE_INDEX, openDynamoStore, TABLE_SHAPE } from '../functions/ports/store/dynamodb.ts'

/** What the table is called. */
export const TABLE = 'letterwatch'

/** How a client reaches an emulated table. */
export const clientAt = (endpoint: string) => ({
  endpoint,
  region: 'local-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
})

export type EmulatedTable = Awaited<ReturnType<typeof startTable>>

/** DynamoDB's stand-in on loopback, with the table that a stack has, and a store on it. */
export async function startTable() {
  const server = dynalite({ createTableMs: 0 })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const client = new DynamoDBClient(clientAt(endpoint))
  await client.send(new CreateTableCommand(tableDefinition))
  await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 0.02, maxDelay: 0.2 }, { TableName: TABLE })
  return {
    endpoint,
    store: openDynamoStore(TABLE, client),
    close: async () => {
      client.destroy()
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

const { partition, sort, indexPartition, indexSort } = TABLE_SHAPE

const tableDefinition = {
  TableName: TABLE,
  BillingMode: 'PAY_PER_REQUEST' as const,
  AttributeDefinitions: [partition, sort, indexPartition, indexSort].map((AttributeName) => ({
    AttributeName,
    AttributeType: 'S' as const,
  })),
  KeySchema: keys(partition, sort),
  GlobalSecondaryIndexes: [
    { IndexName: DUE_INDEX, KeySchema: keys(indexPartition, indexSort), Projection: { ProjectionType: 'ALL' as const } },
  ],
}

function keys(hash: string, range: string) {
  return [
    { AttributeName: hash, KeyType: 'HASH' as const },
    { AttributeName: range, KeyType: 'RANGE' as const },
  ]
}
