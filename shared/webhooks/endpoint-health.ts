import type { Verdict } from './answer.ts'
import type { Endpoint } from './endpoint.ts'
import { isoInstant } from '../text/instant.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

/** An endpoint that only fails is disabled after this many days. Longer than all retries of a delivery, so that none is cut short. */
const DISABLE_AFTER_DAYS = 5

/** From this many failures in a row there is a backoff between attempts, so that a failing endpoint does not delay the others. */
const BACKOFF_FROM_FAILURES = 5
const MIN_BACKOFF_MS = MINUTE_MS
const MAX_BACKOFF_MS = 30 * MINUTE_MS

/** `endpoint` after an attempt at `now` with this verdict; the same object when nothing changes. */
export function afterVerdict(endpoint: Endpoint, verdict: Verdict, now: Date): Endpoint {
  if (verdict.kind === 'accepted') return endpoint.failingSince === undefined ? endpoint : succeeding(endpoint)
  if (verdict.kind === 'gone') return disabled(endpoint, 'the receiver answered 410 Gone')
  const failingSince = endpoint.failingSince ?? isoInstant(now)
  const failingMs = now.getTime() - Date.parse(failingSince)
  if (failingMs >= DISABLE_AFTER_DAYS * DAY_MS) return disabled(endpoint, `nothing but failures since ${failingSince}`)
  const failures = (endpoint.failures ?? 0) + 1
  const backoffMs = Math.max(
    verdict.kind === 'slower' ? verdict.afterMs : 0,
    failures < BACKOFF_FROM_FAILURES ? 0 : tenthOf(failingMs),
  )
  return withBackoff({ ...endpoint, failingSince, failures }, backoffMs, now) ?? endpoint
}

/** Undefined when its backoff is already as long: the last of many concurrent attempts has nothing to add. */
function withBackoff(failing: Endpoint, backoffMs: number, now: Date): Endpoint | undefined {
  const until = isoInstant(new Date(now.getTime() + backoffMs))
  const current = backoffUntil(failing, now)
  if (current !== undefined && current >= until) return undefined
  return backoffMs === 0 ? failing : { ...failing, restsUntil: until }
}

/** A backoff stays: the receiver asked for it, or other attempts failed since this one began. */
function succeeding({ failingSince: _since, failures: _failures, ...healthy }: Endpoint): Endpoint {
  return healthy
}

/** `endpoint` without a backoff; the same object when it has none. */
export function withoutBackoff(endpoint: Endpoint): Endpoint {
  const { restsUntil, ...active } = endpoint
  return restsUntil === undefined ? endpoint : active
}

/** `endpoint` with its failures forgotten. */
export function withoutFailures(endpoint: Endpoint): Endpoint {
  return succeeding(withoutBackoff(endpoint))
}

/** `endpoint` disabled, and the reason. */
export function disabled(endpoint: Endpoint, why: string): Endpoint {
  return { ...withoutFailures(endpoint), state: 'disabled', why }
}

/** The end of the backoff of `endpoint`, or undefined when it has none at `now`. */
export function backoffUntil({ restsUntil }: Endpoint, now: Date): string | undefined {
  return restsUntil !== undefined && restsUntil > isoInstant(now) ? restsUntil : undefined
}

/** The backoff grows with the time of failing: a tenth of it, within bounds. */
const tenthOf = (failingMs: number) => Math.min(Math.max(failingMs / 10, MIN_BACKOFF_MS), MAX_BACKOFF_MS)
