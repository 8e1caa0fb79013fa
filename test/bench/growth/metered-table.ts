import type { Range, Row, Store } from '../../../functions/ports/store/store.ts'

/** What a table was asked for, in request units by Amazon's rules. */
export type Units = { readUnits: number; writeUnits: number }

const READ_BYTES = 4096
const WRITE_BYTES = 1024

/**
 * `store`, each call to which is counted and takes the time that `pause` makes it wait before and after: what others do meanwhile comes
 * in between, as between any two computers.
 */
export function meteredTable(store: Store, units: Units, pause: () => Promise<void>): Store {
  const read = (bytes: number, { eventuallyConsistent = false }: Pick<Range, 'eventuallyConsistent'> = {}) => {
    units.readUnits += Math.max(1, Math.ceil(bytes / READ_BYTES)) / (eventuallyConsistent ? 2 : 1)
  }
  /** A row that is due is also written to the index. */
  const write = (row: Row) => {
    units.writeUnits += Math.ceil(sizeOf(row) / WRITE_BYTES) * (row.due === undefined ? 1 : 2)
  }
  const around = async <T>(call: () => Promise<T>): Promise<T> => {
    await pause()
    const answer = await call()
    await pause()
    return answer
  }
  return {
    async get(key, options) {
      const row = await around(() => store.get(key, options))
      read(row ? sizeOf(row) : 0, options)
      return row
    },
    put: (row) => around(() => store.put(row)).finally(() => write(row)),
    insert: (row) => around(() => store.insert(row)).finally(() => write(row)),
    replace: (row, field, value) => around(() => store.replace(row, field, value)).finally(() => write(row)),
    remove: (key) => around(() => store.remove(key)).finally(() => write(key)),
    async *query(pk, range) {
      const rows = await around(() => Array.fromAsync(store.query(pk, range)))
      read(
        rows.reduce((bytes, row) => bytes + sizeOf(row), 0),
        range,
      )
      yield* rows
    },
    scan: () => store.scan(),
    due: (by, limit) => store.due(by, limit),
  }
}

/** The bytes of a row: its names and values as UTF-8 or as they are; a number is taken for ten. */
function sizeOf(row: Row): number {
  return Object.entries(row).reduce((bytes, [name, value]) => bytes + name.length + bytesOf(value), 0)
}

function bytesOf(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value)
  if (value instanceof Uint8Array) return value.byteLength
  if (Array.isArray(value)) return value.reduce<number>((bytes, each) => bytes + 1 + bytesOf(each), 3)
  return value === undefined ? 0 : 10
}
