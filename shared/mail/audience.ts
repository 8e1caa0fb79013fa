import { createHash } from 'node:crypto'
import * as z from 'zod/mini'
import type { Event } from '../event.ts'
import { Filters, wants } from '../webhooks/filters.ts'
import { canonical } from '../ledger/chain.ts'
import { Digest } from './period.ts'

/** What somebody who gets mail has chosen: which events, and whether at once or together in a digest. */
export const Choice = z.extend(Filters, { digest: z.optional(Digest) })
export type Choice = z.infer<typeof Choice>

/**
 * Somebody who gets mail. `address` is unique among them whatever its case; `subscription` names what SNS keeps of it, where mail
 * leaves through SNS.
 */
export const Subscriber = z.extend(Choice, {
  id: z.string(),
  address: z.email().check(z.maxLength(254)),
  addedAt: z.string(),
  subscription: z.optional(z.string()),
})
export type Subscriber = z.infer<typeof Subscriber>

/** All who made one choice: they get the same messages. `since` is when the first of them was added. */
export type Audience = Choice & { key: string; since: string }

/** The name of the audience of those who chose so, by which SNS filters and files are called. The order of words in a choice is none of it. */
export function audienceKey({ types, significance, columns, topics, digest }: Choice): string {
  const sorted = [types, columns, topics].map((words) => words && [...new Set<string>(words)].sort())
  const choice = { types: sorted[0], significance, columns: sorted[1], topics: sorted[2], digest }
  return createHash('sha256').update(canonical(choice)).digest('hex').slice(0, 12)
}

/** The audiences that `subscribers` make up, in the order of their keys. */
export function audiencesOf(subscribers: Subscriber[]): Audience[] {
  const audiences = new Map<string, Audience>()
  for (const subscriber of subscribers) {
    const key = audienceKey(subscriber)
    const { since = subscriber.addedAt } = audiences.get(key) ?? {}
    audiences.set(key, { ...Choice.parse(subscriber), key, since: since < subscriber.addedAt ? since : subscriber.addedAt })
  }
  return [...audiences.values()].sort((a, b) => (a.key < b.key ? -1 : 1))
}

/** The id of somebody by the address, whatever its case. */
export function addressId(address: string): string {
  return `m_${createHash('sha256').update(address.toLowerCase()).digest('hex').slice(0, 12)}`
}

/** Those of `events` that an audience is told of, or undefined when there are none. */
export function wantedBy(audience: Choice, events: readonly Event[]): [Event, ...Event[]] | undefined {
  const [first, ...others] = events.filter((event) => wants(audience, event))
  return first && [first, ...others]
}
