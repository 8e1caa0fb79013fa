import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { Webhook } from 'standardwebhooks'
import { vi } from 'vitest'

export type Received = { headers: IncomingHttpHeaders; body: string }
export type Reply = { status: number; headers?: Record<string, string>; body?: string }

export type Receiver = Awaited<ReturnType<typeof startReceiver>>

/** A receiver of webhooks on loopback: keeps what it is sent, and answers with `reply` (which a test may change), given how many came before. */
export async function startReceiver(
  reply: (before: number, received: Received) => Reply | Promise<Reply> = () => ({ status: 204 }),
) {
  const receiver = { received: [] as Received[], reply, url: '', close: () => Promise.resolve() }
  const server = await listen((request, response) => {
    void text(request).then(async (body) => {
      const received = { headers: request.headers, body }
      const before = receiver.received.push(received) - 1
      const { status, headers, body: answer } = await receiver.reply(before, received)
      response.writeHead(status, headers).end(answer)
    })
  })
  return Object.assign(receiver, server)
}

/** A server on loopback that does whatever `listener` does. */
export async function listen(listener: RequestListener): Promise<{ url: string; port: number; close: () => Promise<void> }> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const close = async () => {
    server.closeAllConnections()
    await new Promise((closed) => server.close(closed))
  }
  return { url: `http://127.0.0.1:${port}/hook`, port, close }
}

/** What was received, as the `standardwebhooks` library verifies it now. Throws when no signature fits or the instant is not near. */
export function verifiedNow({ headers, body }: Received, secret: string): { type: string; data: { id: string } } {
  return new Webhook(secret).verify(body, headers as Record<string, string>) as { type: string; data: { id: string } }
}

/** The same where the test's clock is not the wall's: verified at the instant of the attempt. */
export function verified(received: Received | undefined, secret: string): { type: string; data: { id: string } } {
  if (!received) throw new Error('nothing was received')
  vi.useFakeTimers({ toFake: ['Date'], now: Number(received.headers['webhook-timestamp']) * 1000 })
  try {
    return verifiedNow(received, secret)
  } finally {
    vi.useRealTimers()
  }
}
