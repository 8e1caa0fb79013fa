import { randomUUID } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { Database } from '../sqlite/database.ts'
import type { Processes } from '../sqlite/processes.ts'
import { type Attributes, type Bus, type Queue, SUBSCRIPTIONS, type Subscription, type Topic } from './bus.ts'
import { encodeAttributes, type Envelope } from './envelope.ts'

/** A message that was received: `receiveCount` counts how often, this time included. `receipt` identifies this receive. */
export type Received = { id: string; body: string; sentAt: number; receiveCount: number; receipt: string }

export type LocalBus = Bus & {
  /**
   * The oldest visible messages of a queue, at most `max`. They are hidden until they are removed or given back, or their process ends.
   * `busy`: there may be some, but another process handles this queue, which only one may at a time.
   */
  receive: (queue: Queue, max: number) => Received[] | 'busy'
  /** Removes messages that were handled, except those that were received again since. */
  remove: (messages: readonly Received[]) => void
  /** Gives messages back that could not be handled: each is visible again after `delayMs` of it. */
  giveBack: (messages: readonly Received[], delayMs: (message: Received) => number) => void
}

/** A message that a running process neither removes nor gives back becomes visible again after this time: the process is taken to hang. */
const HIDDEN_MS = 60 * 60_000

/** Queues that only one process at a time handles: two processes that publish one column at once do the work twice. */
const EXCLUSIVE: ReadonlySet<Queue> = new Set<Queue>(['publish'])

/**
 * Topics and queues on one machine, in the database that also holds the store. Publishing is one durable transaction that puts the message
 * into every subscribed queue, in the envelope of SNS: an accepted message survives a power cut, together with everything that was stored
 * before it.
 */
export function openSqliteBus(database: Database, processes: Processes, clock: Pick<Clock, 'now'>): LocalBus {
  const now = () => clock.now().getTime()

  const accept = (messages: { queue: Queue; body: string; delaySeconds?: number | undefined }[]): void => {
    if (messages.length === 0) return
    database.transaction(
      () => {
        for (const { queue, body, delaySeconds = 0 } of messages)
          database.run(
            'INSERT INTO queue_messages (queue, body, sent_at, visible_at) VALUES (?, ?, ?, ?)',
            queue,
            body,
            now(),
            now() + delaySeconds * 1000,
          )
      },
      { durable: true },
    )
  }

  const publish = (topic: Topic, messages: { body: string; attributes: Attributes; subject?: string }[]): void => {
    const subscriptions = SUBSCRIPTIONS.filter((subscription) => subscription.topic === topic)
    accept(
      messages.flatMap((message) =>
        subscriptions
          .filter(({ filter }) => matches(message.attributes, filter))
          .map(({ queue }) => ({ queue, body: JSON.stringify(envelopeOf(topic, message, clock.now())) })),
      ),
    )
  }

  /** Makes messages visible again that were received by processes that have ended. Returns whether a running process holds any. */
  const isInFlight = (queue: Queue): boolean => {
    const inFlight = 'FROM queue_messages WHERE queue = ? AND receipt IS NOT NULL AND visible_at > ?'
    const receivers = [...database.iterate(`SELECT DISTINCT receiver ${inFlight}`, queue, now())]
    const running = Map.groupBy(receivers, ({ receiver }) => processes.isRunning(String(receiver)))
    for (const { receiver } of running.get(false) ?? [])
      database.run(
        'UPDATE queue_messages SET visible_at = 0, receipt = NULL WHERE queue = ? AND receiver = ? AND receipt IS NOT NULL',
        queue,
        receiver ?? null,
      )
    return running.has(true)
  }

  const claim = (queue: Queue, max: number): Received[] => {
    const receipt = randomUUID()
    const rows = database.iterate(
      `UPDATE queue_messages SET visible_at = ?, receive_count = receive_count + 1, receipt = ?, receiver = ?
       WHERE id IN (SELECT id FROM queue_messages WHERE queue = ? AND visible_at <= ? ORDER BY id LIMIT ?)
       RETURNING id, body, sent_at, receive_count`,
      now() + HIDDEN_MS,
      receipt,
      processes.self(),
      queue,
      now(),
      max,
    )
    return [...rows]
      .map(({ id, body, sent_at: sentAt, receive_count: count }) => ({
        id: String(id),
        body: String(body),
        sentAt: Number(sentAt),
        receiveCount: Number(count),
        receipt,
      }))
      .sort((a, b) => Number(a.id) - Number(b.id))
  }

  return {
    publishEvents: (messages) => promised(() => publish('events', [...messages])),

    publishMail: (topic, { id, subject, text }, attributes = {}) =>
      promised(() => {
        publish(topic, [{ body: text, subject, attributes: { ...attributes, id: [id] } }])
        return 'as written'
      }),

    send: (queue, bodies, { delaySeconds } = {}) =>
      promised(() => accept(bodies.map((body) => ({ queue, body, delaySeconds })))),

    receive: (queue, max) =>
      database.transaction(() => (isInFlight(queue) && EXCLUSIVE.has(queue) ? 'busy' : claim(queue, max))),

    remove: (messages) =>
      database.transaction(() => {
        for (const { id, receipt } of messages)
          database.run('DELETE FROM queue_messages WHERE id = ? AND receipt = ?', Number(id), receipt)
      }),

    giveBack: (messages, delayMs) =>
      database.transaction(() => {
        for (const message of messages)
          database.run(
            'UPDATE queue_messages SET visible_at = ?, receipt = NULL WHERE id = ? AND receipt = ?',
            now() + delayMs(message),
            Number(message.id),
            message.receipt,
          )
      }),
  }
}

/** The rule of SNS: for every attribute in the filter, the message has one of the listed values. */
function matches(attributes: Attributes, filter: Subscription['filter'] = {}): boolean {
  return Object.entries(filter).every(([name, values]) => attributes[name]?.some((value) => values.includes(value)))
}

function envelopeOf(
  topic: Topic,
  { body, attributes, subject }: { body: string; attributes: Attributes; subject?: string },
  now: Date,
): Envelope {
  return {
    Type: 'Notification',
    MessageId: randomUUID(),
    TopicArn: `arn:aws:sns:local-1:000000000000:${topic}`,
    ...(subject !== undefined && { Subject: subject }),
    Message: body,
    Timestamp: now.toISOString(),
    MessageAttributes: encodeAttributes(attributes),
  }
}

/** The result of `work`, or its rejection when it throws. */
function promised<T>(work: () => T): Promise<T> {
  return new Promise((resolve) => resolve(work()))
}
