export type Refusal = { outcome: 'gone' | 'blocked' | 'unreadable'; why: string }

/**
 * What a status says of the page asked for. Firewalls before government sites answer 403, 405, 412, 418, 429, 503 and 521 with
 * challenges, so these never say anything about a letter; only 404 and 410 do. Statuses not named here are unreadable.
 */
const OUTCOMES = {
  200: 'read',
  203: 'read',
  401: 'blocked',
  403: 'blocked',
  404: 'gone',
  405: 'blocked',
  410: 'gone',
  412: 'blocked',
  418: 'blocked',
  421: 'blocked',
  429: 'blocked',
  451: 'blocked',
  503: 'blocked',
  521: 'blocked',
  567: 'blocked',
} as const satisfies Record<number, Refusal['outcome'] | 'read'>

/** The refusal that `status` alone is, or undefined when the body decides. */
export function refusalOfStatus(status: number): Refusal | undefined {
  const outcome = isNamed(status) ? OUTCOMES[status] : 'unreadable'
  return outcome === 'read' ? undefined : { outcome, why: `the server answered with status ${status}` }
}

function isNamed(status: number): status is keyof typeof OUTCOMES {
  return Object.hasOwn(OUTCOMES, status)
}
