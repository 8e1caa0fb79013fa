import { once } from 'node:events'
import { createServer as createHttpServer, type RequestListener } from 'node:http'
import { createServer as createHttpsServer, type ServerOptions } from 'node:https'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { Worker } from 'node:worker_threads'
import { afterEach } from 'vitest'

const closing: (() => Promise<unknown>)[] = []
afterEach(() => Promise.all(closing.splice(0).map((close) => close())))

/** Something that is closed after the test. */
export function closedAfterwards<T extends { close: () => unknown }>(opened: T): T {
  closing.push(() => Promise.resolve(opened.close()))
  return opened
}

/** An HTTP server on loopback for one test. */
export async function serve(listener: RequestListener): Promise<URL> {
  return listening(createHttpServer(listener), 'http')
}

/** An HTTPS server on loopback for one test. */
export async function serveTls(options: ServerOptions, listener: RequestListener): Promise<URL> {
  return listening(createHttpsServer(options, listener), 'https')
}

/** A server for one test that reads the first bytes of each connection and answers as it likes. */
export async function serveRaw(answer: (socket: Socket, first: Buffer, connection: number) => void): Promise<URL> {
  let connections = 0
  return listening(
    createServer((socket) => {
      const connection = ++connections
      socket.on('error', () => undefined).once('data', (first) => answer(socket, first, connection))
    }),
    'http',
  )
}

/** http and https on one port for one test, as a site has them on its default ports: the first byte of a connection distinguishes them. */
export async function serveBoth(options: ServerOptions, listener: RequestListener): Promise<URL> {
  const plain = createHttpServer(listener)
  const secure = createHttpsServer(options, listener)
  return serveRaw((socket, first) => {
    socket.pause()
    socket.unshift(first)
    const server = first[0] === 0x16 ? secure : plain
    server.emit('connection', socket)
    process.nextTick(() => socket.resume())
  })
}

async function listening(server: Server, scheme: string): Promise<URL> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((closed) => server.close(closed))
  })
  return new URL(`${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}/`)
}

const ACCEPTS_LATE = `
const { parentPort, workerData: { host, port, gate } } = require('node:worker_threads')
const { createServer } = require('node:http')
const server = createServer((_, response) => response.end('reached')).listen({ host, port, backlog: 1 }, () => {
  parentPort.postMessage(server.address().port)
  Atomics.wait(new Int32Array(gate), 0, 0)
})`

/**
 * A server whose queue of connections is full, so that the kernel drops the first packet of every new one, as a dead address does. `accept`
 * has it take connections: the system repeats that packet after a second.
 */
export async function serveLate(host: string, port = 0): Promise<{ port: number; accept: () => void }> {
  const gate = new SharedArrayBuffer(4)
  const worker = new Worker(ACCEPTS_LATE, { eval: true, workerData: { host, port, gate } })
  const [bound] = (await once(worker, 'message')) as [number]
  const filling = [connect(bound, host), connect(bound, host)]
  await Promise.all(
    filling.map((socket) =>
      once(
        socket.on('error', () => undefined),
        'connect',
      ),
    ),
  )
  const accept = () => {
    Atomics.store(new Int32Array(gate), 0, 1)
    Atomics.notify(new Int32Array(gate), 0)
  }
  closing.push(async () => {
    for (const socket of filling) socket.destroy()
    accept()
    await worker.terminate()
  })
  return { port: bound, accept }
}
