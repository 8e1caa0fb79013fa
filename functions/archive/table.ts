import { fileURLToPath } from 'node:url'
import { openDynamoTable } from '#dynamo-table'

/** A row of the table: its key, and fields of numbers, texts, bytes and lists of them. `due` puts a row into the index of what is due. */
export type Row = { pk: string; sk: string; due?: string | undefined } & Record<string, unknown>
export type Key = { pk: string; sk: string }

/**
 * Which rows of a partition: sort keys from `from` to `to`, both included; `fields` keeps the answer small, not the cost. An answer that
 * `mayLag` costs half, and may not know of a write a moment ago.
 */
export type Range = { from?: string; to?: string; descending?: boolean; limit?: number; fields?: string[]; mayLag?: boolean }

/** The table of ledgers, snapshots and everything that may be rebuilt from them. Every call throws what the store under it throws. */
export type Table = {
  get: (key: Key, options?: Pick<Range, 'mayLag'>) => Promise<Row | undefined>
  /** Writes a row over whatever was there. */
  put: (row: Row) => Promise<void>
  /** Writes a row unless its key is taken: false when it was. */
  insert: (row: Row) => Promise<boolean>
  /** Writes a row over the one whose `field` is `value` (undefined: over none): false when another got there first. */
  replace: (row: Row, field: string, value: string | number | undefined) => Promise<boolean>
  remove: (key: Key) => Promise<void>
  /** The rows of one partition in order of their sort keys. */
  query: (pk: string, range?: Range) => AsyncGenerator<Row>
  /** Every row, partition by partition, each in order of its sort keys. What is written meanwhile may be among them or not. */
  rows: () => AsyncGenerator<Row>
  /** The rows due at or before the instant `by`, soonest first. The index may lag by moments. */
  due: (by: string, limit?: number) => AsyncGenerator<Row>
}

/** The table at `place`: DynamoDB's of that name, or the one in the folder `file:///folder`. What it is made of is loaded at its first call. */
export function openTable(place: string): Table {
  let opened: Promise<Table> | undefined
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
    rows: async function* () {
      yield* (await table()).rows()
    },
    due: async function* (by, limit) {
      yield* (await table()).due(by, limit)
    },
  }
}

async function openAt(place: string): Promise<Table> {
  if (!place.startsWith('file:')) return openDynamoTable(place)
  return (await import('./folder-table.ts')).openFolderTable(fileURLToPath(place))
}
