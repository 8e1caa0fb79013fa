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

/** What waking a delivery came to. `skipped`: nothing was to be done, or another does it; `disabled`: why the endpoint now is. */
export type Delivered = {
  outcome: 'skipped' | 'postponed' | 'delivered' | 'failed' | 'dead' | 'discarded'
  disabled?: string | undefined
}

/** How far apart deliveries are spread that were waiting for a resting endpoint, in milliseconds. */
const SPREAD_MS = 30_000

/** Makes the delivery that `wake` names, if it is due: one attempt, and its outcome written down with the next instant. */
export async function deliver(wake: DeliveryKey, deps: DeliverDeps): Promise<Delivered> {
  const now = deps.clock.now()
  const delivery = await deps.deliveries.find(wake)
  if (!delivery || !isDue(delivery, now)) return { outcome: 'skipped' }
  const endpoint = await deps.endpoints.find(wake.endpoint)
  if (!endpoint) return write(delivery, ended(delivery, 'discarded', 'the endpoint was removed'), 'discarded', deps)
  if (endpoint.state !== 'active') return write(delivery, ended(delivery, 'dead', notActive(endpoint)), 'dead', deps)
  const rest = backoffUntil(endpoint, now)
  if (rest !== undefined) return write(delivery, deferred(delivery, spread(rest, deps.random.fraction())), 'postponed', deps)
  const event = await eventCalled(wake.event, deps)
  if (!event) return write(delivery, ended(delivery, 'dead', `the ledger has no event ${wake.event}`), 'dead', deps)
  if (isExhausted(delivery)) return write(delivery, ended(delivery, 'dead', `${delivery.tries} attempts failed`), 'dead', deps)
  const mine = await deps.deliveries.replace(delivery, claimed(delivery, now))
  return mine ? tell(event, endpoint, mine, deps) : { outcome: 'skipped' }
}

async function tell(event: Event, endpoint: Endpoint, delivery: Delivery, deps: DeliverDeps): Promise<Delivered> {
  const made = await attempt(eventMessage(event, endpoint, deps, deps.clock.now()), endpoint.format, deps)
  const now = deps.clock.now()
  const after = afterAttempt(delivery, made.attempt, made.verdict, now, deps.random.fraction())
  // Whoever was first if this write fails (a replay, or an attempt begun because this one took too long) makes the delivery again.
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
 * Writes down how the endpoint does, unless it does well as before. Returns why it is disabled from now on, which operators are told
 * of before it is written: a crash between repeats the notice, and loses none.
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

const spread = (instant: string, chance: number) => new Date(Date.parse(instant) + chance * SPREAD_MS)

/** Makes one attempt: sends `message`, and says what the log keeps of it and what the answer means. */
export async function attempt(
  message: Message,
  format: Format,
  { post, clock }: Pick<DeliverDeps, 'post' | 'clock'>,
): Promise<{ attempt: Attempt; verdict: Verdict }> {
  const begunAt = clock.now()
  const answer: Answer = await post(message)
  const answeredAt = clock.now()
  const latencyMs = answeredAt.getTime() - begunAt.getTime()
  return { attempt: attemptOf(answer, begunAt, latencyMs), verdict: verdictOn(answer, format, answeredAt) }
}
