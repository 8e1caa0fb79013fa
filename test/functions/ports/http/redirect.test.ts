import { describe, expect, test } from 'vitest'
import { type HttpResult, openHttp } from '../../../../functions/ports/http/http.ts'
import { follow, refuseOtherPlace, refuseOtherScheme } from '../../../../functions/ports/http/redirect.ts'
import { serve, serveRaw } from './servers.ts'

const http = openHttp()
const read = (url: URL) => follow(url, (each) => http.request({ url: each }))
const bodyOf = (result: HttpResult) => (result.kind === 'response' ? result.body.toString() : result.why)

/** A server whose address / redirects to `location`, given as bytes; any other answers with the path that was asked for. */
const redirecting = (location: Buffer | string, status = 302, header = 'Location') =>
  serveRaw((socket, head) => {
    const path = /^GET (\S+)/.exec(head.toString('latin1'))?.[1] ?? ''
    if (path !== '/') return void socket.end(`HTTP/1.1 200 OK\r\ncontent-length: ${path.length}\r\n\r\n${path}`)
    socket.write(`HTTP/1.1 ${status} Found\r\ncontent-length: 0\r\nconnection: close\r\n${header}: `)
    socket.write(location)
    socket.end('\r\n\r\n')
  })

const GBK = Buffer.from([0xb4, 0xf0, 0xb8, 0xb4])

describe('Location is read as browsers read it', () => {
  test.each<[string, Buffer | string, string]>([
    ['UTF-8 as it is', '/答复/1.html', '/%E7%AD%94%E5%A4%8D/1.html'],
    ['GBK as it is', Buffer.concat([Buffer.from('/'), GBK, Buffer.from('/1.html')]), '/%B4%F0%B8%B4/1.html'],
    ['GBK in the query', Buffer.concat([Buffer.from('/s?q='), GBK]), '/s?q=%B4%F0%B8%B4'],
    ['what is percent-encoded already', '/%E7%AD%94/%b4.html', '/%E7%AD%94/%b4.html'],
    ['spaces within and around', '  /a b.html\t', '/a%20b.html'],
    ['a path of its own', '/a/../b.html?c=d', '/b.html?c=d'],
    ['a path beside', 'b/c.html', '/b/c.html'],
    ['a query alone', '?page=2', '/?page=2'],
    ['back slashes', '\\a\\b.html', '/a/b.html'],
    ['a fragment, which is not sent', '/b.html#二', '/b.html'],
  ])('%s', async (_, location, path) => {
    expect(bodyOf(await read(await redirecting(location)))).toBe(path)
  })

  test('without a scheme, and with one', async () => {
    for (const before of ['//', 'HTTP://']) {
      const url: URL = await serve((request, response) => {
        if (request.url === '/') response.writeHead(301, { location: `${before}${url.host}/there` })
        response.end(request.url)
      })
      expect(bodyOf(await read(url))).toBe('/there')
    }
  })

  test('the first that is not empty', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/') response.writeHead(302, ['Location', '', 'Location', '/first', 'Location', '/second'])
      response.end(request.url)
    })
    expect(bodyOf(await read(url))).toBe('/first')
  })

  test.each(['http://[', '', 'http://'])('%j is not a redirect, and the response itself is returned', async (location) => {
    expect(await read(await redirecting(location))).toMatchObject({ kind: 'response', status: 302 })
  })

  test.each([301, 302, 303, 307, 308])('under the status %i', async (status) => {
    expect(bodyOf(await read(await redirecting('/x', status)))).toBe('/x')
  })

  test.each([200, 201, 300, 304, 404])('not under the status %i', async (status) => {
    expect(await read(await redirecting('/x', status))).toMatchObject({ kind: 'response', status })
  })
})

test('the address of a response is the one that answered', async () => {
  const url = await redirecting('/b.html#part')
  expect(await read(url)).toMatchObject({ url: { href: `${url.href}b.html#part` } })
})

test('five redirects are followed, and a sixth is not', async () => {
  const url = await serve((request, response) => {
    const left = Number(request.url?.slice(1))
    if (left > 0) response.writeHead(302, { location: `/${left - 1}` })
    response.end('there')
  })
  expect(bodyOf(await read(new URL('5', url)))).toBe('there')
  expect(await read(new URL('6', url))).toEqual({
    kind: 'failure',
    reason: 'redirect',
    why: 'it redirects more than 5 times',
  })
})

test('a failure after a redirect is returned', async () => {
  const url = await serve((request, response) => {
    if (request.url === '/') response.writeHead(302, { location: '/broken' }).end()
    else response.destroy()
  })
  expect(await read(url)).toMatchObject({ kind: 'failure', reason: 'broken' })
})

describe('one place is one host and port, in http or https', () => {
  test.each([
    ['http://a.example/x', 'https://a.example/y'],
    ['https://a.example/x', 'http://a.example/y'],
    ['https://a.example:443/x', 'http://a.example:80/y'],
    ['http://a.example:8080/x', 'https://a.example:8080/y'],
    ['http://A.example/x', 'http://a.EXAMPLE/y'],
  ])('%s may redirect to %s', (from, target) => {
    expect(refuseOtherPlace(new URL(target), new URL(from))).toBeUndefined()
  })

  test.each([
    ['http://a.example/', 'http://b.example/', 'it redirects to another host, b.example'],
    ['http://a.example/', 'http://sub.a.example/', 'it redirects to another host, sub.a.example'],
    ['http://a.example/', 'http://a.example.b.example/', 'it redirects to another host, a.example.b.example'],
    ['http://a.example/', 'http://a.example@b.example/', 'it redirects to another host, b.example'],
    ['http://a.example/', 'http://a.example:8080/', 'it redirects to another port, a.example:8080'],
    ['http://a.example:8080/', 'http://a.example/', 'it redirects to another port, a.example'],
    ['http://a.example/', 'http://a.example:443/', 'it redirects to another port, a.example:443'],
    ['http://127.0.0.1/', 'http://127.0.0.2/', 'it redirects to another host, 127.0.0.2'],
    ['http://a.example/', 'file:///etc/passwd', 'it redirects to file:///etc/passwd, which is neither https nor http'],
    ['http://a.example/', 'javascript:void(0)', 'it redirects to javascript:void(0), which is neither https nor http'],
  ])('%s may not redirect to %s', (from, target, why) => {
    expect(refuseOtherPlace(new URL(target), new URL(from))).toEqual({ kind: 'failure', reason: 'redirect', why })
  })

  test('a redirect to another port or host is not followed', async () => {
    const other = await serve((_, response) => response.end('other'))
    expect(await read(await redirecting(other.href))).toEqual({
      kind: 'failure',
      reason: 'redirect',
      why: `it redirects to another port, ${other.host}`,
    })
    expect(await read(await redirecting(other.href.replace('127.0.0.1', '127.0.0.2')))).toMatchObject({
      why: 'it redirects to another host, 127.0.0.2',
    })
  })

  test('with another rule of the caller a redirect may go to any web address', async () => {
    const other = await serve((_, response) => response.end('other'))
    const request = (url: URL) => http.request({ url })
    expect(bodyOf(await follow(await redirecting(other.href), request, refuseOtherScheme))).toBe('other')
    expect(await follow(await redirecting('file:///etc/passwd'), request, refuseOtherScheme)).toMatchObject({
      reason: 'redirect',
    })
  })
})
