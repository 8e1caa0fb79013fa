import { PARTITIONS } from '../../functions/archive/keys.ts'
import type { Processes } from '../../functions/ports/sqlite/processes.ts'
import type { Store } from '../../functions/ports/store/store.ts'

export type Locks = ReturnType<typeof openLocks>

/** Named locks of the processes that use one data folder. A lock is held until it is released or its process ends, also by `kill -9`. */
export function openLocks(store: Store, processes: Processes) {
  const key = (name: string) => ({ pk: PARTITIONS.locks, sk: name })
  return {
    /** Takes a lock. Returns undefined when this process has it now, or else the name of the process that has it. */
    async take(name: string): Promise<string | undefined> {
      for (;;) {
        const holder = (await store.get(key(name)))?.holder as string | undefined
        if (holder === processes.self()) return undefined
        if (holder !== undefined && processes.isRunning(holder)) return holder
        if (await store.replace({ ...key(name), holder: processes.self() }, 'holder', holder)) return undefined
      }
    },

    /** Releases a lock that this process has taken. */
    release: (name: string): Promise<void> => store.remove(key(name)),
  }
}
