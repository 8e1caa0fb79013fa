import type { Store } from '../ports/store/store.ts'

const PARTITION = 'digests'

export type Digests = ReturnType<typeof openDigests>

/** How far the digests of each audience have been made: the name of the last period, by the audience's key. */
export function openDigests(store: Store) {
  return {
    async madeThrough(): Promise<Map<string, string>> {
      const made = new Map<string, string>()
      for await (const { sk, period } of store.query(PARTITION)) made.set(sk, String(period))
      return made
    },

    setMadeThrough: (audience: string, period: string): Promise<void> => store.put({ pk: PARTITION, sk: audience, period }),
  }
}
