import * as z from 'zod/mini'
import { CHAT_FORMATS } from '../render/inline.ts'
import { Filters } from './filters.ts'
import { deriveSecret, OVERLAP_MS } from './signature.ts'

/** What an endpoint receives: Standard Webhooks, or the messages of a chat service. */
export const Format = z.enum(['standard', ...CHAT_FORMATS])
export type Format = z.infer<typeof Format>

/** What the owner of an endpoint subscribes to. */
export const Subscription = z.extend(Filters, {
  url: z.string(),
  format: z._default(Format, 'standard'),
  allowPrivate: z._default(z.boolean(), false),
})
export type Subscription = z.infer<typeof Subscription>

/**
 * A registered webhook address. `generation` counts its secrets, `rotatedAt` is the instant of the last rotation, `why` the reason why it
 * is not active. While it fails, `failingSince` is the instant of the first failure after the last success, `failures` their number, and
 * `restsUntil` the end of the backoff. `revision` counts the changes of this row.
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

/** The secrets that sign at `now`, newest first: after a rotation also the previous one, for as long as they overlap. */
export function signingSecrets(endpoint: Endpoint, key: Uint8Array, now: Date): string[] {
  const { id, generation, rotatedAt } = endpoint
  const overlaps = rotatedAt !== undefined && now.getTime() - Date.parse(rotatedAt) < OVERLAP_MS
  const generations = overlaps ? [generation, generation - 1] : [generation]
  return generations.map((each) => deriveSecret(key, id, each))
}
