/**
 * A row: its key and further fields, which are texts, numbers, booleans, bytes, and lists and objects of them. A field that is `undefined`
 * is not stored. `due`, an instant in ISO 8601, puts the row into the index that `Store.due` reads.
 */
export type Row = { pk: string; sk: string; due?: string | undefined } & Record<string, unknown>

/** The primary key of a row: partition key and sort key, both printable ASCII. */
export type Key = { pk: string; sk: string }

/**
 * Which rows of a partition a query returns, and how. `from` and `to` are sort keys, both included; `limit` is a number of rows.
 * `fields` makes the answer smaller, not cheaper. An `eventuallyConsistent` answer costs half on DynamoDB and may lack a recent write.
 */
export type Range = {
  from?: string
  to?: string
  descending?: boolean
  limit?: number
  fields?: string[]
  eventuallyConsistent?: boolean
}

/**
 * Where rows are stored: ledgers, snapshots, and everything that can be rebuilt from them. A failed condition is an answer (`false`);
 * every other failure of the store is thrown.
 */
export type Store = {
  get: (key: Key, options?: Pick<Range, 'eventuallyConsistent'>) => Promise<Row | undefined>
  /** Writes a row and overwrites an existing one of the same key. */
  put: (row: Row) => Promise<void>
  /** Writes a row if its key is free; false when it was taken. */
  insert: (row: Row) => Promise<boolean>
  /**
   * Overwrites a row if the stored one has `value` in `field`, or, with `undefined`, writes it if its key is free; false when the
   * condition failed because another writer was first.
   */
  replace: (row: Row, field: string, value: string | number | undefined) => Promise<boolean>
  /** Removes a row; does nothing when there is none. */
  remove: (key: Key) => Promise<void>
  /** The rows of one partition, ordered by sort key. */
  query: (pk: string, range?: Range) => AsyncGenerator<Row>
  /** Every row, partition by partition, each ordered by sort key. Rows that are written during the scan may be missing. */
  scan: () => AsyncGenerator<Row>
  /** The rows with `due` at or before the instant `by`, earliest first. On DynamoDB the index may be moments behind. */
  due: (by: string, limit?: number) => AsyncGenerator<Row>
}
