import { RefusedAddress } from './guarded-lookup.ts'

/** What is wrong with the TLS of a server. */
type TlsFault =
  | 'expired'
  | 'not-yet-valid'
  | 'self-signed'
  | 'unknown-issuer'
  | 'wrong-name'
  | 'unverifiable'
  | 'old-protocol'
  | 'bad-curve-point'
  | 'no-tls'
  | 'handshake'

/**
 * Why there is no response, and the same as a clause. `refused`: the address is not public; `unresolved`: the name has no address;
 * `broken`: the connection ended too early; `protocol`: what came is not HTTP/1.1; `unsendable`: the request itself is malformed.
 */
export type HttpFailure =
  { kind: 'failure'; reason: Reason; why: string } | { kind: 'failure'; reason: 'tls'; fault: TlsFault; why: string }
type Reason =
  | 'timeout'
  | 'refused'
  | 'unresolved'
  | 'unconnected'
  | 'broken'
  | 'protocol'
  | 'too-large'
  | 'undecodable'
  | 'redirect'
  | 'unsendable'

export function failure(reason: Reason, why: string): HttpFailure {
  return { kind: 'failure', reason, why }
}

/** What the error of a request to `host` means, whether undici, Node, OpenSSL or our own resolver made it. */
export function failureOf(error: Error, host: string): HttpFailure {
  if (error instanceof RefusedAddress) return failure('refused', error.message)
  const code = codeOf(error)
  const tls = TLS_FAULTS.find(([codes]) => codes.test(code))
  if (tls) return { kind: 'failure', reason: 'tls', fault: tls[1], why: `${tls[2](host)} (${code})` }
  const [, reason, clause] = FAILURES.find(([codes]) => codes.test(code)) ?? []
  return failure(reason ?? 'unconnected', `${clause ?? 'the connection failed'} (${code})`)
}

/** The codes of an error, one for each address where there were several; the message where undici gives only a general code. */
function codeOf(error: Error): string {
  const gathered = error instanceof AggregateError ? error : error.cause
  if (gathered instanceof AggregateError && gathered.errors.length > 0)
    return [...new Set(gathered.errors.map((each: unknown) => codeOf(each as Error)))].join(', ')
  const { code, message } = error as NodeJS.ErrnoException
  return code === undefined || code === 'UND_ERR_SOCKET' || code === 'UND_ERR_INVALID_ARG' ? message : code
}

const FAILURES: [codes: RegExp, reason: Reason, clause: string][] = [
  [/^(EAI_|ENOTFOUND|ENODATA)/, 'unresolved', 'the name does not resolve'],
  [
    /^(other side closed|closed|ECONNRESET|EPIPE|ECONNABORTED|UND_ERR_RES_CONTENT_LENGTH_MISMATCH)$|Invalid EOF state/,
    'broken',
    'the connection broke off',
  ],
  [/^bad (response|upgrade)$/, 'protocol', 'it sent a response 100 or 101 that was not requested'],
  [/^UND_ERR_HEADERS_OVERFLOW$/, 'protocol', 'Header overflow: the head of the response is too large'],
  [/^Response does not match the HTTP|^HPE_/, 'protocol', 'Parse Error'],
  [/^(invalid|duplicate|.* must be) /, 'unsendable', 'the request is malformed'],
]

const CERTIFICATE = (host: string) => `the certificate of ${host}`

/** OpenSSL's and Node's codes, the particular ones first. Nothing else is a TLS fault: only one may lower https to http. */
const TLS_FAULTS: [codes: RegExp, fault: TlsFault, clause: (host: string) => string][] = [
  [/^CERT_HAS_EXPIRED$/, 'expired', (host) => `${CERTIFICATE(host)} has expired`],
  [/^CERT_NOT_YET_VALID$/, 'not-yet-valid', (host) => `${CERTIFICATE(host)} is not valid yet`],
  [/^DEPTH_ZERO_SELF_SIGNED_CERT$/, 'self-signed', (host) => `${CERTIFICATE(host)} is a self-signed certificate`],
  [
    /^(SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_(GET_ISSUER|VERIFY_LEAF).*)$/,
    'unknown-issuer',
    (host) => `${CERTIFICATE(host)} has an unknown issuer`,
  ],
  [
    /^(ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)$/,
    'wrong-name',
    (host) => `${CERTIFICATE(host)} does not match its name`,
  ],
  [
    /^(CERT_|CRL_|UNABLE_TO_|ERROR_IN_|INVALID_(CA|PURPOSE)$|PATH_LENGTH_EXCEEDED$|UNSPECIFIED$|ERR_TLS_CERT_)/,
    'unverifiable',
    (host) => `${CERTIFICATE(host)} cannot be verified`,
  ],
  [
    /^ERR_SSL_.*(UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION|VERSION_TOO_LOW|WRONG_SSL_VERSION)$/,
    'old-protocol',
    (host) => `${host} speaks only versions of TLS that are no longer safe`,
  ],
  [/^ERR_SSL_BAD_ECPOINT$/, 'bad-curve-point', (host) => `${host} sends an invalid curve point in its TLS handshake`],
  [/^ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST)$/, 'no-tls', (host) => `${host} does not speak TLS`],
  [/^(ERR_SSL_|ERR_TLS_|EPROTO$)/, 'handshake', (host) => `the TLS handshake with ${host} failed`],
]
