import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { openLedger } from '../../../functions/archive/ledger.ts'
import { openDynamoStore } from '../../../functions/ports/store/dynamodb.ts'
import type { Store } from '../../../functions/ports/store/store.ts'
import { startTable } from '../../emulated-table.ts'
import type { Fact } from '../../../shared/entry.ts'
import { recordedAt } from '../../shared/ledger/made-up-entries.ts'

/** A table in an emulator, the variables under which handlers find it, and its end. */
export type MadeUpTable = { store: Store; variables: Record<string, string>; close: () => Promise<void> }

/** In memory, or in the folder `path`. */
export async function openMadeUpTable(path?: string): Promise<MadeUpTable> {
  const { variables, close } = await startTable(path)
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  const client = new DynamoDBClient({ endpoint: variables.AWS_ENDPOINT_URL_DYNAMODB, region: 'local-1', credentials })
  return {
    store: openDynamoStore(variables.TABLE, client),
    variables,
    close: async () => {
      client.destroy()
      await close()
    },
  }
}

/** Appends `facts` to a column's ledger. */
export async function append(store: Store, column: string, facts: Fact[]): Promise<void> {
  const ledger = openLedger(store, column)
  let head = await ledger.head()
  for (const fact of facts) {
    const entry = await ledger.append(fact, head, recordedAt(head.sequence + 1))
    if (!entry) throw new Error('Cannot append in a test: another got there first')
    head = { column, sequence: entry.sequence, hash: entry.hash }
  }
}
