import type { Answer } from '../../shared/webhooks/answer.ts'
import { validateUrl } from '../../shared/webhooks/address-guard.ts'
import type { Http } from '../ports/http/http.ts'

/** The first bytes of an answer are kept; after the second number nothing more of it is read. */
const KEPT_BYTES = 1024
const READ_BYTES = 64 * 1024
const TIMEOUT_MS = 20_000

/** One POST to be made. `allowPrivate` permits http, other ports and addresses that are not public. */
export type Message = { url: string; headers: Record<string, string>; body: string; allowPrivate: boolean }

/** Makes one POST, whatever comes of it: an address that must not be reached, a refused connection and silence are answers too. */
export type Post = (message: Message) => Promise<Answer>

/**
 * POSTs through the http port. Each has its own connection, follows no redirect and ends within `timeoutMs`. An answer counts by its status,
 * whatever becomes of its body.
 */
export function openPost(http: Pick<Http, 'request'>, timeoutMs = TIMEOUT_MS): Post {
  return async ({ url, headers, body, allowPrivate }) => {
    const refusal = validateUrl(url, allowPrivate)
    if (refusal !== undefined) return { kind: 'unanswered', error: `refused: ${refusal}` }
    const result = await http.request({
      url: new URL(url),
      method: 'POST',
      headers,
      body,
      publicOnly: !allowPrivate,
      keepFirst: KEPT_BYTES,
      limits: { timeoutMs, maxBytes: READ_BYTES },
    })
    if (result.kind === 'failure')
      return { kind: 'unanswered', error: result.reason === 'timeout' ? `no answer within ${timeoutMs} ms` : result.why }
    const { status, headers: answered } = result
    return { kind: 'answered', status, text: textOf(result.body), retryAfter: answered['retry-after']?.[0] }
  }
}

/** The bytes as UTF-8, a character cut in two left out. */
const textOf = (bytes: Buffer) => new TextDecoder().decode(bytes, { stream: true })
