import type { Store } from '../ports/store/store.ts'

/** DynamoDB's table where one may never be opened: its client, which is large, is loaded with the first. Bundles hold `dynamo-table.ts` itself. */
export async function openDynamoTable(name: string): Promise<Store> {
  return (await import('./dynamo-table.ts')).openDynamoTable(name)
}
