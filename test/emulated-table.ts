import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb'
import dynalite from 'dynalite'
import { DUE_INDEX, TABLE_SHAPE } from '../functions/ports/store/dynamodb.ts'
import { CREDENTIALS } from '../infra/local/account.ts'
import type { Emulator } from '../infra/local/emulators.ts'

const TABLE = 'letterwatch'

/** DynamoDB's stand-in on loopback, in memory or in the folder `path`, with the table that a stack has. */
export async function startTable(path?: string): Promise<Emulator<'TABLE' | 'AWS_ENDPOINT_URL_DYNAMODB'>> {
  const server = dynalite({ createTableMs: 0, ...(path !== undefined && { path }) })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const credentials = { accessKeyId: CREDENTIALS.AWS_ACCESS_KEY_ID, secretAccessKey: CREDENTIALS.AWS_SECRET_ACCESS_KEY }
  const client = new DynamoDBClient({ endpoint, region: CREDENTIALS.AWS_REGION, credentials })
  await client.send(new CreateTableCommand(tableDefinition))
  await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 0.02, maxDelay: 0.2 }, { TableName: TABLE })
  client.destroy()
  return {
    variables: { ...CREDENTIALS, TABLE, AWS_ENDPOINT_URL_DYNAMODB: endpoint },
    close: async () => {
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
