import type { Endpoint } from '../../shared/webhooks/endpoint.ts'
import type { Entry } from '../../shared/entry.ts'
import type { DeliverDeps } from './deps.ts'

/**
 * `deps` that read each endpoint and each entry once, for as long as one batch lasts: twenty endpoints are told of the same event.
 * What this batch writes down of an endpoint it knows from then on; what others write meanwhile counts from the next batch.
 */
export function remembering(deps: DeliverDeps): DeliverDeps {
  const endpoints = new Map<string, Promise<Endpoint | undefined>>()
  const entries = new Map<string, Promise<Entry | undefined>>()
  return {
    ...deps,
    endpoints: {
      ...deps.endpoints,
      find: (id) => once(endpoints, id, () => deps.endpoints.find(id)),
      change: async (id, change) => {
        const changed = await deps.endpoints.change(id, change)
        endpoints.set(id, Promise.resolve(changed))
        return changed
      },
    },
    ledger: (column) => {
      const ledger = deps.ledger(column)
      return { ...ledger, entry: (sequence) => once(entries, `${column}/${sequence}`, () => ledger.entry(sequence)) }
    },
  }
}

/** A reading that failed is not remembered. */
function once<T>(known: Map<string, Promise<T>>, name: string, read: () => Promise<T>): Promise<T> {
  const reading = known.get(name) ?? read()
  known.set(name, reading)
  reading.catch(() => known.delete(name))
  return reading
}
