import { fileURLToPath } from 'node:url'
import { openDynamoTable } from '#dynamo-table'
import type { Store } from '../ports/store/store.ts'

/** The table at `place`: DynamoDB's of that name, or the one in the folder `file:///folder`. What it is made of is loaded at its first call. */
export function openTable(place: string): Store {
  let opened: Promise<Store> | undefined
  const table = () => (opened ??= openAt(place))
  return {
    get: async (key, options) => (await table()).get(key, options),
    put: async (row) => (await table()).put(row),
    insert: async (row) => (await table()).insert(row),
    replace: async (row, field, value) => (await table()).replace(row, field, value),
    remove: async (key) => (await table()).remove(key),
    query: async function* (pk, range) {
      yield* (await table()).query(pk, range)
    },
    scan: async function* () {
      yield* (await table()).scan()
    },
    due: async function* (by, limit) {
      yield* (await table()).due(by, limit)
    },
  }
}

async function openAt(place: string): Promise<Store> {
  if (!place.startsWith('file:')) return openDynamoTable(place)
  return (await import('./folder-table.ts')).openFolderTable(fileURLToPath(place))
}
