import * as z from 'zod/mini'
import { Significance } from './edit/edit.ts'
import { EVENT_TYPES, type Event } from './event.ts'
import { deriveSecret, OVERLAP_MS } from './signature.ts'

export const Format = z.enum(['standard', 'slack', 'feishu', 'wecom'])
export type Format = z.infer<typeof Format>

const names = z.array(z.string().check(z.minLength(1))).check(z.minLength(1))

/** What an endpoint's owner asks for. A filter that is absent lets every event through. */
export const Subscription = z.object({
  url: z.string(),
  types: z.optional(z.array(z.enum(EVENT_TYPES)).check(z.minLength(1))),
  significance: z.optional(Significance),
  columns: z.optional(names),
  topics: z.optional(names),
  format: z._default(Format, 'standard'),
  allowPrivate: z._default(z.boolean(), false),
})
export type Subscription = z.infer<typeof Subscription>

/**
 * A webhook address somebody registered. `generation` counts the secrets it has had, `rotatedAt` says when the last one came, `why`
 * why it is not active. While it fails, `failingSince` is the instant of the first failure after its last success, `failures` their
 * number, `restsUntil` the instant before which nothing is sent to it. `revision` counts the changes of this row.
 */
export const Endpoint = z.extend(Subscription, {
  id: z.string(),
  state: z.enum(['unverified', 'active', 'disabled']),
  why: z.optional(z.string()),
  createdAt: z.string(),
  generation: z.number(),
  rotatedAt: z.optional(z.string()),
  failingSince: z.optional(z.string()),
  failures: z.optional(z.number()),
  restsUntil: z.optional(z.string()),
  revision: z.number(),
})
export type Endpoint = z.infer<typeof Endpoint>

type Filters = Pick<Subscription, 'types' | 'significance' | 'columns' | 'topics'>

/** Whether an endpoint with these filters is told of `event`. An event that bears no significance counts as substantive. */
export function wants({ types, significance, columns, topics }: Filters, event: Event): boolean {
  const { column, topics: about } = event.data
  const weight = ('significance' in event.data ? event.data.significance : undefined) ?? 'substantive'
  return (
    (types === undefined || types.includes(event.type)) &&
    (significance === undefined || significance === weight) &&
    (columns === undefined || columns.includes(column)) &&
    (topics === undefined || about.some((topic) => topics.includes(topic)))
  )
}

/** The secrets that sign at `now`, newest first: the one before as well during the overlap after a rotation. */
export function signingSecrets(endpoint: Endpoint, key: Uint8Array, now: Date): string[] {
  const { id, generation, rotatedAt } = endpoint
  const overlaps = rotatedAt !== undefined && now.getTime() - Date.parse(rotatedAt) < OVERLAP_MS
  const generations = overlaps ? [generation, generation - 1] : [generation]
  return generations.map((each) => deriveSecret(key, id, each))
}
