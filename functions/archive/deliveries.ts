import { Delivery, Wake } from '../../shared/webhooks/delivery.ts'
import type { Key, Row, Store } from '../ports/store/store.ts'

const PREFIX = 'deliveries#'

export type Deliveries = ReturnType<typeof openDeliveries>

/** The deliveries: one row for each event and endpoint, the truth about what was sent and what is still to be. */
export function openDeliveries(store: Store) {
  return {
    /** Writes a new delivery: false when there is one of that event to that endpoint already, which stays as it is. */
    begin: (delivery: Delivery): Promise<boolean> => store.insert(rowOf(delivery)),

    /** The delivery of an event to an endpoint, or undefined when there is none. */
    async find(wake: Wake): Promise<Delivery | undefined> {
      const row = await store.get(keyOf(wake))
      return row && Delivery.parse(row)
    },

    /** Writes `after` over `before`: undefined when another writer was first. */
    async replace(before: Delivery, after: Delivery): Promise<Delivery | undefined> {
      const next = { ...after, revision: before.revision + 1 }
      return (await store.replace(rowOf(next), 'revision', before.revision)) ? next : undefined
    },

    /** The deliveries to one endpoint, in the order of their events. */
    async *of(endpoint: string): AsyncGenerator<Delivery> {
      for await (const row of store.query(PREFIX + endpoint)) yield Delivery.parse(row)
    },

    /** What is due at or before the instant `by`, soonest first, at most `limit` rows of the index. */
    async *due(by: string, limit?: number): AsyncGenerator<Wake> {
      for await (const row of store.due(by, limit)) if (row.pk.startsWith(PREFIX)) yield Wake.parse(row)
    },
  }
}

/** An event's id is `column/sequence`: the sequence is padded, so that rows sort as the ledger does. */
function keyOf({ endpoint, event }: Wake): Key {
  const [column = '', sequence = ''] = event.split('/')
  return { pk: PREFIX + endpoint, sk: `${column}/${sequence.padStart(12, '0')}` }
}

const rowOf = (delivery: Delivery): Row => ({ ...keyOf(delivery), ...delivery })
