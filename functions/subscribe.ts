import type * as z from 'zod/mini'
import { addressId, audienceKey, Choice, Subscriber } from '../shared/mail/audience.ts'
import { isoInstant } from '../shared/text/instant.ts'
import type { Subscribers } from './archive/subscribers.ts'
import type { MailSubscriptions } from './ports/aws/mail-subscriptions.ts'
import type { Clock } from './ports/clock.ts'

/** What subscribing uses. `subscriptions` are those of SNS, where it sends the mail. */
export type SubscribePorts = {
  subscribers: Subscribers
  subscriptions?: MailSubscriptions | undefined
  clock: Pick<Clock, 'now'>
}

/** A request to subscribe, not validated yet. */
export type Asked = { address: string } & { [Field in keyof Choice]: string | string[] | undefined }

export type Added = { outcome: 'added'; subscriber: Subscriber } | { outcome: 'refused'; why: string }
export type Removed = { outcome: 'removed'; subscriber: Subscriber } | { outcome: 'refused'; why: string }

/**
 * Adds a subscriber. SNS is called before the row is written: after a crash in between, repeating the command completes it.
 */
export async function addSubscriber(asked: Asked, { subscribers, subscriptions, clock }: SubscribePorts): Promise<Added> {
  const made = { ...asked, id: addressId(asked.address), addedAt: isoInstant(clock.now()) }
  const parsed = Subscriber.safeParse(made)
  if (!parsed.success) return { outcome: 'refused', why: validationMessage(parsed.error.issues[0], asked) }
  const taken = `${asked.address} gets mail already: remove it first`
  if ((await subscribers.list()).some(({ id }) => id === made.id)) return { outcome: 'refused', why: taken }
  const subscribed = await subscriptions?.subscribe(asked.address, audienceKey(parsed.data))
  if (subscribed?.outcome === 'refused') return subscribed
  const subscriber = { ...parsed.data, ...(subscribed && { subscription: subscribed.subscription }) }
  return (await subscribers.add(subscriber)) ? { outcome: 'added', subscriber } : { outcome: 'refused', why: taken }
}

/** Removes a subscriber by id or address. */
export async function removeSubscriber(whom: string, { subscribers, subscriptions }: SubscribePorts): Promise<Removed> {
  const subscriber = (await subscribers.list()).find(({ id }) => id === whom || id === addressId(whom))
  if (!subscriber) return { outcome: 'refused', why: 'there is no subscriber with that id or address' }
  const why = subscriber.subscription === undefined ? undefined : await subscriptions?.unsubscribe(subscriber.subscription)
  if (why !== undefined) return { outcome: 'refused', why }
  await subscribers.remove(subscriber.id)
  return { outcome: 'removed', subscriber }
}

/** What the first wrong field must be. */
function validationMessage(issue: z.core.$ZodIssue | undefined, { address }: Asked): string {
  const [field = 'it'] = issue?.path.map(String) ?? []
  if (field === 'address') return `${JSON.stringify(address)} is not a mail address`
  return issue?.code === 'invalid_value' ? `${field} must be one of ${issue.values.join(', ')}` : `${field} is empty`
}
