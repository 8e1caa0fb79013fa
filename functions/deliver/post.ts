import type { Answer } from '../../shared/webhooks/answer.ts'
import { validateUrl } from '../../shared/webhooks/address-guard.ts'
import type { Http } from '../ports/http/http.ts'

/** How many bytes of an answer are stored, and how many are read at most. */
const KEPT_BYTES = 1024
const READ_BYTES = 64 * 1024
const TIMEOUT_MS = 20_000

/** One POST to be made. `allowPrivate` permits http, other ports and addresses that are not public. */
export type Message = { url: string; headers: Record<string, string>; body: string; allowPrivate: boolean }

/** Makes one POST. A refused address, a refused connection and a timeout are returned, not thrown. */
export type Post = (message: Message) => Promise<Answer>

/**
 * POSTs through the http port. Each has its own connection, follows no redirect and ends within `timeoutMs`. Only the status of an answer
 * decides, even if its body breaks off.
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
