import type { Row, Store } from '../../functions/ports/store/store.ts'

/** `store`, whose answers that may lag know of nothing that was written after the last call of `stop`. */
export function openLagging(store: Store): { store: Store; stop: () => Promise<void> } {
  let known: Row[] | undefined
  const lagging: Store = {
    ...store,
    get: async (key, options = {}) =>
      options.eventuallyConsistent && known
        ? known.find(({ pk, sk }) => pk === key.pk && sk === key.sk)
        : store.get(key, options),
    query: async function* (pk, range = {}) {
      const { from = ' ', to = '~', descending = false, limit = Infinity } = range
      if (!range.eventuallyConsistent || !known) {
        yield* store.query(pk, range)
        return
      }
      const found = known.filter((row) => row.pk === pk && from <= row.sk && row.sk <= to)
      const inOrder = found.sort((a, b) => (a.sk < b.sk ? -1 : 1))
      yield* (descending ? inOrder.toReversed() : inOrder).slice(0, limit)
    },
  }
  return {
    store: lagging,
    async stop() {
      known = await Array.fromAsync(store.scan())
    },
  }
}
