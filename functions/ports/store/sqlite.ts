import type { SQLInputValue } from 'node:sqlite'
import { setImmediate } from 'node:timers/promises'
import type { Database, SqlRow } from '../sqlite/database.ts'
import type { Key, Range, Row, Store } from './store.ts'

/** How many rows a query reads at a time; fewer when they have more bytes than this. */
const PAGE_ROWS = 200
const PAGE_BYTES = 1_000_000

const SELECT = 'SELECT pk, sk, due, fields, bytes FROM store_rows'
const INSERT = 'INSERT INTO store_rows (pk, sk, due, fields, bytes) VALUES (?, ?, ?, ?, ?) ON CONFLICT (pk, sk) DO'
const OVERWRITE = 'UPDATE SET due = excluded.due, fields = excluded.fields, bytes = excluded.bytes'

/** The store in `database`. A write is committed when its promise resolves; `database.settle` makes it survive a power cut. */
export function openSqliteStore(database: Database): Store {
  const get = ({ pk, sk }: Key) => {
    const found = database.get(`${SELECT} WHERE pk = ? AND sk = ?`, pk, sk)
    return found && decode(found)
  }
  const put = (row: Row) => database.run(`${INSERT} ${OVERWRITE}`, ...encode(row))
  const insert = (row: Row) => database.run(`${INSERT} NOTHING`, ...encode(row)) === 1
  const replace = (row: Row, field: string, value: string | number) =>
    database.transaction(() => get(row)?.[field] === value && put(row) === 1)

  return {
    get: (key) => promised(() => get(key)),
    put: (row) => promised(() => void put(row)),
    insert: (row) => promised(() => insert(row)),
    replace: (row, field, value) => promised(() => (value === undefined ? insert(row) : replace(row, field, value))),
    remove: ({ pk, sk }) => promised(() => void database.run('DELETE FROM store_rows WHERE pk = ? AND sk = ?', pk, sk)),

    async *query(pk, range = {}) {
      for await (const row of readPages(database, (last) => inRange(pk, range, last), range.limit))
        yield range.fields ? onlyFields(row, range.fields) : row
    },

    scan: () =>
      readPages(database, (last) => [`${SELECT} WHERE (pk, sk) > (?, ?) ORDER BY pk, sk`, last?.pk ?? '', last?.sk ?? '']),

    due: (by, limit) =>
      readPages(
        database,
        (last) => [
          `${SELECT} WHERE due <= ? AND (due, pk, sk) > (?, ?, ?) ORDER BY due, pk, sk`,
          ...[by, last?.due ?? '', last?.pk ?? '', last?.sk ?? ''],
        ],
        limit,
      ),
  }
}

type Select = [sql: string, ...values: SQLInputValue[]]

/** Calls of the database are synchronous; what they throw must reject. */
function promised<T>(work: () => T): Promise<T> {
  return new Promise((resolve) => {
    resolve(work())
  })
}

/**
 * The rows that `selectAfter` selects, a page at a time; it receives the last row of the page before. Between two pages no read transaction
 * is open, because an open one prevents SQLite from truncating its log, and the event loop can do other work.
 */
async function* readPages(
  database: Database,
  selectAfter: (last: Row | undefined) => Select,
  limit = Infinity,
): AsyncGenerator<Row> {
  let last: Row | undefined
  let left = limit
  while (left > 0) {
    if (last) await setImmediate()
    const [sql, ...values] = selectAfter(last)
    const page = readPage(database.iterate(`${sql} LIMIT ?`, ...values, Math.min(left, PAGE_ROWS)))
    yield* page
    last = page.at(-1)
    if (!last) return
    left -= page.length
  }
}

function readPage(found: Iterable<SqlRow>): Row[] {
  const page: Row[] = []
  let bytes = 0
  for (const row of found) {
    page.push(decode(row))
    bytes += sizeOf(row.fields) + sizeOf(row.bytes)
    if (bytes >= PAGE_BYTES) break
  }
  return page
}

const sizeOf = (value: unknown) => (typeof value === 'string' || value instanceof Uint8Array ? value.length : 0)

/** Sort keys are printable ASCII, which ' ' and '~' enclose. */
function inRange(pk: string, { from = ' ', to = '~', descending = false }: Range, last: Row | undefined): Select {
  if (descending)
    return [`${SELECT} WHERE pk = ? AND sk >= ? AND sk ${last ? '<' : '<='} ? ORDER BY sk DESC`, pk, from, last?.sk ?? to]
  return [`${SELECT} WHERE pk = ? AND sk ${last ? '>' : '>='} ? AND sk <= ? ORDER BY sk`, pk, last?.sk ?? from, to]
}

const onlyFields = (row: Row, fields: string[]) =>
  Object.fromEntries(Object.entries(row).filter(([field]) => fields.includes(field))) as Row

/**
 * A row as columns: `fields` is JSON, in which `{"$bytes": 12}` refers to the next 12 bytes of the column `bytes`. JSON is read by every
 * version of Node and by people with the `sqlite3` program, and bytes keep their size; V8's own serialization is neither.
 */
function encode({ pk, sk, due, ...fields }: Row): SQLInputValue[] {
  const parts: Uint8Array[] = []
  const json = JSON.stringify(toJson(fields, parts))
  return [pk, sk, due ?? null, json, parts.length === 1 ? (parts[0] ?? null) : parts.length > 1 ? Buffer.concat(parts) : null]
}

function toJson(value: unknown, parts: Uint8Array[]): unknown {
  if (value instanceof Uint8Array) {
    parts.push(value)
    return { $bytes: value.length }
  }
  if (Array.isArray(value)) return value.filter((item) => item !== undefined).map((item) => toJson(item, parts))
  if (isPlainObject(value) && !('$bytes' in value))
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toJson(item, parts)]))
  if (isScalar(value)) return value
  throw new Error(
    `Cannot store ${String(value)}: a row has texts, finite numbers, booleans, bytes, and lists and objects of them`,
  )
}

function isScalar(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value)
  return value === null || ['string', 'boolean', 'undefined'].includes(typeof value)
}

function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

function decode({ pk, sk, due, fields, bytes }: SqlRow): Row {
  const json = String(fields)
  const value = JSON.parse(json) as Record<string, unknown>
  if (json.includes('{"$bytes":')) insertBytes(value, bytes instanceof Uint8Array ? bytes : new Uint8Array(), 0)
  return { pk: String(pk), sk: String(sk), ...(due !== null && { due: String(due) }), ...value }
}

/** Puts the bytes from `offset` on where `value` refers to them, in the order in which `toJson` took them out; returns the next offset. */
function insertBytes(value: object, bytes: Uint8Array, offset: number): number {
  for (const [key, item] of Object.entries(value) as [string, unknown][]) {
    if (typeof item !== 'object' || item === null) continue
    if (!('$bytes' in item)) offset = insertBytes(item, bytes, offset)
    else {
      const end = offset + Number(item.$bytes)
      Object.assign(value, { [key]: bytes.subarray(offset, end) })
      offset = end
    }
  }
  return offset
}
