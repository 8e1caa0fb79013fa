import type { Row, Table } from '../../functions/archive/table.ts'

/** `table`, whose answers that may lag know of nothing that was written after the last call of `stop`. */
export function openLagging(table: Table): { table: Table; stop: () => Promise<void> } {
  let known: Row[] | undefined
  const lagging: Table = {
    ...table,
    get: async (key, options = {}) =>
      options.mayLag && known ? known.find(({ pk, sk }) => pk === key.pk && sk === key.sk) : table.get(key, options),
    query: async function* (pk, range = {}) {
      const { from = ' ', to = '~', descending = false, limit = Infinity } = range
      if (!range.mayLag || !known) {
        yield* table.query(pk, range)
        return
      }
      const found = known.filter((row) => row.pk === pk && from <= row.sk && row.sk <= to)
      const inOrder = found.sort((a, b) => (a.sk < b.sk ? -1 : 1))
      yield* (descending ? inOrder.toReversed() : inOrder).slice(0, limit)
    },
  }
  return {
    table: lagging,
    async stop() {
      known = await Array.fromAsync(table.rows())
    },
  }
}
