import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile } from 'node:fs/promises'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, describe, expect, test } from 'vitest'
import { type Message, openPost } from '../../../functions/deliver/post.ts'
import { guardedLookup, type ResolvedAddress } from '../../../functions/ports/http/guarded-lookup.ts'
import { openHttp } from '../../../functions/ports/http/http.ts'
import { verdictOn } from '../../../shared/webhooks/answer.ts'
import { listen, startReceiver } from './receiver.ts'

const closing: (() => Promise<void>)[] = []
afterEach(() => Promise.all(closing.splice(0).map((close) => close())))

async function kept<T extends { close: () => Promise<void> }>(starting: Promise<T>): Promise<T> {
  const started = await starting
  closing.push(started.close)
  return started
}

const message = (url: string, allowPrivate = true): Message => ({ url, headers: {}, body: '{"数":1}', allowPrivate })
const at = (address: string): ResolvedAddress => ({ address, family: address.includes(':') ? 6 : 4 })
const nowhere = () => Promise.reject(new Error('the resolver must not be asked'))

test('sends the bytes it is given, and returns status, first kB and Retry-After of the answer', async () => {
  const receiver = await kept(startReceiver(() => ({ status: 503, headers: { 'retry-after': '7' }, body: '忙'.repeat(2000) })))
  expect(await openPost(openHttp())(message(receiver.url))).toEqual({
    kind: 'answered',
    status: 503,
    text: '忙'.repeat(341),
    retryAfter: '7',
  })
  expect(receiver.received.map(({ body }) => body)).toEqual(['{"数":1}'])
})

test('follows no redirect', async () => {
  const secret = await kept(startReceiver())
  const receiver = await kept(startReceiver(() => ({ status: 307, headers: { location: secret.url } })))
  expect(await openPost(openHttp())(message(receiver.url))).toMatchObject({ status: 307 })
  expect(secret.received).toEqual([])
})

test('stops listening to an answer without end', async () => {
  let sent = 0
  const server = await kept(
    listen((_, response) => {
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(16_384, 'x'))) sent += 16_384
      }
      response.on('drain', more)
      more()
    }),
  )
  expect(await openPost(openHttp())(message(server.url))).toMatchObject({
    kind: 'answered',
    status: 200,
    text: 'x'.repeat(1024),
  })
  expect(sent).toBeLessThan(20_000_000)
})

test('a receiver that does not answer times out', async () => {
  const server = await kept(listen(() => undefined))
  expect(await openPost(openHttp(), 50)(message(server.url))).toEqual({ kind: 'unanswered', error: 'no answer within 50 ms' })
})

test('a receiver that sends its status and then stalls has answered', async () => {
  const server = await kept(listen((_, response) => response.writeHead(200).write('so far')))
  expect(await openPost(openHttp(), 300)(message(server.url))).toMatchObject({ kind: 'answered', status: 200, text: 'so far' })
})

test('a refused connection, a broken one and one that does not speak HTTP are no answers', async () => {
  const gone = await listen(() => undefined)
  await gone.close()
  const broken = await kept(listen((request) => void request.socket.destroy()))
  const strange = createServer((socket) => void socket.end('SSH-2.0-hello\r\n')).listen(0, '127.0.0.1')
  await once(strange, 'listening')
  const { port } = strange.address() as AddressInfo
  const errors = await Promise.all(
    [gone.url, broken.url, `http://127.0.0.1:${port}/`].map((url) => openPost(openHttp())(message(url))),
  )
  strange.close()
  expect(errors).toEqual([
    { kind: 'unanswered', error: expect.stringContaining('ECONNREFUSED') as string },
    { kind: 'unanswered', error: 'the connection broke off (other side closed)' },
    { kind: 'unanswered', error: expect.stringContaining('Parse Error') as string },
  ])
})

test('refuses every literal form of a private address without a DNS lookup', async () => {
  const receiver = await kept(startReceiver())
  for (const host of ['127.0.0.1', '[::ffff:127.0.0.1]', '2130706433']) {
    const answer = await openPost(openHttp({ resolve: nowhere }))(message(`https://${host}/`, false))
    expect(answer).toMatchObject({
      error: expect.stringMatching(/^refused: .* is not an address of the public network$/) as string,
    })
  }
  expect(receiver.received).toEqual([])
})

test.each([
  ['localhost', ['127.0.0.1']],
  ['localhost.', ['::1']],
  ['127.0.0.1.nip.example', ['127.0.0.1']],
  ['metadata.example.internal', ['169.254.169.254']],
  ['mapped.example.org', ['::ffff:10.0.0.1']],
  ['nat64.example.org', ['64:ff9b::a9fe:a9fe']],
  ['scoped.example.org', ['fe80::1%lo']],
  ['mixed.example.org', ['93.184.215.14', '10.0.0.1']],
  ['mixed-families.example.org', ['93.184.215.14', 'fd00::1']],
  ['nothing.example.org', []],
])('refuses %s, which resolves to %s', async (host, addresses) => {
  const answer = await openPost(openHttp({ resolve: () => Promise.resolve(addresses.map(at)) }))(
    message(`https://${host}/`, false),
  )
  expect(answer).toMatchObject({ kind: 'unanswered', error: expect.stringContaining(`${host} resolves to`) as string })
})

test('the connection uses only the checked addresses of one lookup', async () => {
  const answers = [['93.184.215.14', '2606:2800:21f::1'], ['127.0.0.1']]
  const lookup = guardedLookup(() => Promise.resolve((answers.shift() ?? []).map(at)), true)
  const ask = () =>
    new Promise((resolve) =>
      lookup('rebinding.example.org', { all: true }, (error, addresses) => resolve(error?.message ?? addresses)),
    )
  expect(await ask()).toEqual([at('93.184.215.14'), at('2606:2800:21f::1')])
  expect(await ask()).toContain('resolves to 127.0.0.1')
})

test('resolves the name once per attempt, so that the address cannot change between check and connection', async () => {
  const receiver = await kept(startReceiver())
  const asked: string[] = []
  const resolve = (host: string) => {
    asked.push(host)
    return Promise.resolve([at(asked.length < 3 ? '127.0.0.1' : '127.0.0.2')])
  }
  const post = openPost(openHttp({ resolve }))
  const { port } = new URL(receiver.url)
  await post(message(`http://changing.example.org:${port}/`))
  await post(message(`http://changing.example.org:${port}/`))
  expect(receiver.received).toHaveLength(2)
  expect(asked).toEqual(['changing.example.org', 'changing.example.org'])
})

describe('a hostile receiver', () => {
  /** A server that answers each connection with these bytes, and perhaps goes on. */
  async function raw(answer: (socket: Socket) => void): Promise<string> {
    const sockets = new Set<Socket>()
    const server = createServer((socket) => {
      sockets.add(socket.on('error', () => undefined))
      socket.once('data', () => answer(socket))
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    closing.push(async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((closed) => server.close(closed))
    })
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  }
  /** Writes `text` again and again until the other side is gone. */
  function withoutEnd(socket: Socket, text: string): void {
    const more = () => {
      while (!socket.destroyed && socket.write(text));
    }
    socket.on('drain', more)
    more()
  }

  test.each([
    ['headers without end', 'HTTP/1.1 200 OK\r\n', 'x: y\r\n', /Header overflow|Parse Error/],
    ['one header without end', 'HTTP/1.1 200 OK\r\nx: ', 'y', /Header overflow|Parse Error/],
    [
      'interim answers without end',
      '',
      'HTTP/1.1 100 Continue\r\n\r\n',
      /^it sent a response 100 or 101 that was not requested/,
    ],
    ['early hints without end', '', 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n', /^no answer within 500 ms$/],
  ])('that sends %s is no answer, in bounded time', async (_, first, again, why) => {
    const url = await raw((socket) => {
      socket.write(first)
      withoutEnd(socket, again.repeat(1000))
    })
    const answer = await openPost(openHttp(), 500)(message(url))
    expect(answer).toMatchObject({ kind: 'unanswered', error: expect.stringMatching(why) as string })
  })

  test.each([
    ['a body in chunks without end', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n', '5\r\nhello\r\n'],
    ['a body of 204 without end', 'HTTP/1.1 204 No Content\r\n\r\n', 'junk'],
    ['a packed body that would fill the memory', 'HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n', '\x1f\x8b'],
    ['a body that is shorter than it says', 'HTTP/1.1 200 OK\r\ncontent-length: 99999999\r\n\r\n', 'x'],
  ])('that sends %s has answered by its status', async (_, head, again) => {
    const url = await raw((socket) => {
      socket.write(head)
      withoutEnd(socket, again.repeat(1000))
    })
    const answer = await openPost(openHttp(), 2000)(message(url))
    expect(answer).toMatchObject({ kind: 'answered', status: Number(head.slice(9, 12)) })
    expect(answer.kind === 'answered' && answer.text.length).toBeLessThanOrEqual(1024)
  })

  test.each([
    ['drips its headers', 'HTTP/1.1 200 OK\r\n', 'unanswered'],
    ['drips its body', 'HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n', 'answered'],
  ])('that %s is aborted at the time limit', async (_, head, kind) => {
    const url = await raw((socket) => {
      socket.write(head)
      const dripping = setInterval(() => socket.write('x'), 20)
      socket.on('close', () => clearInterval(dripping))
    })
    const began = performance.now()
    expect(await openPost(openHttp(), 300)(message(url))).toMatchObject({ kind })
    expect(performance.now() - began).toBeLessThan(3000)
  })

  test.each([
    ['101', 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n'],
    ['no status that there is', 'HTTP/1.1 999 What\r\ncontent-length: 0\r\n\r\n'],
    ['a status of letters', 'HTTP/1.1 abc OK\r\n\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nx'],
  ])('that answers %s has accepted nothing', async (_, answer) => {
    const url = await raw((socket) => void socket.end(answer))
    const came = await openPost(openHttp(), 500)(message(url))
    expect(verdictOn(came, 'standard', new Date())).toEqual({ kind: 'failed' })
  })

  test('that redirects to itself gets one request', async () => {
    let asked = 0
    const server = await kept(listen((_, response) => void response.writeHead(308, { location: `/${++asked}` }).end()))
    expect(await openPost(openHttp())(message(server.url))).toMatchObject({ status: 308 })
    expect(asked).toBe(1)
  })

  test.each([
    ['with an unknown issuer', 'receiver.example.org', /self-signed certificate/],
    ['of another host', 'other.example.org', /self-signed certificate|does not match/],
  ])('that has a certificate %s receives nothing, private or not', async (_, name, why) => {
    const folder = await mkdtemp(join(tmpdir(), 'letterwatch-tls-'))
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
    const made = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2']
    await promisify(execFile)('openssl', [
      ...made,
      '-subj',
      `/CN=${name}`,
      '-addext',
      `subjectAltName=DNS:${name}`,
      '-keyout',
      key,
      '-out',
      cert,
    ])
    let requests = 0
    const server = createTlsServer({ key: await readFile(key), cert: await readFile(cert) }, (_request, response) => {
      requests++
      response.end()
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    closing.push(async () => {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    })
    const { port } = server.address() as AddressInfo
    const post = openPost(openHttp({ resolve: () => Promise.resolve([at('127.0.0.1')]) }))
    const answer = await post(message(`https://receiver.example.org:${port}/`))
    expect(answer).toMatchObject({ kind: 'unanswered', error: expect.stringMatching(why) as string })
    expect(requests).toBe(0)
  })

  test('that speaks no TLS where TLS is due is no answer', async () => {
    const receiver = await kept(startReceiver())
    const answer = await openPost(openHttp())(message(receiver.url.replace('http:', 'https:')))
    expect(answer).toMatchObject({ kind: 'unanswered', error: expect.stringMatching(/SSL|TLS|EPROTO/i) as string })
    expect(receiver.received).toEqual([])
  })
})

test.each([
  'http://127.0.0.1:0/',
  'http://127.0.0.1:99999/',
  'http://用户@127.0.0.1/',
  'http://127.0.0.1:80:80/',
  'http:///',
  'x',
])('%s is refused or unreachable, and never thrown', async (url) =>
  expect(await openPost(openHttp(), 500)(message(url))).toMatchObject({ kind: 'unanswered' }),
)

test('a host in Chinese and an address with line breaks give one request to the right place', async () => {
  const receiver = await kept(startReceiver())
  const asked: string[] = []
  const resolve = (host: string) => {
    asked.push(host)
    return Promise.resolve([at('127.0.0.1')])
  }
  const post = openPost(openHttp({ resolve }))
  await post(message(`http://接收.example:${new URL(receiver.url).port}/a\r\nX-Injected: 1\r\n/？数=1`))
  expect(asked).toEqual(['xn--gzuu8a.example'])
  expect(receiver.received[0]?.headers).not.toHaveProperty('x-injected')
})

test('a resolver that never answers times out', async () => {
  for (const allowPrivate of [true, false])
    expect(
      await openPost(
        openHttp({ resolve: () => new Promise(() => undefined) }),
        100,
      )(message('https://slow.example.org/', allowPrivate)),
    ).toEqual({
      kind: 'unanswered',
      error: 'no answer within 100 ms',
    })
})
