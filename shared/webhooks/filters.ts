import * as z from 'zod/mini'
import { CANARY } from '../column.ts'
import { Significance } from '../edit.ts'
import { EVENT_TYPES, type Event } from '../event.ts'

const names = z.array(z.string().check(z.minLength(1))).check(z.minLength(1))

/** The events of a subscription. An absent filter matches every event; events of the canary only if `columns` names it. */
export const Filters = z.object({
  types: z.optional(z.array(z.enum(EVENT_TYPES)).check(z.minLength(1))),
  significance: z.optional(Significance),
  columns: z.optional(names),
  topics: z.optional(names),
})
export type Filters = z.infer<typeof Filters>

/** Whether the filters match `event`. An event without a significance counts as substantive. */
export function wants({ types, significance, columns, topics }: Filters, event: Event): boolean {
  const { column, topics: about } = event.data
  const itsSignificance = ('significance' in event.data ? event.data.significance : undefined) ?? 'substantive'
  return (
    (types === undefined || types.includes(event.type)) &&
    (significance === undefined || significance === itsSignificance) &&
    (columns?.includes(column) ?? column !== CANARY) &&
    (topics === undefined || about.some((topic) => topics.includes(topic)))
  )
}
