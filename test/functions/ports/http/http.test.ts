import { setTimeout } from 'node:timers/promises'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { type HttpRequest, type HttpSession, openHttp } from '../../../../functions/ports/http/http.ts'
import { closedAfterwards, serve, serveRaw } from './servers.ts'

const http = openHttp()
const get = (url: URL, request: Omit<HttpRequest, 'url'> = {}) => http.request({ url, ...request })
const within = (timeoutMs: number, maxBytes = 1000) => ({ limits: { timeoutMs, maxBytes } })
const openSession = (): HttpSession => closedAfterwards(http.session())

describe('a response', () => {
  test('has its status, its body, and every value of its headers in the order sent', async () => {
    const url = await serve((_, response) =>
      response.writeHead(404, 'Nowhere', ['X-Kept', 'a', 'Set-Cookie', '1', 'set-cookie', '2', 'x-kept', 'b']).end('无此页'),
    )
    expect(await get(url)).toMatchObject({
      kind: 'response',
      url,
      status: 404,
      headers: { 'x-kept': ['a', 'b'], 'set-cookie': ['1', '2'] },
      body: Buffer.from('无此页'),
      transferred: 9,
    })
  })

  test('has header values as one character a byte, whatever encoding they have', async () => {
    const url = await serveRaw((socket) => {
      socket.end(Buffer.from('HTTP/1.1 200 OK\r\ncontent-length: 0\r\nx-gbk: \xd0\xc5\r\n\r\n', 'latin1'))
    })
    expect(await get(url)).toMatchObject({ headers: { 'x-gbk': ['\xd0\xc5'] } })
  })

  test('to a POST is that to the bytes that were sent, under the headers that were given', async () => {
    const url = await serve((request, response) => {
      void request.toArray().then((chunks) =>
        response.end(`${request.method} ${request.headers['content-length']} ${String(request.headers['x-a'])} ${Buffer.concat(chunks as Buffer[]).toString()}`),
      ) // prettier-ignore
    })
    const posted = await get(url, { method: 'POST', body: '{"数":1}', headers: { 'x-a': 'b' } })
    expect(posted).toMatchObject({ body: Buffer.from('POST 9 b {"数":1}') })
  })

  test('may come after interim ones', async () => {
    const url = await serveRaw((socket) => {
      socket.end('HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok')
    })
    expect(await get(url)).toMatchObject({ status: 200, body: Buffer.from('ok') })
  })
})

const PAGE = '<p>一、关于加快审批。</p>'.repeat(20)
const ENCODED: [string, string, Buffer][] = [
  ['gzip', 'gzip', gzipSync(PAGE)],
  ['x-gzip', 'x-gzip', gzipSync(PAGE)],
  ['deflate with a zlib header', 'deflate', deflateSync(PAGE)],
  ['raw deflate', 'deflate', deflateRawSync(PAGE)],
  ['br', 'br', brotliCompressSync(PAGE)],
  ['zstd', 'zstd', zstdCompressSync(PAGE)],
  ['GZIP in capitals', ' GZIP ', gzipSync(PAGE)],
  ['gzip twice', 'gzip, gzip', gzipSync(gzipSync(PAGE))],
  ['br within gzip', 'br, gzip', gzipSync(brotliCompressSync(PAGE))],
  ['identity', 'identity', Buffer.from(PAGE)],
]

describe('a body', () => {
  test.each(ENCODED)('in %s is decoded, and counted as it was sent', async (_, coding, bytes) => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-encoding': coding })
      for (const byte of bytes) response.write(Buffer.of(byte))
      response.end()
    })
    expect(await get(url)).toMatchObject({ kind: 'response', body: Buffer.from(PAGE), transferred: bytes.length })
  })

  test('in an unknown coding is left unchanged', async () => {
    for (const coding of ['exi', 'gzip, exi', 'gzip, gzip, gzip, gzip', 'constructor']) {
      const url = await serve((_, response) => response.writeHead(200, { 'content-encoding': coding }).end(gzipSync(PAGE)))
      expect(await get(url)).toMatchObject({ body: gzipSync(PAGE) })
    }
  })

  test('that is empty needs no decoding', async () => {
    const url = await serve((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end())
    expect(await get(url)).toMatchObject({ status: 200, body: Buffer.alloc(0), transferred: 0 })
  })

  test.each([
    ['breaks off', gzipSync(PAGE).subarray(0, 40)],
    ['is damaged', Buffer.from(PAGE)],
  ])('whose compression %s cannot be read', async (_, bytes) => {
    const url = await serve((_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bytes))
    expect(await get(url)).toEqual({
      kind: 'failure',
      reason: 'undecodable',
      why: 'its compression is broken off or damaged',
    })
  })

  test('of exactly the allowed size is accepted, and one byte more is refused', async () => {
    const url = await serve((request, response) => response.end('x'.repeat(Number(request.url?.slice(1)))))
    expect(await get(new URL('1000', url), within(5000))).toMatchObject({ transferred: 1000 })
    expect(await get(new URL('1001', url), within(5000))).toEqual({
      kind: 'failure',
      reason: 'too-large',
      why: 'the body is more than 1000 bytes',
    })
  })

  test('that inflates to more than the limit is aborted before its end', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000))
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).write(bomb.subarray(0, bomb.length / 2))
    })
    expect(await get(url, within(5000, 100_000))).toEqual({
      kind: 'failure',
      reason: 'too-large',
      why: 'the body is more than 100000 bytes once inflated',
    })
  })
})

describe('no response in time', () => {
  const LATE = { kind: 'failure', reason: 'timeout', why: 'no whole answer within 100 ms' }
  test.each<[string, (socket: { write: (text: string) => void }) => void]>([
    ['a server that is silent', () => undefined],
    ['a head without end', (socket) => socket.write('HTTP/1.1 200 OK\r\nx: y\r\n')],
    ['a body that stops', (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc')],
    ['a body that drips', (socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      const dripping = setInterval(() => socket.write('x'), 20)
      void setTimeout(1000).then(() => clearInterval(dripping))
    }],
  ])('%s is aborted', async (_, answer) => {
    const url = await serveRaw(answer)
    expect(await get(url, within(100))).toEqual(LATE)
  }) // prettier-ignore

  test('a lookup without an answer is aborted', async () => {
    const waiting = openHttp({ resolve: () => new Promise(() => undefined) })
    for (const publicOnly of [false, true])
      expect(await waiting.request({ url: new URL('http://slow.example/'), publicOnly, ...within(100) })).toEqual(LATE)
  })

  test('an aborted request does not disturb the next one of the session', async () => {
    const url = await serve((request, response) => {
      if (request.url !== '/silent') response.end('page')
    })
    const session = openSession()
    expect(await session.request({ url: new URL('silent', url), ...within(100) })).toEqual(LATE)
    expect(await session.request({ url })).toMatchObject({ body: Buffer.from('page') })
  })
})

describe('what is no response', () => {
  test.each([
    ['no server', 'http://127.0.0.1:1/', 'unconnected', 'the connection failed (ECONNREFUSED)'],
    ['port 0', 'http://127.0.0.1:0/', 'unconnected', expect.stringMatching(/^the connection failed \(/) as string],
    ['a name without an address', 'http://none.example/', 'unresolved', 'the name does not resolve (ENODATA)'],
    ['an unknown name', 'http://unknown.example/', 'unresolved', 'the name does not resolve (ENOTFOUND)'],
  ])('%s', async (_, url, reason, why) => {
    const unknown = () => Promise.reject(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }))
    const resolving = openHttp({ resolve: (host) => (host === 'none.example' ? Promise.resolve([]) : unknown()) })
    expect(await resolving.request({ url: new URL(url) })).toEqual({ kind: 'failure', reason, why })
  })

  test.each([
    ['a connection that is reset', '', 'broken', /^the connection broke off/],
    ['a body shorter than its length', 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc', 'broken', /^the connection broke off/],
    ['chunks without a last one', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n', 'broken', /broke off/],
    ['chunks without a last one on a connection that ends', 'HTTP/1.1 200 OK\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n', 'broken', /broke off/],
    ['another protocol', 'SSH-2.0-hello\r\n', 'protocol', /^Parse Error \(Response does not match the HTTP\/1\.1 protocol/],
    ['a head without end', `HTTP/1.1 200 OK\r\n${`x: ${'y'.repeat(1000)}\r\n`.repeat(100)}`, 'protocol', /^Header overflow/],
    ['an upgrade', 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n', 'protocol', /100 or 101/],
  ])('%s', async (_, sent, reason, why) => {
    const url = await serveRaw((socket) => void socket.end(sent))
    expect(await get(url)).toEqual({ kind: 'failure', reason, why: expect.stringMatching(why) as string })
  }) // prettier-ignore

  test('a malformed request is a failure too', async () => {
    const url = await serve((_, response) => response.end())
    expect(await get(url, { headers: { 'user-agent': '信' } })).toEqual({
      kind: 'failure',
      reason: 'unsendable',
      why: 'the request is malformed (invalid user-agent header)',
    })
  })
})

describe('the first bytes of a body', () => {
  const first = { keepFirst: 4, limits: { timeoutMs: 200, maxBytes: 1000 } }
  test.each([
    ['that is whole', 'content-length: 6\r\n\r\nabcdef'],
    ['that breaks off', 'content-length: 60\r\n\r\nabcdef'],
    ['that has no end', `\r\n${'abcdef'.repeat(1000)}`],
    ['in a coding', 'content-encoding: gzip\r\ncontent-length: 6\r\n\r\nabcdef'],
  ])('%s are kept as they were sent', async (_, rest) => {
    const url = await serveRaw((socket) => void socket.end(`HTTP/1.1 500 No\r\n${rest}`))
    expect(await get(url, first)).toMatchObject({ kind: 'response', status: 500, body: Buffer.from('abcd') })
  })

  test('are kept when the rest does not come in time, or none comes', async () => {
    const url = await serveRaw((socket) => void socket.write('HTTP/1.1 200 OK\r\ncontent-length: 60\r\n\r\nab'))
    expect(await get(url, first)).toMatchObject({ kind: 'response', status: 200, body: Buffer.from('ab') })
    const silent = await serveRaw(() => undefined)
    expect(await get(silent, first)).toMatchObject({ kind: 'failure', reason: 'timeout' })
  })
})

describe('connections', () => {
  /** A server that says of each request on which connection it came. */
  const numbering = (close: (connection: number, path: string) => boolean = () => false) => {
    const requests: string[] = []
    const url = serveRaw((socket, head, connection) => {
      const answer = (bytes: Buffer) => {
        const path = /^\w+ (\S+)/.exec(bytes.toString())?.[1] ?? ''
        requests.push(`${connection}${path}`)
        if (close(connection, path)) socket.destroy()
        else socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok')
      }
      answer(head)
      socket.on('data', answer)
    })
    return { url, requests }
  }

  test('a session keeps one, and each request outside has its own', async () => {
    const { url, requests } = numbering()
    const session = openSession()
    for (const path of ['a', 'b', 'c']) await session.request({ url: new URL(path, await url) })
    for (const path of ['d', 'e']) await get(new URL(path, await url))
    expect(requests).toEqual(['1/a', '1/b', '1/c', '2/d', '3/e'])
  })

  test('a connection that the server closes just as it is reused is opened again, once', async () => {
    const { url, requests } = numbering((connection, path) => connection === 1 && path === '/b')
    const session = openSession()
    expect(await session.request({ url: new URL('a', await url) })).toMatchObject({ status: 200 })
    expect(await session.request({ url: new URL('b', await url) })).toMatchObject({ status: 200 })
    expect(requests).toEqual(['1/a', '1/b', '2/b'])
  })

  test.each([
    ['a POST, which may have had its effect', { method: 'POST', body: 'x' } as const, ['1/a', '1/b']],
    ['a request that fails on the new connection too', {}, ['1/a', '1/b', '2/b']],
  ])('%s is not sent again', async (_, request, expected) => {
    const { url, requests } = numbering((_connection, path) => path === '/b')
    const session = openSession()
    await session.request({ url: new URL('a', await url) })
    expect(await session.request({ url: new URL('b', await url), ...request })).toMatchObject({ reason: 'broken' })
    expect(requests).toEqual(expected)
  })

  test('a new one that breaks off is not opened again', async () => {
    const { url, requests } = numbering(() => true)
    expect(await openSession().request({ url: await url })).toMatchObject({ reason: 'broken' })
    expect(requests).toEqual(['1/'])
  })
})
