import { BodyTooLarge } from './body.ts'

/** OpenSSL's and Node's names for a TLS handshake or certificate that failed; nothing else may lower https to http. */
const TLS_CODE =
  /^(ERR_SSL_|ERR_TLS_|CERT_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_(GET|VERIFY)|EPROTO|HOSTNAME_MISMATCH)/

/** Whether a request failed because of TLS. */
export function isTlsFailure(error: unknown): boolean {
  return TLS_CODE.test(codeOf(error))
}

/** What a failed request says of the site: `unreachable`, or `unreadable` when an answer came that cannot be taken whole. */
export function reasonOf(
  error: unknown,
  { timeoutMs }: { timeoutMs: number },
): { outcome: 'unreachable' | 'unreadable'; why: string } {
  if (error instanceof BodyTooLarge) return { outcome: 'unreadable', why: `the body is ${error.message}` }
  const code = codeOf(error)
  if (/TIMEOUT/.test(code)) return { outcome: 'unreachable', why: `no whole answer within ${timeoutMs} ms` }
  if (/^(Z_|ERR__ERROR|ERR_BROTLI|BROTLI)/.test(code))
    return { outcome: 'unreadable', why: 'its compression is broken off or damaged' }
  if (/^(ECONNRESET|EPIPE|HPE_)/.test(code)) return { outcome: 'unreachable', why: `the connection broke off (${code})` }
  return { outcome: 'unreachable', why: `the connection failed (${code})` }
}

/** The code of an error, or of what caused it. */
function codeOf(error: unknown): string {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const { code, name } = at as { code?: unknown; name: string }
    if (typeof code === 'string') return code
    if (name === 'TimeoutError') return 'TIMEOUT'
  }
  return error instanceof Error ? error.message : String(error)
}
