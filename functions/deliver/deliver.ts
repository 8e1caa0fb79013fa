import { type Event, eventOf, isEvent } from '../../shared/event.ts'
import { OPERATORS } from '../../shared/mail/mail.ts'
import { disabledNotice } from '../../shared/mail/notice.ts'
import { type Answer, type Verdict, verdictOn } from '../../shared/webhooks/answer.ts'
import {
  afterAttempt,
  attemptOf,
  claimed,
  type Delivery,
  ended,
  isDue,
  isExhausted,
  deferred,
  type DeliveryKey,
} from '../../shared/webhooks/delivery.ts'
import { afterVerdict, backoffUntil } from '../../shared/webhooks/endpoint-health.ts'
import type { Endpoint, Format } from '../../shared/webhooks/endpoint.ts'
import type { Attempt } from '../../shared/webhooks/retry-schedule.ts'
import type { DeliverDeps } from './deps.ts'
import { eventMessage } from './message.ts'
import type { Message } from './post.ts'

/** The outcome for one delivery. `skipped`: it is not due, or another run makes it; `disabled`: why its endpoint was disabled. */
export type Delivered = {
  outcome: 'skipped' | 'postponed' | 'delivered' | 'failed' | 'dead' | 'discarded'
  disabled?: string | undefined
}

/** Deliveries that wait for the same endpoint's backoff are spread over this time, in milliseconds. */
const SPREAD_MS = 30_000

/** Makes one attempt at the delivery `reference` if it is due, and stores the outcome and when the next attempt is due. */
export async function deliver(reference: DeliveryKey, deps: DeliverDeps): Promise<Delivered> {
  const now = deps.clock.now()
  const delivery = await deps.deliveries.find(reference)
  if (!delivery || !isDue(delivery, now)) return { outcome: 'skipped' }
  const endpoint = await deps.endpoints.find(reference.endpoint)
  if (!endpoint) return write(delivery, ended(delivery, 'discarded', 'the endpoint was removed'), 'discarded', deps)
  if (endpoint.state !== 'active') return write(delivery, ended(delivery, 'dead', notActive(endpoint)), 'dead', deps)
  const until = backoffUntil(endpoint, now)
  if (until !== undefined) return write(delivery, deferred(delivery, spread(until, deps.random.fraction())), 'postponed', deps)
  const event = await eventCalled(reference.event, deps)
  if (!event) return write(delivery, ended(delivery, 'dead', `the ledger has no event ${reference.event}`), 'dead', deps)
  if (isExhausted(delivery)) return write(delivery, ended(delivery, 'dead', `${delivery.tries} attempts failed`), 'dead', deps)
  const own = await deps.deliveries.replace(delivery, claimed(delivery, now))
  return own ? send(event, endpoint, own, deps) : { outcome: 'skipped' }
}

async function send(event: Event, endpoint: Endpoint, delivery: Delivery, deps: DeliverDeps): Promise<Delivered> {
  const made = await attempt(eventMessage(event, endpoint, deps, deps.clock.now()), endpoint.format, deps)
  const now = deps.clock.now()
  const after = afterAttempt(delivery, made.attempt, made.verdict, now, deps.random.fraction())
  // If this write fails, another writer changed the row (a replay, or an attempt after this one's claim expired) and makes the delivery.
  await deps.deliveries.replace(delivery, after)
  const disabled = await noteHealth(endpoint, made.verdict, now, deps)
  return { outcome: after.state === 'waiting' ? 'failed' : after.state, disabled }
}

/** The event called `id` as its ledger has it, or undefined when there is none. */
async function eventCalled(id: string, { ledger, settings }: DeliverDeps): Promise<Event | undefined> {
  const [column = '', sequence = ''] = id.split('/')
  const entry = await ledger(column).entry(Number(sequence))
  return entry && isEvent(entry) ? eventOf(entry, settings.publicUrl) : undefined
}

async function write(before: Delivery, after: Delivery, outcome: Delivered['outcome'], deps: DeliverDeps): Promise<Delivered> {
  const written = await deps.deliveries.replace(before, after)
  return { outcome: written ? outcome : 'skipped' }
}

/**
 * Stores the health of the endpoint, if it changed. Returns why the endpoint is disabled, if it now is. Operators are notified before that is
 * stored: a crash in between repeats the notice and loses none.
 */
async function noteHealth(
  endpoint: Endpoint,
  verdict: Verdict,
  now: Date,
  { endpoints, bus }: DeliverDeps,
): Promise<string | undefined> {
  if (verdict.kind === 'accepted' && endpoint.failingSince === undefined) return undefined
  let disabled: string | undefined
  await endpoints.change(endpoint.id, async (before) => {
    const after = before.state === 'active' ? afterVerdict(before, verdict, now) : before
    disabled = after.state === 'disabled' && before.state === 'active' ? after.why : undefined
    if (disabled !== undefined)
      await bus.publishMail('operators', disabledNotice(before, disabled, now), { audience: [OPERATORS] })
    return after
  })
  return disabled
}

const notActive = ({ state, why }: Endpoint) => `the endpoint is ${state}${why === undefined ? '' : `: ${why}`}`

const spread = (instant: string, fraction: number) => new Date(Date.parse(instant) + fraction * SPREAD_MS)

/** Makes one attempt: sends `message`, and returns the record of it for the log and the verdict on the answer. */
export async function attempt(
  message: Message,
  format: Format,
  { post, clock }: Pick<DeliverDeps, 'post' | 'clock'>,
): Promise<{ attempt: Attempt; verdict: Verdict }> {
  const startedAt = clock.now()
  const answer: Answer = await post(message)
  const answeredAt = clock.now()
  const latencyMs = answeredAt.getTime() - startedAt.getTime()
  return { attempt: attemptOf(answer, startedAt, latencyMs), verdict: verdictOn(answer, format, answeredAt) }
}
