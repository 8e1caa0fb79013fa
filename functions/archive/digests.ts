import type { Store } from '../ports/store/store.ts'
import { PARTITIONS } from './keys.ts'

export type Digests = ReturnType<typeof openDigests>

/** The name of the last period for which a digest was made, by the key of the audience. */
export function openDigests(store: Store) {
  return {
    async madeThrough(): Promise<Map<string, string>> {
      const made = new Map<string, string>()
      for await (const { sk, period } of store.query(PARTITIONS.digests)) made.set(sk, String(period))
      return made
    },

    setMadeThrough: (audience: string, period: string): Promise<void> =>
      store.put({ pk: PARTITIONS.digests, sk: audience, period }),
  }
}
