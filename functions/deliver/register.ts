import type * as z from 'zod/mini'
import { literalAddress, refusalOf } from '../../shared/webhooks/address-guard.ts'
import type { Verdict } from '../../shared/webhooks/answer.ts'
import type { Attempt } from '../../shared/webhooks/retry-schedule.ts'
import { type Endpoint, Subscription } from '../../shared/webhooks/endpoint.ts'
import { disabled, recovered } from '../../shared/webhooks/endpoint-health.ts'
import { isoInstant } from '../../shared/text/instant.ts'
import { deriveSecret } from '../../shared/webhooks/signature.ts'
import { attempt } from './attempt.ts'
import type { WebhookEdges } from './webhook-edges.ts'
import { publicAddresses, RefusedAddress } from '../ports/http/guarded-lookup.ts'
import { testMessage } from './signed-message.ts'

/** What somebody asks for, not checked yet. `verify: false` makes the endpoint active without a test event. */
export type Asked = {
  url: string
  types?: string[] | undefined
  significance?: string | undefined
  columns?: string[] | undefined
  topics?: string[] | undefined
  format?: string | undefined
  allowPrivate?: boolean | undefined
  verify?: boolean | undefined
}

/**
 * What became of what was asked. `unverified`: kept with its secret but told of nothing, as it did not accept the test event; once the
 * receiver knows its secret, `enableEndpoint` tries again.
 */
export type Added =
  | { outcome: 'added'; endpoint: Endpoint; secret: string }
  | { outcome: 'unverified'; endpoint: Endpoint; secret: string; why: string }
  | { outcome: 'refused'; why: string }

/** Registers an endpoint: its address is checked, then it must accept a test event before it becomes active. */
export async function addEndpoint(edges: WebhookEdges, { verify = true, ...asked }: Asked): Promise<Added> {
  const subscription = Subscription.safeParse(asked)
  if (!subscription.success) return { outcome: 'refused', why: firstProblem(subscription.error.issues[0], asked) }
  const refusal = await refusalOfAddress(subscription.data, edges)
  if (refusal !== undefined) return { outcome: 'refused', why: refusal }
  const endpoint = newEndpoint(subscription.data, edges)
  const secret = deriveSecret(edges.key, endpoint.id, endpoint.generation)
  const why = verify ? await whyUnverified(endpoint, edges) : undefined
  const kept: Endpoint = why === undefined ? { ...endpoint, state: 'active' } : { ...endpoint, why }
  await edges.endpoints.add(kept)
  return why === undefined
    ? { outcome: 'added', endpoint: kept, secret }
    : { outcome: 'unverified', endpoint: kept, secret, why }
}

/** Makes an endpoint active again, its failures forgotten; unless `verify` is false it must accept a test event first. */
export async function enableEndpoint(
  edges: WebhookEdges,
  id: string,
  { verify = true } = {},
): Promise<{ outcome: 'enabled'; endpoint: Endpoint } | { outcome: 'unverified'; why: string } | { outcome: 'unknown' }> {
  const before = await edges.endpoints.find(id)
  if (!before) return { outcome: 'unknown' }
  const why = verify ? await whyUnverified(before, edges) : undefined
  if (why !== undefined) return { outcome: 'unverified', why }
  const endpoint = await edges.endpoints.change(id, ({ why: _, ...rest }) => ({ ...recovered(rest), state: 'active' }))
  return endpoint ? { outcome: 'enabled', endpoint } : { outcome: 'unknown' }
}

/** Stops telling an endpoint anything. What waits for it becomes dead, and can be replayed. Undefined when there is none called `id`. */
export function disableEndpoint(edges: WebhookEdges, id: string): Promise<Endpoint | undefined> {
  return edges.endpoints.change(id, (endpoint) => disabled(endpoint, 'an operator disabled it'))
}

/** Forgets an endpoint; what waits for it is discarded. False when there is none called `id`. */
export async function removeEndpoint(edges: WebhookEdges, id: string): Promise<boolean> {
  if (!(await edges.endpoints.find(id))) return false
  await edges.endpoints.remove(id)
  return true
}

/** Gives an endpoint a new secret. The one before signs too for 24 hours; one from before that no longer, even within them. */
export async function rotateSecret(
  edges: WebhookEdges,
  id: string,
): Promise<{ endpoint: Endpoint; secret: string } | undefined> {
  const rotatedAt = isoInstant(edges.clock())
  const endpoint = await edges.endpoints.change(id, (before) => ({ ...before, generation: before.generation + 1, rotatedAt }))
  return endpoint && { endpoint, secret: deriveSecret(edges.key, id, endpoint.generation) }
}

/** Sends an endpoint a signed test event, whatever its state. Undefined when there is none called `id`. */
export async function testEndpoint(
  edges: WebhookEdges,
  id: string,
): Promise<{ attempt: Attempt; verdict: Verdict } | undefined> {
  const endpoint = await edges.endpoints.find(id)
  return endpoint && sendTest(endpoint, edges)
}

function sendTest(endpoint: Endpoint, edges: WebhookEdges) {
  return attempt(testMessage(`test/${edges.newName()}`, endpoint, edges, edges.clock()), endpoint.format, edges)
}

async function whyUnverified(endpoint: Endpoint, edges: WebhookEdges): Promise<string | undefined> {
  const { attempt: made, verdict } = await sendTest(endpoint, edges)
  if (verdict.kind === 'accepted') return undefined
  return `it did not accept the test event: ${made.error ?? `status ${made.status ?? 0}, ${JSON.stringify(made.answer)}`}`
}

function newEndpoint(subscription: Subscription, { newName, clock }: WebhookEdges): Endpoint {
  const unverified = { state: 'unverified', createdAt: isoInstant(clock()), generation: 1, revision: 0 } as const
  return { ...subscription, id: `ep_${newName()}`, ...unverified }
}

/** A name that does not resolve is no refusal: it may do so later, and is checked on every attempt. */
async function refusalOfAddress({ url, allowPrivate }: Subscription, { resolve }: WebhookEdges): Promise<string | undefined> {
  const refusal = refusalOf(url, allowPrivate)
  const parsed = URL.parse(url)
  if (refusal !== undefined || allowPrivate || !parsed || literalAddress(parsed) !== undefined) return refusal
  try {
    await publicAddresses(parsed.hostname, resolve)
    return undefined
  } catch (error) {
    return error instanceof RefusedAddress ? error.message : undefined
  }
}

/** The first thing wrong with what was asked for: a word that is none of those allowed, or a list without any. */
function firstProblem(issue: z.core.$ZodIssue | undefined, asked: unknown): string {
  const [field = 'it', ...within] = issue?.path.map(String) ?? []
  if (issue?.code !== 'invalid_value') return `${field} is empty`
  const value = [field, ...within].reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], asked)
  return `${field}: ${JSON.stringify(value)} is none of ${issue.values.join(', ')}`
}
