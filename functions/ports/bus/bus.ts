import { EVENT_TYPES } from '../../../shared/event.ts'
import type { Mail } from '../../../shared/mail/mail.ts'

/** Topics of mail as text: for mailboxes that are subscribed by hand, for audiences of `mail add`, and for operators. */
type MailTopic = 'mail' | 'audiences' | 'operators'
/** `events` carries JSON for programs. */
export type Topic = 'events' | MailTopic
/** Queues, called after the function that each feeds. `mail` exists on one machine only, where it feeds all mailboxes. */
export type Queue = 'publish' | 'dispatch' | 'deliver' | 'mail'

/** The values of a message by which subscriptions filter. An empty list is left out. */
export type Attributes = Readonly<Record<string, readonly string[]>>
export type Message = { body: string; attributes: Attributes }

/** With which subject a mail was accepted. SNS once accepted ASCII subjects only, and its documentation does not list where it still does. */
export type AcceptedSubject = 'as written' | 'with an ASCII subject'

/** Topics and queues. A call resolves when its messages were accepted, and throws when any of them was not. */
export type Bus = {
  /** Publishes to the topic `events`, in order. When one is refused, those before it may have been accepted. */
  publishEvents: (messages: readonly Message[]) => Promise<void>
  /** Publishes a mail with its id as the attribute `id`, under its ASCII subject where the other one is refused. */
  publishMail: (topic: MailTopic, mail: Mail, attributes?: Attributes) => Promise<AcceptedSubject>
  /** Puts one message for each of `bodies` into a queue; consumers see them after `delaySeconds` (at most 900). */
  send: (queue: Queue, bodies: readonly string[], options?: { delaySeconds?: number }) => Promise<void>
}

/** A queue that receives what is published to a topic: every message, or those of which an attribute has one of the values in `filter`. */
export type Subscription = { topic: Topic; queue: Queue; filter?: Readonly<Record<string, readonly string[]>> }

/** What reaches `dispatch`: events, and not the messages that only say that a column was crawled. */
export const DISPATCH_FILTER = { type: EVENT_TYPES }

/** Which topic feeds which queue. On AWS the topics of mail feed mailboxes instead of a queue. */
export const SUBSCRIPTIONS: readonly Subscription[] = [
  { topic: 'events', queue: 'publish' },
  { topic: 'events', queue: 'dispatch', filter: DISPATCH_FILTER },
  { topic: 'mail', queue: 'mail' },
  { topic: 'audiences', queue: 'mail' },
  { topic: 'operators', queue: 'mail' },
]
