import { createHash, randomBytes } from 'node:crypto'
import { refusedTimestamp, timestampQuery } from '../../shared/ledger/timestamp.ts'
import { readAtMost } from '../read-at-most.ts'

/** What asking for a timestamp came to: the authority's reply as it is to be kept, or why there is none. */
export type Stamped = { outcome: 'stamped'; reply: Uint8Array } | { outcome: 'failed'; why: string }

/** Asks for a timestamp of `text`, whatever comes of it. */
export type Authority = (text: string) => Promise<Stamped>

const TIMEOUT_MS = 10_000
/** A reply has a few kB with its certificates. */
const REPLY_BYTES = 64 * 1024

/** The time-stamping authority (RFC 3161 over HTTP) at `url`. */
export function openAuthority(url: string, timeoutMs = TIMEOUT_MS): Authority {
  return async (text) => {
    const digest = createHash('sha256').update(text).digest()
    const nonce = randomBytes(8)
    const signal = AbortSignal.timeout(timeoutMs)
    try {
      const reply = await ask(url, timestampQuery(digest, nonce), signal)
      const why = refusedTimestamp(reply, digest, nonce)
      return why === undefined ? { outcome: 'stamped', reply } : failed(url, why)
    } catch (error) {
      return failed(url, signal.aborted ? `it did not answer within ${timeoutMs} ms` : reasonOf(error))
    }
  }
}

async function ask(url: string, body: Uint8Array, signal: AbortSignal): Promise<Buffer> {
  const headers = { 'content-type': 'application/timestamp-query' }
  const answer = await fetch(url, { method: 'POST', headers, body: Uint8Array.from(body), signal })
  if (answer.ok) return readAtMost(answer, REPLY_BYTES)
  await answer.body?.cancel()
  throw new Error(`it answered ${answer.status}`)
}

const failed = (url: string, why: string): Stamped => ({ outcome: 'failed', why: `No timestamp from ${url}: ${why}` })

/** Why there was no connection stands in the cause. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error
  return cause instanceof Error && cause.message !== '' ? cause.message : message
}
