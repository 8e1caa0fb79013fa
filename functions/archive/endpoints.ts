import { Endpoint } from '../../shared/webhooks/endpoint.ts'
import type { Row, Store } from '../ports/store/store.ts'

const PARTITION = 'endpoints'

export type Endpoints = ReturnType<typeof openEndpoints>

/** The registered endpoints, one row each. */
export function openEndpoints(store: Store) {
  const find = async (id: string): Promise<Endpoint | undefined> => {
    const row = await store.get({ pk: PARTITION, sk: id })
    return row && Endpoint.parse(row)
  }
  return {
    find,

    /** All endpoints, in order of their ids. */
    async list(): Promise<Endpoint[]> {
      const endpoints: Endpoint[] = []
      for await (const row of store.query(PARTITION)) endpoints.push(Endpoint.parse(row))
      return endpoints
    },

    /** Writes an endpoint whose id nobody has. */
    async add(endpoint: Endpoint): Promise<void> {
      if (!(await store.insert(rowOf(endpoint)))) throw new Error(`Cannot add endpoint: ${endpoint.id} is taken`)
    },

    /**
     * The endpoint `id` once `change` is written, or undefined when there is none. `change` is asked again when another writer was
     * first; when it returns what it was given, nothing is written.
     */
    async change(id: string, change: (endpoint: Endpoint) => Endpoint | Promise<Endpoint>): Promise<Endpoint | undefined> {
      for (;;) {
        const before = await find(id)
        if (!before) return undefined
        const changed = await change(before)
        if (changed === before) return before
        const after = { ...changed, revision: before.revision + 1 }
        if (await store.replace(rowOf(after), 'revision', before.revision)) return after
      }
    },

    /** Removes the endpoint `id`, its secret for ever with it. */
    remove: (id: string): Promise<void> => store.remove({ pk: PARTITION, sk: id }),
  }
}

const rowOf = (endpoint: Endpoint): Row => ({ pk: PARTITION, sk: endpoint.id, ...endpoint })
