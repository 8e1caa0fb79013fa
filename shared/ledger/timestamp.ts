const SHA256 = Buffer.from('300d06096086480165030402010500', 'hex')
/** The object identifier id-ct-TSTInfo, which precedes what the authority signs. */
const SIGNED = Buffer.from('060b2a864886f70d0109100104', 'hex')
const INTEGER = 0x02
const OCTETS = 0x04
const SEQUENCE = 0x30
const GRANTED = [0, 1]

/** A request to a time-stamping authority (RFC 3161, DER) for a timestamp of `digest`, a SHA-256, with the authority's certificate. `nonce` has eight bytes. */
export function timestampQuery(digest: Uint8Array, nonce: Uint8Array): Buffer {
  const version = der(INTEGER, Buffer.of(1))
  const certificateToo = Buffer.of(0x01, 1, 0xff)
  return der(SEQUENCE, version, der(SEQUENCE, SHA256, der(OCTETS, digest)), nonceField(nonce), certificateToo)
}

/**
 * Why `reply` is not a timestamp for that request, or undefined when it is granted and contains the digest and the nonce. The signature is
 * not checked: readers verify it with the certificates that they trust.
 */
export function refusedTimestamp(reply: Uint8Array, digest: Uint8Array, nonce: Uint8Array): string | undefined {
  const status = statusIn(reply)
  if (status === undefined) return 'it answered with something else than a timestamp'
  if (!GRANTED.includes(status)) return `it refused, with the status ${status}`
  const bytes = Buffer.from(reply)
  const signed = bytes.subarray(Math.max(bytes.indexOf(SIGNED), 0))
  if (!signed.includes(der(OCTETS, digest))) return 'it answered for another hash'
  return signed.includes(nonceField(nonce)) ? undefined : 'it answered another question'
}

/** The first number in the first sequence of a reply; undefined when the reply is not one DER sequence. */
function statusIn(reply: Uint8Array): number | undefined {
  const answer = within(reply, SEQUENCE)
  if (!answer || answer.end !== reply.length) return undefined
  const info = within(reply.subarray(answer.start, answer.end), SEQUENCE)
  const first = answer.start + (info?.start ?? 0)
  return info && reply[first] === INTEGER && reply[first + 1] === 1 ? reply[first + 2] : undefined
}

/** The begin and end of the content of the field with which `bytes` begin, if it is of that kind. */
function within(bytes: Uint8Array, kind: number): { start: number; end: number } | undefined {
  const [tag, short = 0] = bytes
  if (tag !== kind) return undefined
  const more = short < 0x80 ? 0 : short - 0x80
  const length = more === 0 ? short : bytes.subarray(2, 2 + more).reduce((sum, byte) => sum * 256 + byte, 0)
  return { start: 2 + more, end: 2 + more + length }
}

/** A positive DER integer: the first bit is its sign, and the first byte must not be 0. */
function nonceField(nonce: Uint8Array): Buffer {
  const positive = Buffer.from(nonce)
  positive[0] = ((positive[0] ?? 0) & 0x3f) | 0x40
  return der(INTEGER, positive)
}

/** A field of fewer than 128 bytes. */
function der(kind: number, ...content: Uint8Array[]): Buffer {
  const bytes = Buffer.concat(content)
  return Buffer.concat([Buffer.of(kind, bytes.length), bytes])
}
