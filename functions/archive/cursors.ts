import * as z from 'zod/mini'
import type { Range, Store } from '../ports/store/store.ts'
import { partitionOf } from './keys.ts'

/**
 * How far a column's events have been announced, at least: the sequence of the last entry announced to machines (`events`) and by mail
 * (`mail`), 0 before the first, each independent of the other; and the ids of the mails of the next entries that were accepted already.
 */
const Cursor = z.object({ events: z.number(), mail: z.number(), mailed: z.array(z.string()) })
export type Cursor = z.infer<typeof Cursor>

/** The cursors of announcing, one row a column. */
export function openCursors(store: Store) {
  const keyOf = (column: string) => ({ pk: partitionOf('cursor', column), sk: 'announced' })
  return {
    async read(column: string, options?: Pick<Range, 'eventuallyConsistent'>): Promise<Cursor> {
      const row = await store.get(keyOf(column), options)
      return row ? Cursor.parse(row) : { events: 0, mail: 0, mailed: [] }
    },

    write: (column: string, cursor: Cursor): Promise<void> => store.put({ ...keyOf(column), ...cursor }),
  }
}
