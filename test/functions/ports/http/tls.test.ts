import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type HttpResult, openHttp } from '../../../../functions/ports/http/http.ts'
import { authority, certificate } from './certificates.ts'
import { serve, serveRaw, serveTls } from './servers.ts'

const trusted = authority()
const before = getCACertificates('default')
beforeAll(() => setDefaultCACertificates([...before, trusted.cert]))
afterAll(() => setDefaultCACertificates(before))

const http = openHttp({ resolve: () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]) })
/** Asks the server at the port of `url` under the name office.example. */
const get = ({ port }: URL): Promise<HttpResult> => http.request({ url: new URL(`https://office.example:${port}/`) })
const tlsFailure = (fault: string, why: string) => ({ kind: 'failure', reason: 'tls', fault, why })

test('a certificate that is valid for the name is accepted', async () => {
  const url = await serveTls(certificate('office.example', { by: trusted }), (_, response) => response.end('page'))
  expect(await get(url)).toMatchObject({ kind: 'response', body: Buffer.from('page') })
})

test.each([
  ['expired', 'has expired (CERT_HAS_EXPIRED)', certificate('office.example', { by: trusted, daysAgo: 9 })],
  ['not-yet-valid', 'is not valid yet (CERT_NOT_YET_VALID)', certificate('office.example', { by: trusted, daysAgo: -9 })],
  ['wrong-name', 'does not match its name (ERR_TLS_CERT_ALTNAME_INVALID)', certificate('other.example', { by: trusted })],
  ['self-signed', 'is a self-signed certificate (DEPTH_ZERO_SELF_SIGNED_CERT)', certificate('office.example')],
  ['unknown-issuer', 'has an unknown issuer (UNABLE_TO_VERIFY_LEAF_SIGNATURE)', certificate('office.example', { by: authority('Nobody') })],
])('a certificate that is %s is named, and nothing is sent', async (fault, why, served) => {
  let requests = 0
  const url = await serveTls(served, (_, response) => {
    requests++
    response.end()
  })
  expect(await get(url)).toEqual(tlsFailure(fault, `the certificate of office.example ${why}`))
  expect(requests).toBe(0)
}) // prettier-ignore

test('an unknown root in the chain is an unknown issuer', async () => {
  const own = authority('Own Root')
  const { key, cert } = certificate('office.example', { by: own })
  const url = await serveTls({ key, cert: cert + own.cert }, (_, response) => response.end())
  expect(await get(url)).toEqual(
    tlsFailure('unknown-issuer', 'the certificate of office.example has an unknown issuer (SELF_SIGNED_CERT_IN_CHAIN)'),
  )
})

test('a server with an old TLS version only is reported as such', async () => {
  const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const
  const url = await serveTls({ ...certificate('office.example', { by: trusted }), ...old }, (_, response) => response.end())
  expect(await get(url)).toMatchObject({
    fault: 'old-protocol',
    why: expect.stringMatching(/^office\.example speaks only versions of TLS that are no longer safe \(ERR_SSL_/) as string,
  })
})

test('a server with which no cipher is shared fails in the handshake', async () => {
  const anonymous = { ciphers: 'ECDHE-RSA-AES128-GCM-SHA256', maxVersion: 'TLSv1.2' } as const
  const url = await serveTls({ ...certificate('office.example', { by: trusted }), ...anonymous }, (_, response) =>
    response.end(),
  )
  expect(await get(url)).toMatchObject({
    fault: 'handshake',
    why: expect.stringMatching(/^the TLS handshake with office\.example failed \(ERR_SSL_.*HANDSHAKE_FAILURE\)/) as string,
  })
})

test('an invalid key share is BAD_ECPOINT, as many *.sz.gov.cn hosts send it', async () => {
  const url = await serveRaw((socket, hello) => void socket.end(helloWithBadPoint(hello)))
  expect(await get(url)).toEqual(
    tlsFailure('bad-curve-point', 'office.example sends an invalid curve point in its TLS handshake (ERR_SSL_BAD_ECPOINT)'),
  )
})

test('a server that answers TLS with HTTP is reported as such', async () => {
  const url = await serve((_, response) => response.end())
  expect(await get(url)).toMatchObject({
    fault: 'no-tls',
    why: expect.stringMatching(/^office\.example does not speak TLS \(ERR_SSL_/) as string,
  })
})

test('a connection that is closed in the handshake is no TLS fault: an outage would lower https to http', async () => {
  const url = await serveRaw((socket) => socket.destroy())
  expect(await get(url)).toMatchObject({ kind: 'failure', reason: 'broken' })
})

/** A ServerHello of TLS 1.3 that answers `hello` with a key share for X25519 that is a byte short. */
function helloWithBadPoint(hello: Buffer): Buffer {
  const session = hello.subarray(43, 44 + (hello[43] ?? 0))
  const point = Buffer.alloc(31, 7)
  const keyShare = Buffer.concat([Buffer.from([0x00, 0x33, 0, 4 + point.length, 0x00, 0x1d, 0, point.length]), point])
  const extensions = Buffer.concat([Buffer.from([0x00, 0x2b, 0, 2, 3, 4]), keyShare])
  const body = Buffer.concat([
    Buffer.from([3, 3]),
    Buffer.alloc(32, 1),
    session,
    Buffer.from([0x13, 0x01, 0, 0, extensions.length]),
    extensions,
  ])
  return Buffer.concat([Buffer.from([0x16, 3, 3, 0, body.length + 4, 2, 0, 0, body.length]), body])
}
