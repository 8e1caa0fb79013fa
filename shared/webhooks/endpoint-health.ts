import type { Verdict } from './answer.ts'
import type { Endpoint } from './endpoint.ts'
import { isoInstant } from '../text/instant.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

/** After this many days of nothing but failures an endpoint is disabled. Longer than the schedule of one delivery, so that none is cut short. */
const PATIENCE_DAYS = 5

/** From this many failures in a row an endpoint rests between attempts, so that what it cannot take does not delay the others. */
const RESTS_FROM = 5
const SHORTEST_REST_MS = MINUTE_MS
const LONGEST_REST_MS = 30 * MINUTE_MS

/** `endpoint` after an attempt at `now` that came to `verdict`; the same one when there is nothing to write down. */
export function afterVerdict(endpoint: Endpoint, verdict: Verdict, now: Date): Endpoint {
  if (verdict.kind === 'accepted') return endpoint.failingSince === undefined ? endpoint : succeeding(endpoint)
  if (verdict.kind === 'gone') return disabled(endpoint, 'the receiver answered 410 Gone')
  const failingSince = endpoint.failingSince ?? isoInstant(now)
  const failingMs = now.getTime() - Date.parse(failingSince)
  if (failingMs >= PATIENCE_DAYS * DAY_MS) return disabled(endpoint, `nothing but failures since ${failingSince}`)
  const failures = (endpoint.failures ?? 0) + 1
  const restMs = Math.max(verdict.kind === 'slower' ? verdict.afterMs : 0, failures < RESTS_FROM ? 0 : tenthOf(failingMs))
  return resting({ ...endpoint, failingSince, failures }, restMs, now) ?? endpoint
}

/** Undefined when it rests longer already: the last of many attempts made at once has nothing to add. */
function resting(failing: Endpoint, restMs: number, now: Date): Endpoint | undefined {
  const until = isoInstant(new Date(now.getTime() + restMs))
  const already = restingUntil(failing, now)
  if (already !== undefined && already >= until) return undefined
  return restMs === 0 ? failing : { ...failing, restsUntil: until }
}

/** A rest goes on: it was asked for, or other attempts failed since this one began. */
function succeeding({ failingSince: _since, failures: _failures, ...healthy }: Endpoint): Endpoint {
  return healthy
}

/** `endpoint` that rests no longer; the same one when it does not. */
export function rested(endpoint: Endpoint): Endpoint {
  const { restsUntil, ...awake } = endpoint
  return restsUntil === undefined ? endpoint : awake
}

/** `endpoint` with its failures forgotten. */
export function recovered(endpoint: Endpoint): Endpoint {
  return succeeding(rested(endpoint))
}

/** `endpoint` disabled, and the reason. */
export function disabled(endpoint: Endpoint, why: string): Endpoint {
  return { ...recovered(endpoint), state: 'disabled', why }
}

/** Until when nothing is sent to `endpoint`, or undefined when it does not rest at `now`. */
export function restingUntil({ restsUntil }: Endpoint, now: Date): string | undefined {
  return restsUntil !== undefined && restsUntil > isoInstant(now) ? restsUntil : undefined
}

/** The longer it has been failing, the longer it rests: a tenth of that time, within bounds. */
const tenthOf = (failingMs: number) => Math.min(Math.max(failingMs / 10, SHORTEST_REST_MS), LONGEST_REST_MS)
