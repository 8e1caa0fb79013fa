import { Subscriber } from '../../shared/mail/audience.ts'
import type { Store } from '../ports/store/store.ts'

const PARTITION = 'subscribers'

export type Subscribers = ReturnType<typeof openSubscribers>

/** Those who get mail, one row each. */
export function openSubscribers(store: Store) {
  return {
    /** All of them, in the order of their ids. */
    async list(): Promise<Subscriber[]> {
      const subscribers: Subscriber[] = []
      for await (const row of store.query(PARTITION)) subscribers.push(Subscriber.parse(row))
      return subscribers
    },

    /** Writes a new subscriber: false when there is one of that id, which stays as it is. */
    add: (subscriber: Subscriber): Promise<boolean> => store.insert({ pk: PARTITION, sk: subscriber.id, ...subscriber }),

    remove: (id: string): Promise<void> => store.remove({ pk: PARTITION, sk: id }),
  }
}
