import * as z from 'zod/mini'
import type { Store } from '../ports/store/store.ts'
import { compressJson, decompressJson } from './compress.ts'
import { PARTITIONS } from './keys.ts'

const KEY = { pk: PARTITIONS.overdue, sk: 'columns' }
const OverdueCount = z.object({ late: z.array(z.string()), overdue: z.array(z.string()) })
type OverdueCount = z.infer<typeof OverdueCount>

/** The result of the last count of columns without a complete crawl: which were late, and which of them were reported as overdue. */
export function openOverdueColumns(store: Store) {
  return {
    async read(): Promise<OverdueCount> {
      const row = await store.get(KEY)
      return row ? OverdueCount.parse(decompressJson(row.count)) : { late: [], overdue: [] }
    },

    write: (count: OverdueCount): Promise<void> => store.put({ ...KEY, count: compressJson(count) }),
  }
}
