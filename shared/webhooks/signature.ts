import { createHmac, hkdfSync } from 'node:crypto'

/** How long after a rotation the previous secret still signs beside the new one, in milliseconds. */
export const OVERLAP_MS = 24 * 3_600_000

const PREFIX = 'whsec_'

/**
 * The secret of an endpoint's `generation` as its owner sees it: `whsec_` and base64 of 32 bytes. It is derived from `key`
 * (HKDF-SHA-256, RFC 5869) and never stored: reading the table reveals no secret.
 */
export function deriveSecret(key: Uint8Array, endpoint: string, generation: number): string {
  const bytes = hkdfSync('sha256', key, '', `letterwatch/webhook/${endpoint}/${generation}`, 32)
  return PREFIX + Buffer.from(bytes).toString('base64')
}

/** The message of one attempt: its id, the instant of the attempt in Unix seconds, and the body. */
export type Signable = { id: string; timestamp: number; body: string }

/** The headers of Standard Webhooks 1.0.0 for `message`, with a signature for each of `secrets`. */
export function signedHeaders(message: Signable, secrets: string[]): Record<string, string> {
  return {
    'webhook-id': message.id,
    'webhook-timestamp': String(message.timestamp),
    'webhook-signature': secrets.map((secret) => signature(message, secret)).join(' '),
  }
}

function signature({ id, timestamp, body }: Signable, secret: string): string {
  const bytes = Buffer.from(secret.slice(PREFIX.length), 'base64')
  return `v1,${createHmac('sha256', bytes).update(`${id}.${timestamp}.${body}`).digest('base64')}`
}
