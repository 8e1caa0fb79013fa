import type * as z from 'zod/mini'
import { literalAddress, validateUrl } from '../../shared/webhooks/address-guard.ts'
import type { Verdict } from '../../shared/webhooks/answer.ts'
import type { Attempt } from '../../shared/webhooks/retry-schedule.ts'
import { type Endpoint, Subscription } from '../../shared/webhooks/endpoint.ts'
import { disabled, withoutFailures } from '../../shared/webhooks/endpoint-health.ts'
import { isoInstant } from '../../shared/text/instant.ts'
import { deriveSecret } from '../../shared/webhooks/signature.ts'
import { attempt } from './deliver.ts'
import type { DeliverDeps } from './deps.ts'
import { publicAddresses, RefusedAddress } from '../ports/http/guarded-lookup.ts'
import { testMessage } from './message.ts'

/** A request to register an endpoint, not validated yet. `verify: false` makes the endpoint active without a test event. */
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
 * The result of a registration. `unverified`: the endpoint is stored with its secret but receives no events, because it did not accept the
 * test event; once the receiver has the secret, `enableEndpoint` tries again.
 */
export type Added =
  | { outcome: 'added'; endpoint: Endpoint; secret: string }
  | { outcome: 'unverified'; endpoint: Endpoint; secret: string; why: string }
  | { outcome: 'refused'; why: string }

/** Registers an endpoint: its address is checked, then it must accept a test event before it becomes active. */
export async function addEndpoint(deps: DeliverDeps, { verify = true, ...asked }: Asked): Promise<Added> {
  const subscription = Subscription.safeParse(asked)
  if (!subscription.success) return { outcome: 'refused', why: validationMessage(subscription.error.issues[0], asked) }
  const refusal = await addressProblem(subscription.data, deps)
  if (refusal !== undefined) return { outcome: 'refused', why: refusal }
  const endpoint = newEndpoint(subscription.data, deps)
  const secret = deriveSecret(deps.key, endpoint.id, endpoint.generation)
  const why = verify ? await whyUnverified(endpoint, deps) : undefined
  const kept: Endpoint = why === undefined ? { ...endpoint, state: 'active' } : { ...endpoint, why }
  await deps.endpoints.add(kept)
  return why === undefined
    ? { outcome: 'added', endpoint: kept, secret }
    : { outcome: 'unverified', endpoint: kept, secret, why }
}

/** Makes an endpoint active again and clears its failures. Unless `verify` is false it must accept a test event first. */
export async function enableEndpoint(
  deps: DeliverDeps,
  id: string,
  { verify = true } = {},
): Promise<{ outcome: 'enabled'; endpoint: Endpoint } | { outcome: 'unverified'; why: string } | { outcome: 'unknown' }> {
  const before = await deps.endpoints.find(id)
  if (!before) return { outcome: 'unknown' }
  const why = verify ? await whyUnverified(before, deps) : undefined
  if (why !== undefined) return { outcome: 'unverified', why }
  const endpoint = await deps.endpoints.change(id, ({ why: _, ...rest }) => ({ ...withoutFailures(rest), state: 'active' }))
  return endpoint ? { outcome: 'enabled', endpoint } : { outcome: 'unknown' }
}

/** Stops deliveries to an endpoint. Waiting ones become dead and can be replayed. Undefined when no endpoint has this id. */
export function disableEndpoint(deps: DeliverDeps, id: string): Promise<Endpoint | undefined> {
  return deps.endpoints.change(id, (endpoint) => disabled(endpoint, 'an operator disabled it'))
}

/** Removes an endpoint; its waiting deliveries are discarded. False when no endpoint has this id. */
export async function removeEndpoint(deps: DeliverDeps, id: string): Promise<boolean> {
  if (!(await deps.endpoints.find(id))) return false
  await deps.endpoints.remove(id)
  return true
}

/** Gives an endpoint a new secret. For 24 hours the previous secret signs too; after a second rotation only the latest previous one does. */
export async function rotateSecret(deps: DeliverDeps, id: string): Promise<{ endpoint: Endpoint; secret: string } | undefined> {
  const rotatedAt = isoInstant(deps.clock.now())
  const endpoint = await deps.endpoints.change(id, (before) => ({ ...before, generation: before.generation + 1, rotatedAt }))
  return endpoint && { endpoint, secret: deriveSecret(deps.key, id, endpoint.generation) }
}

/** Sends an endpoint a signed test event, in any state. Undefined when no endpoint has this id. */
export async function testEndpoint(deps: DeliverDeps, id: string): Promise<{ attempt: Attempt; verdict: Verdict } | undefined> {
  const endpoint = await deps.endpoints.find(id)
  return endpoint && sendTest(endpoint, deps)
}

function sendTest(endpoint: Endpoint, deps: DeliverDeps) {
  return attempt(testMessage(`test/${deps.random.id()}`, endpoint, deps, deps.clock.now()), endpoint.format, deps)
}

async function whyUnverified(endpoint: Endpoint, deps: DeliverDeps): Promise<string | undefined> {
  const { attempt: made, verdict } = await sendTest(endpoint, deps)
  if (verdict.kind === 'accepted') return undefined
  return `it did not accept the test event: ${made.error ?? `status ${made.status ?? 0}, ${JSON.stringify(made.answer)}`}`
}

function newEndpoint(subscription: Subscription, { random, clock }: DeliverDeps): Endpoint {
  const unverified = { state: 'unverified', createdAt: isoInstant(clock.now()), generation: 1, revision: 0 } as const
  return { ...subscription, id: `ep_${random.id()}`, ...unverified }
}

/** Why the address is refused. A name that does not resolve is accepted: it may resolve later, and every attempt checks it. */
async function addressProblem({ url, allowPrivate }: Subscription, { resolve }: DeliverDeps): Promise<string | undefined> {
  const refusal = validateUrl(url, allowPrivate)
  const parsed = URL.parse(url)
  if (refusal !== undefined || allowPrivate || !parsed || literalAddress(parsed) !== undefined) return refusal
  try {
    await publicAddresses(parsed.hostname, resolve)
    return undefined
  } catch (error) {
    return error instanceof RefusedAddress ? error.message : undefined
  }
}

/** The message for the first invalid field: a value that is not allowed, or an empty list. */
function validationMessage(issue: z.core.$ZodIssue | undefined, asked: unknown): string {
  const [field = 'it', ...within] = issue?.path.map(String) ?? []
  if (issue?.code !== 'invalid_value') return `${field} is empty`
  const value = [field, ...within].reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], asked)
  return `${field}: ${JSON.stringify(value)} is not one of ${issue.values.join(', ')}`
}
