import type * as z from 'zod/mini'
import { addressId, audienceKey, Choice, Subscriber } from '../shared/mail/audience.ts'
import { isoInstant } from '../shared/text/instant.ts'
import type { Subscribers } from './archive/subscribers.ts'
import type { MailSubscriptions } from './ports/aws/mail-subscriptions.ts'
import type { Clock } from './ports/clock.ts'

/** Where getting mail touches the world. `subscriptions` are SNS's, where mail leaves through it. */
export type SubscribeEdges = {
  subscribers: Subscribers
  subscriptions?: MailSubscriptions | undefined
  clock: Pick<Clock, 'now'>
}

/** What somebody asks for, not checked yet. */
export type Asked = { address: string } & { [Field in keyof Choice]: string | string[] | undefined }

export type Added = { outcome: 'added'; subscriber: Subscriber } | { outcome: 'refused'; why: string }
export type Removed = { outcome: 'removed'; subscriber: Subscriber } | { outcome: 'refused'; why: string }

/**
 * Adds somebody who gets mail of what they chose. SNS comes before the row: after a crash between, the same command again does what
 * was left.
 */
export async function addSubscriber(asked: Asked, { subscribers, subscriptions, clock }: SubscribeEdges): Promise<Added> {
  const made = { ...asked, id: addressId(asked.address), addedAt: isoInstant(clock.now()) }
  const parsed = Subscriber.safeParse(made)
  if (!parsed.success) return { outcome: 'refused', why: demandOf(parsed.error.issues[0], asked) }
  const taken = `${asked.address} gets mail already: remove it first`
  if ((await subscribers.list()).some(({ id }) => id === made.id)) return { outcome: 'refused', why: taken }
  const subscribed = await subscriptions?.subscribe(asked.address, audienceKey(parsed.data))
  if (subscribed?.outcome === 'refused') return subscribed
  const subscriber = { ...parsed.data, ...(subscribed && { subscription: subscribed.subscription }) }
  return (await subscribers.add(subscriber)) ? { outcome: 'added', subscriber } : { outcome: 'refused', why: taken }
}

/** Removes somebody by id or address. */
export async function removeSubscriber(whom: string, { subscribers, subscriptions }: SubscribeEdges): Promise<Removed> {
  const subscriber = (await subscribers.list()).find(({ id }) => id === whom || id === addressId(whom))
  if (!subscriber) return { outcome: 'refused', why: 'nobody of that id or address gets mail' }
  const why = subscriber.subscription === undefined ? undefined : await subscriptions?.unsubscribe(subscriber.subscription)
  if (why !== undefined) return { outcome: 'refused', why }
  await subscribers.remove(subscriber.id)
  return { outcome: 'removed', subscriber }
}

/** What the first wrong field must be. */
function demandOf(issue: z.core.$ZodIssue | undefined, { address }: Asked): string {
  const [field = 'it'] = issue?.path.map(String) ?? []
  if (field === 'address') return `${JSON.stringify(address)} is not an address of mail`
  return issue?.code === 'invalid_value' ? `${field} is none of ${issue.values.join(', ')}` : `${field} is empty`
}
