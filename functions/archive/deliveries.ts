import { Delivery, DeliveryKey } from '../../shared/webhooks/delivery.ts'
import type { Key, Row, Store } from '../ports/store/store.ts'
import { idIn, partitionOf } from './keys.ts'

export type Deliveries = ReturnType<typeof openDeliveries>

/** The deliveries, one row for each event and endpoint: what was sent, and what is still to be sent. */
export function openDeliveries(store: Store) {
  return {
    /** Writes a new delivery; false when there is one of that event to that endpoint already, which is kept. */
    begin: (delivery: Delivery): Promise<boolean> => store.insert(rowOf(delivery)),

    /** The delivery of an event to an endpoint, or undefined when there is none. */
    async find(key: DeliveryKey): Promise<Delivery | undefined> {
      const row = await store.get(keyOf(key))
      return row && Delivery.parse(row)
    },

    /** Writes `after` over `before`; undefined when another writer was first. */
    async replace(before: Delivery, after: Delivery): Promise<Delivery | undefined> {
      const next = { ...after, revision: before.revision + 1 }
      return (await store.replace(rowOf(next), 'revision', before.revision)) ? next : undefined
    },

    /** The deliveries to one endpoint, in the order of their events. */
    async *of(endpoint: string): AsyncGenerator<Delivery> {
      for await (const row of store.query(partitionOf('deliveries', endpoint))) yield Delivery.parse(row)
    },

    /** The deliveries that are due at or before the instant `by`, earliest first; at most `limit` rows of the index are read. */
    async *due(by: string, limit?: number): AsyncGenerator<DeliveryKey> {
      for await (const row of store.due(by, limit)) if (idIn('deliveries', row.pk) !== undefined) yield DeliveryKey.parse(row)
    },
  }
}

/** An event's id is `column/sequence`. The sequence is padded, so that rows are in the order of the ledger. */
function keyOf({ endpoint, event }: DeliveryKey): Key {
  const [column = '', sequence = ''] = event.split('/')
  return { pk: partitionOf('deliveries', endpoint), sk: `${column}/${sequence.padStart(12, '0')}` }
}

const rowOf = (delivery: Delivery): Row => ({ ...keyOf(delivery), ...delivery })
