import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { isIP } from 'node:net'

/** A certificate and its key as a server uses them. */
export type Certified = { key: string; cert: string }
export type Authority = Certified & { name: string; signer: KeyObject }

const DAY_MS = 86_400_000

/** An authority that vouches for others, its own root. */
export function authority(name = 'Loopback Authority'): Authority {
  const { key, cert, signer } = certificate(name, { isAuthority: true })
  return { name, key, cert, signer }
}

/**
 * A certificate for a host name or an IPv4 address, valid from so many days ago for so many days, signed by `by` or else by itself. DER is
 * written here, as `openssl req` makes no certificate that has expired.
 */
export function certificate(
  name: string,
  {
    by,
    daysAgo = 1,
    days = 2,
    isAuthority = false,
  }: { by?: Authority; daysAgo?: number; days?: number; isAuthority?: boolean } = {},
): Certified & { signer: KeyObject } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const from = Date.now() - daysAgo * DAY_MS
  const alternative = isIP(name) === 4 ? der(0x87, Buffer.from(name.split('.').map(Number))) : der(0x82, Buffer.from(name))
  const extension = isAuthority
    ? sequence(oid('551d13'), der(0x01, Buffer.of(0xff)), der(0x04, sequence(der(0x01, Buffer.of(0xff)))))
    : sequence(oid('551d11'), der(0x04, sequence(alternative)))
  const content = sequence(
    der(0xa0, der(0x02, Buffer.of(2))),
    der(0x02, Buffer.of(1), randomBytes(8)),
    ECDSA_SHA256,
    distinguished(by?.name ?? name),
    sequence(time(from), time(from + days * DAY_MS)),
    distinguished(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(extension)),
  )
  const signature = sign('sha256', content, by?.signer ?? privateKey)
  const cert = pem(sequence(content, ECDSA_SHA256, der(0x03, Buffer.of(0), signature)))
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert, signer: privateKey }
}

function der(tag: number, ...parts: Uint8Array[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const long = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.of(tag, ...(length < 0x80 ? [length] : long)), content])
}

const sequence = (...parts: Uint8Array[]) => der(0x30, ...parts)
const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'))
const ECDSA_SHA256 = sequence(oid('2a8648ce3d040302'))
const distinguished = (name: string) => sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from(name)))))
const time = (ms: number) =>
  der(0x17, Buffer.from(`${new Date(ms).toISOString().replace(/[-:T]|\.\d+/g, '').slice(2, 14)}Z`)) // prettier-ignore
const pem = (bytes: Buffer) =>
  `-----BEGIN CERTIFICATE-----\n${bytes.toString('base64').replace(/.{1,64}/g, '$&\n')}-----END CERTIFICATE-----\n`
