import { Subscriber } from '../../shared/mail/audience.ts'
import type { Store } from '../ports/store/store.ts'
import { PARTITIONS } from './keys.ts'

export type Subscribers = ReturnType<typeof openSubscribers>

/** The subscribers of mail, one row each. */
export function openSubscribers(store: Store) {
  return {
    /** All subscribers, in the order of their ids. */
    async list(): Promise<Subscriber[]> {
      const subscribers: Subscriber[] = []
      for await (const row of store.query(PARTITIONS.subscribers)) subscribers.push(Subscriber.parse(row))
      return subscribers
    },

    /** Writes a new subscriber; false when there is one of that id already, which is kept. */
    add: (subscriber: Subscriber): Promise<boolean> =>
      store.insert({ pk: PARTITIONS.subscribers, sk: subscriber.id, ...subscriber }),

    remove: (id: string): Promise<void> => store.remove({ pk: PARTITIONS.subscribers, sk: id }),
  }
}
