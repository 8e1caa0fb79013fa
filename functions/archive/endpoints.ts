import { Endpoint } from '../../shared/webhooks/endpoint.ts'
import type { Row, Store } from '../ports/store/store.ts'
import { PARTITIONS } from './keys.ts'

export type Endpoints = ReturnType<typeof openEndpoints>

/** The registered endpoints, one row each. */
export function openEndpoints(store: Store) {
  const find = async (id: string): Promise<Endpoint | undefined> => {
    const row = await store.get({ pk: PARTITIONS.endpoints, sk: id })
    return row && Endpoint.parse(row)
  }
  return {
    find,

    /** All endpoints, in order of their ids. */
    async list(): Promise<Endpoint[]> {
      const endpoints: Endpoint[] = []
      for await (const row of store.query(PARTITIONS.endpoints)) endpoints.push(Endpoint.parse(row))
      return endpoints
    },

    /** Writes a new endpoint. Throws when its id is taken. */
    async add(endpoint: Endpoint): Promise<void> {
      if (!(await store.insert(rowOf(endpoint)))) throw new Error(`Cannot add endpoint: ${endpoint.id} is taken`)
    },

    /**
     * The endpoint `id` with `change` applied and written, or undefined when there is none. When another writer was first, `change` is
     * called again with what that one wrote; when it returns its argument, nothing is written.
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

    /** Removes the endpoint `id` together with its secret. */
    remove: (id: string): Promise<void> => store.remove({ pk: PARTITIONS.endpoints, sk: id }),
  }
}

const rowOf = (endpoint: Endpoint): Row => ({ pk: PARTITIONS.endpoints, sk: endpoint.id, ...endpoint })
