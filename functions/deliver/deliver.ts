import type { Verdict } from '../../shared/webhooks/answer.ts'
import {
  attempted,
  claimed,
  type Delivery,
  ended,
  isDue,
  isSpent,
  postponed,
  type Wake,
} from '../../shared/webhooks/delivery.ts'
import type { Endpoint } from '../../shared/webhooks/endpoint.ts'
import { afterVerdict, restingUntil } from '../../shared/webhooks/endpoint-health.ts'
import { type Event, eventOf, isEvent } from '../../shared/event.ts'
import { OPERATORS } from '../../shared/mail/mail.ts'
import { disabledNotice } from '../../shared/mail/notice.ts'
import { attempt } from './attempt.ts'
import type { DeliverEdges } from './edges.ts'
import { eventMessage } from './signed-message.ts'

/** What waking a delivery came to. `skipped`: nothing was to be done, or another does it; `disabled`: why the endpoint now is. */
export type Delivered = {
  outcome: 'skipped' | 'postponed' | 'delivered' | 'failed' | 'dead' | 'discarded'
  disabled?: string | undefined
}

/** How far apart deliveries are spread that were waiting for a resting endpoint, in milliseconds. */
const SPREAD_MS = 30_000

/** Makes the delivery that `wake` names, if it is due: one attempt, and its outcome written down with the next instant. */
export async function deliver(wake: Wake, edges: DeliverEdges): Promise<Delivered> {
  const now = edges.clock()
  const delivery = await edges.deliveries.find(wake)
  if (!delivery || !isDue(delivery, now)) return { outcome: 'skipped' }
  const endpoint = await edges.endpoints.find(wake.endpoint)
  if (!endpoint) return write(delivery, ended(delivery, 'discarded', 'the endpoint was removed'), 'discarded', edges)
  if (endpoint.state !== 'active') return write(delivery, ended(delivery, 'dead', notActive(endpoint)), 'dead', edges)
  const rest = restingUntil(endpoint, now)
  if (rest !== undefined) return write(delivery, postponed(delivery, spread(rest, edges.chance())), 'postponed', edges)
  const event = await eventCalled(wake.event, edges)
  if (!event) return write(delivery, ended(delivery, 'dead', `the ledger has no event ${wake.event}`), 'dead', edges)
  if (isSpent(delivery)) return write(delivery, ended(delivery, 'dead', `${delivery.tries} attempts failed`), 'dead', edges)
  const mine = await edges.deliveries.replace(delivery, claimed(delivery, now))
  return mine ? tell(event, endpoint, mine, edges) : { outcome: 'skipped' }
}

async function tell(event: Event, endpoint: Endpoint, delivery: Delivery, edges: DeliverEdges): Promise<Delivered> {
  const made = await attempt(eventMessage(event, endpoint, edges, edges.clock()), endpoint.format, edges)
  const now = edges.clock()
  const after = attempted(delivery, made.attempt, made.verdict, now, edges.chance())
  // Whoever was first if this write fails (a replay, or an attempt begun because this one took too long) makes the delivery again.
  await edges.deliveries.replace(delivery, after)
  const disabled = await noteHealth(endpoint, made.verdict, now, edges)
  return { outcome: after.state === 'waiting' ? 'failed' : after.state, disabled }
}

/** The event called `id` as its ledger has it, or undefined when there is none. */
async function eventCalled(id: string, { ledger, settings }: DeliverEdges): Promise<Event | undefined> {
  const [column = '', sequence = ''] = id.split('/')
  const entry = await ledger(column).entry(Number(sequence))
  return entry && isEvent(entry) ? eventOf(entry, settings.publicUrl) : undefined
}

async function write(
  before: Delivery,
  after: Delivery,
  outcome: Delivered['outcome'],
  edges: DeliverEdges,
): Promise<Delivered> {
  const written = await edges.deliveries.replace(before, after)
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
  { endpoints, operators }: DeliverEdges,
): Promise<string | undefined> {
  if (verdict.kind === 'accepted' && endpoint.failingSince === undefined) return undefined
  let disabled: string | undefined
  await endpoints.change(endpoint.id, async (before) => {
    const after = before.state === 'active' ? afterVerdict(before, verdict, now) : before
    disabled = after.state === 'disabled' && before.state === 'active' ? after.why : undefined
    if (disabled !== undefined) await operators.publish(disabledNotice(before, disabled, now), { audience: [OPERATORS] })
    return after
  })
  return disabled
}

const notActive = ({ state, why }: Endpoint) => `the endpoint is ${state}${why === undefined ? '' : `: ${why}`}`

const spread = (instant: string, chance: number) => new Date(Date.parse(instant) + chance * SPREAD_MS)
