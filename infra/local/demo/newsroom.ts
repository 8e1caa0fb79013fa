import { createHmac, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** A received event: its type and id, and whether the signature is valid. */
type Received = { type: string; id: string; isSigned: boolean }

/** A webhook receiver on loopback, which verifies signatures by Standard Webhooks 1.0.0. `setSecret` is called after registration. */
export async function startNewsroom() {
  const received: Received[] = []
  let secret = ''
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const { type, data } = JSON.parse(body) as { type: string; data: { id: string } }
      received.push({ type, id: data.id, isSigned: isSigned(request, body, secret) })
      response.writeHead(204).end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/letterwatch`,
    received,
    setSecret: (value: string) => {
      secret = value
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

function isSigned({ headers }: IncomingMessage, body: string, secret: string): boolean {
  const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`
  const expected = createHmac('sha256', Buffer.from(secret.replace(/^whsec_/, ''), 'base64'))
    .update(signed)
    .digest()
  const given = String(headers['webhook-signature'])
    .split(' ')
    .map((signature) => Buffer.from(signature.replace(/^v1,/, ''), 'base64'))
  return given.some((signature) => signature.length === expected.length && timingSafeEqual(signature, expected))
}
