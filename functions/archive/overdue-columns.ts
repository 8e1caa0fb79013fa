import * as z from 'zod/mini'
import { packJson, unpackJson } from './pack.ts'
import type { Store } from '../ports/store/store.ts'

const KEY = { pk: 'overdue', sk: 'columns' }
const Counted = z.object({ late: z.array(z.string()), overdue: z.array(z.string()) })
type Counted = z.infer<typeof Counted>

export type OverdueColumns = ReturnType<typeof openOverdueColumns>

/** What the last count of columns found: which were late, and which of them overdue, of which operators were told. */
export function openOverdueColumns(store: Store) {
  return {
    async read(): Promise<Counted> {
      const row = await store.get(KEY)
      return row ? Counted.parse(unpackJson(row.counted)) : { late: [], overdue: [] }
    },

    write: (counted: Counted): Promise<void> => store.put({ ...KEY, counted: packJson(counted) }),
  }
}
