import { createHash } from 'node:crypto'
import * as z from 'zod/mini'
import type { Event } from '../event.ts'
import { Filters, wants } from '../webhooks/filters.ts'
import { canonical } from '../ledger/chain.ts'
import { Digest } from './period.ts'

/** What a subscriber to mail has chosen: which events, and whether at once or in a digest. */
export const Choice = z.extend(Filters, { digest: z.optional(Digest) })
export type Choice = z.infer<typeof Choice>

/** A subscriber to mail. `address` is unique regardless of case; `subscription` is the ARN of the SNS subscription, if mail is sent through SNS. */
export const Subscriber = z.extend(Choice, {
  id: z.string(),
  address: z.email().check(z.maxLength(254)),
  addedAt: z.string(),
  subscription: z.optional(z.string()),
})
export type Subscriber = z.infer<typeof Subscriber>

/** The subscribers with one choice, who get the same mails. `since` is the instant at which the first of them was added. */
export type Audience = Choice & { key: string; since: string }

/** The name of the audience with this choice, used by SNS filters and file names. The order of words in a choice does not matter. */
export function audienceKey({ types, significance, columns, topics, digest }: Choice): string {
  const sorted = [types, columns, topics].map((words) => words && [...new Set<string>(words)].sort())
  const choice = { types: sorted[0], significance, columns: sorted[1], topics: sorted[2], digest }
  return createHash('sha256').update(canonical(choice)).digest('hex').slice(0, 12)
}

/** The audiences of `subscribers`, ordered by key. */
export function audiencesOf(subscribers: Subscriber[]): Audience[] {
  const audiences = new Map<string, Audience>()
  for (const subscriber of subscribers) {
    const key = audienceKey(subscriber)
    const { since = subscriber.addedAt } = audiences.get(key) ?? {}
    audiences.set(key, { ...Choice.parse(subscriber), key, since: since < subscriber.addedAt ? since : subscriber.addedAt })
  }
  return [...audiences.values()].sort((a, b) => (a.key < b.key ? -1 : 1))
}

/** The id of the subscriber with this address, regardless of case. */
export function addressId(address: string): string {
  return `m_${createHash('sha256').update(address.toLowerCase()).digest('hex').slice(0, 12)}`
}

/** Those of `events` that an audience receives, or undefined when there are none. */
export function wantedBy(audience: Choice, events: readonly Event[]): [Event, ...Event[]] | undefined {
  const [first, ...others] = events.filter((event) => wants(audience, event))
  return first && [first, ...others]
}
