import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import dynalite from 'dynalite'
import { TABLE_SHAPE } from '../../functions/ports/store/dynamodb.ts'
import { closeFolderTable, openFolderTable } from '../../functions/archive/folder-table.ts'
import type { Row } from '../../functions/ports/store/store.ts'
import { CREDENTIALS } from './account.ts'

/** What the emulated table of form 1 was called. */
const TableName = 'letterwatch'

/**
 * Copies every row of a table of form 1, which an emulated DynamoDB kept in the folder `emulated`, into the table in the folder
 * `table`. The emulated one stays as it is.
 */
export async function bringForward(emulated: string, table: string): Promise<void> {
  const server = dynalite({ path: emulated }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const credentials = { accessKeyId: CREDENTIALS.AWS_ACCESS_KEY_ID, secretAccessKey: CREDENTIALS.AWS_SECRET_ACCESS_KEY }
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const client = new DynamoDBClient({ endpoint, region: CREDENTIALS.AWS_REGION, credentials })
  const rows = await openFolderTable(table)
  for await (const { Items = [] } of paginateScan({ client }, { TableName }))
    for (const marshalled of Items) {
      const { [TABLE_SHAPE.indexPartition]: _, ...row } = unmarshall(marshalled)
      await rows.put(row as Row)
    }
  client.destroy()
  await closeFolderTable(table)
  await new Promise((closed) => server.close(closed))
}
