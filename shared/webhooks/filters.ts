import * as z from 'zod/mini'
import { CANARY } from '../column.ts'
import { Significance } from '../edit.ts'
import { EVENT_TYPES, type Event } from '../event.ts'

const names = z.array(z.string().check(z.minLength(1))).check(z.minLength(1))

/** Which events somebody wants to be told of. A filter that is absent lets every event through, but for those of the canary, which must be named. */
export const Filters = z.object({
  types: z.optional(z.array(z.enum(EVENT_TYPES)).check(z.minLength(1))),
  significance: z.optional(Significance),
  columns: z.optional(names),
  topics: z.optional(names),
})
export type Filters = z.infer<typeof Filters>

/** Whether somebody with these filters is told of `event`. An event that bears no significance counts as substantive. */
export function wants({ types, significance, columns, topics }: Filters, event: Event): boolean {
  const { column, topics: about } = event.data
  const weight = ('significance' in event.data ? event.data.significance : undefined) ?? 'substantive'
  return (
    (types === undefined || types.includes(event.type)) &&
    (significance === undefined || significance === weight) &&
    (columns?.includes(column) ?? column !== CANARY) &&
    (topics === undefined || about.some((topic) => topics.includes(topic)))
  )
}
