import { createHash, randomBytes } from 'node:crypto'
import { refusedTimestamp, timestampQuery } from '../../shared/ledger/timestamp.ts'
import { type Http, isOk } from '../ports/http/http.ts'
import { follow } from '../ports/http/redirect.ts'

/** The result of requesting a timestamp: the authority's reply, byte for byte, or why there is none. */
type Stamped = { outcome: 'stamped'; reply: Uint8Array } | { outcome: 'failed'; why: string }

/** Requests a timestamp of `text`. A failure is returned, not thrown. */
export type Authority = (text: string) => Promise<Stamped>

const TIMEOUT_MS = 10_000
/** A reply has a few kB with its certificates. */
const REPLY_BYTES = 64 * 1024

/** The time-stamping authority (RFC 3161 over HTTP) at `url`. */
export function openAuthority(url: string, http: Pick<Http, 'request'>, timeoutMs = TIMEOUT_MS): Authority {
  const headers = { 'content-type': 'application/timestamp-query' }
  const limits = { timeoutMs, maxBytes: REPLY_BYTES }
  const failed = (why: string): Stamped => ({ outcome: 'failed', why: `No timestamp from ${url}: ${why}` })
  return async (text) => {
    const digest = createHash('sha256').update(text).digest()
    const nonce = randomBytes(8)
    const body = timestampQuery(digest, nonce)
    const result = await follow(new URL(url), (each) => http.request({ url: each, method: 'POST', headers, body, limits }))
    if (result.kind === 'failure') {
      if (result.reason === 'timeout') return failed(`it did not answer within ${timeoutMs} ms`)
      return failed(result.reason === 'too-large' ? `it is longer than ${REPLY_BYTES} bytes` : result.why)
    }
    if (!isOk(result)) return failed(`it answered ${result.status}`)
    const why = refusedTimestamp(result.body, digest, nonce)
    return why === undefined ? { outcome: 'stamped', reply: result.body } : failed(why)
  }
}
