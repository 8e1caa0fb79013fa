import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { wallClock } from '../../../functions/ports/clock.ts'
import { openSite, type Site } from '../../../functions/crawl/site.ts'
import { openHttp } from '../../../functions/ports/http/http.ts'
import { authority, certificate } from '../ports/http/certificates.ts'
import { closedAfterwards, serve, serveBoth, serveRaw } from '../ports/http/servers.ts'

let listener: RequestListener
let connections = 0
const server = createServer((request, response) => listener(request, response)).on('connection', () => connections++)
let page: string
let site: Site

beforeEach(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  page = `http://127.0.0.1:${(server.address() as AddressInfo).port}/page.html`
  const way = { contact: 'somebody@example.test', pauseMs: 0, timeoutMs: 200, maxBytes: 1000 }
  site = openSite(page, { ...way, userAgent: undefined }, { http: openHttp(), clock: wallClock, random: Math.random })
  connections = 0
})
afterEach(async () => {
  await site.close()
  server.closeAllConnections()
  server.close()
})

const LATE = { outcome: 'unreachable', why: 'no whole answer within 200 ms' }
/** How many timers wait, once what has happened so far has been heard of. */
async function timers(): Promise<number> {
  await setImmediate()
  return process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length
}

test('an answer that does not begin in time is waited for no longer', async () => {
  listener = () => undefined
  expect(await site.fetch(page)).toEqual(LATE)
})

test('an answer that begins and drips on is waited for no longer', async () => {
  listener = (_, response) => {
    const dripping = setInterval(() => response.write('drop'), 50)
    response.on('close', () => clearInterval(dripping))
  }
  expect(await site.fetch(page)).toEqual(LATE)
})

test('a packed answer that drips on is waited for no longer either', async () => {
  listener = (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).write(Buffer.from([0x1f, 0x8b]))
  expect(await site.fetch(page)).toEqual(LATE)
})

test('a page and an answer that it did not change come over one connection, and leave no timer behind', async () => {
  listener = (request, response) =>
    request.headers['if-none-match'] === '"1"' ? response.writeHead(304).end() : response.end('page')
  expect(await site.fetch(page)).toMatchObject({ outcome: 'served', served: { status: 200, body: Buffer.from('page') } })
  const after = await timers()
  for (let time = 0; time < 3; time++) expect(await site.fetch(page, { etag: '"1"' })).toEqual({ outcome: 'unchanged' })
  expect(connections).toBe(1)
  // The test runner's own timers end when they like.
  expect(await timers()).toBeLessThanOrEqual(after)
})

test('a kept connection that the site closes when it is asked again is opened anew, once', async () => {
  listener = (request, response) => {
    if (connections === 1 && request.url === '/second.html') request.socket.destroy()
    else response.end('page')
  }
  expect(await site.fetch(page)).toMatchObject({ outcome: 'served' })
  expect(await site.fetch(new URL('second.html', page).href)).toMatchObject({ outcome: 'served' })
  expect(connections).toBe(2)
})

test('a site that breaks off a new connection is unreachable', async () => {
  listener = (request) => request.socket.destroy()
  expect(await site.fetch(page)).toMatchObject({ outcome: 'unreachable' })
  expect(connections).toBe(1)
})

/** The site of a column at `url`, without pauses unless one is given, under an authority that tests trust. */
function siteAt(url: URL, pauseMs = 0): Site {
  const options = { contact: 'somebody@example.test', userAgent: undefined, pauseMs, timeoutMs: 2000, maxBytes: 1000 }
  return closedAfterwards(openSite(url.href, options, { http: openHttp(), clock: wallClock, random: () => 0 }))
}

describe('redirects', () => {
  test('each hop is a request that is counted, after a pause, with the cookies set on the way', async () => {
    const asked: { path: string; cookie: string | undefined; at: number }[] = []
    const url = await serve((request, response) => {
      asked.push({ path: request.url ?? '', cookie: request.headers.cookie, at: performance.now() })
      if (request.headers.cookie === undefined) response.writeHead(302, { location: '/a', 'set-cookie': 'seen=1; Path=/' })
      response.end('page')
    })
    const visited = siteAt(url, 50)
    const fetched = await visited.fetch(`${url.href}a`)
    expect(fetched).toMatchObject({ outcome: 'served', served: { url: `${url.href}a`, finalUrl: `${url.href}a` } })
    expect(asked.map(({ path, cookie }) => [path, cookie])).toEqual([
      ['/a', undefined],
      ['/a', 'seen=1'],
    ])
    expect((asked[1]?.at ?? 0) - (asked[0]?.at ?? 0)).toBeGreaterThanOrEqual(48)
    expect(visited.count()).toEqual({ requests: 2, bytes: 8 })
  })

  test('a Location in raw UTF-8 or GBK leads to the page to which it leads browsers', async () => {
    for (const name of [Buffer.from('答复'), Buffer.from([0xb4, 0xf0, 0xb8, 0xb4])]) {
      const path = `/${name.toString('hex').replace(/../g, '%$&').toUpperCase()}.html`
      const url = await serveRaw((socket, head) => {
        const found = head.toString('latin1').startsWith(`GET ${path} `)
        socket.write(found ? 'HTTP/1.1 200 OK\r\n' : 'HTTP/1.1 302 Found\r\nlocation: /')
        if (!found) socket.write(Buffer.concat([name, Buffer.from('.html\r\n')]))
        socket.end('connection: close\r\ncontent-length: 0\r\n\r\n')
      })
      const fetched = await siteAt(url).fetch(url.href)
      expect(fetched).toMatchObject({ outcome: 'served', served: { status: 200, finalUrl: new URL(path, url).href } })
    }
  })

  test.each([
    ['another host', (url: URL) => `http://127.0.0.2:${url.port}/`, 'it redirects to another host, 127.0.0.2'],
    ['another port', () => 'http://127.0.0.1:1/', 'it redirects to another port, 127.0.0.1:1'],
    ['itself again and again', () => '/', 'it redirects more than 5 times'],
  ])('one to %s is unreadable', async (_, location, why) => {
    const url = await serve((_request, response) => response.writeHead(302, { location: location(url) }).end())
    expect(await siteAt(url).fetch(url.href)).toEqual({ outcome: 'unreadable', why })
  })
})

describe('cookies', () => {
  test('that the site deletes are not sent on, and a flood of them never leads to 431', async () => {
    const sent: (string | undefined)[] = []
    const url = await serve((request, response) => {
      sent.push(request.headers.cookie)
      const page = sent.length
      const flood = Array.from({ length: 12 }, (_, index) => `p${page}c${index}=${'x'.repeat(1000)}; Path=/`)
      response.setHeader('set-cookie', [['a=1; Path=/'], ['a=; Max-Age=0; Path=/'], flood][page - 1] ?? flood).end('page')
    })
    const visited = siteAt(url)
    for (let page = 1; page <= 8; page++) expect(await visited.fetch(url.href)).toMatchObject({ served: { status: 200 } })
    expect(sent.slice(0, 3)).toEqual([undefined, 'a=1', undefined])
    for (const cookie of sent.slice(3)) expect(cookie?.length).toBeLessThanOrEqual(4096)
  })
})

describe('TLS', () => {
  const trusted = authority()
  const before = getCACertificates('default')
  beforeAll(() => setDefaultCACertificates([...before, trusted.cert]))
  afterAll(() => setDefaultCACertificates(before))
  const valid = () => certificate('127.0.0.1', { by: trusted })
  const expired = () => certificate('127.0.0.1', { by: trusted, daysAgo: 9 })
  const https = (url: URL) => new URL(url.href.replace('http:', 'https:'))
  const EXPIRED = { outcome: 'unreachable', why: 'the certificate of 127.0.0.1 has expired (CERT_HAS_EXPIRED)' }

  test('https that works is kept to, whatever scheme a link has', async () => {
    const url = https(await serveBoth(valid(), (_, response) => response.end('page')))
    const fetched = await siteAt(url).fetch(url.href.replace('https:', 'http:'))
    expect(fetched).toMatchObject({ outcome: 'served', served: { scheme: 'https', finalUrl: url.href } })
  })

  test('a fault in TLS falls back to http for the whole visit, and the scheme that served is recorded', async () => {
    const url = https(await serveBoth(expired(), (_, response) => response.end('page')))
    const visited = siteAt(url)
    const plain = {
      outcome: 'served',
      served: { url: url.href, scheme: 'http', finalUrl: url.href.replace('https:', 'http:') },
    }
    expect(await visited.fetch(url.href)).toMatchObject(plain)
    expect(visited.count().requests).toBe(2)
    expect(await visited.fetch(url.href)).toMatchObject(plain)
    expect(visited.count().requests).toBe(3)
  })

  test('nothing else falls back to http', async () => {
    const url = https(await serveRaw((socket) => socket.destroy()))
    const visited = siteAt(url)
    expect(await visited.fetch(url.href)).toMatchObject({ outcome: 'unreachable' })
    expect(visited.count().requests).toBe(1)
  })

  test('where http leads back to https, the certificate is what is wrong, in the first fetch and in the next', async () => {
    const url = https(
      await serveBoth(expired(), (request, response) => {
        response.writeHead(301, { location: `https://${request.headers.host ?? ''}${request.url ?? ''}` }).end()
      }),
    )
    const visited = siteAt(url)
    expect(await visited.fetch(url.href)).toEqual(EXPIRED)
    expect(visited.count().requests).toBe(2)
    expect(await visited.fetch(`${url.href}letter.html`)).toEqual(EXPIRED)
    expect(visited.count().requests).toBe(4)
  })

  test('where a column at http leads to https with a fault, the certificate is what is wrong', async () => {
    const url = await serveBoth(certificate('other.example', { by: trusted }), (request, response) => {
      response.writeHead(301, { location: `https://${request.headers.host ?? ''}/` }).end()
    })
    expect(await siteAt(url).fetch(url.href)).toEqual({
      outcome: 'unreachable',
      why: 'the certificate of 127.0.0.1 does not match its name (ERR_TLS_CERT_ALTNAME_INVALID)',
    })
  })

  test('a redirect from https to http and back is followed on one host', async () => {
    const url = https(
      await serveBoth(valid(), (request, response) => {
        const there = `${'encrypted' in request.socket ? 'http' : 'https'}://${request.headers.host ?? ''}/b.html`
        if (request.url === '/b.html' && 'encrypted' in request.socket) response.end('page')
        else response.writeHead(302, { location: there }).end()
      }),
    )
    const fetched = await siteAt(url).fetch(url.href)
    expect(fetched).toMatchObject({ outcome: 'served', served: { finalUrl: `${url.href}b.html`, scheme: 'https' } })
  })
})

describe('a request under conditions', () => {
  const conditions = { etag: '"1"', lastModified: 'Mon, 02 Nov 2026 00:00:00 GMT' }
  /** Answers conditions with `odd`, and the page without them; the return value counts the requests. */
  const answerOddly = (status: number, headers: Record<string, string> = {}) => {
    let requests = 0
    listener = (request, response) => {
      requests++
      if (request.headers['if-none-match'] === undefined && request.headers['if-modified-since'] === undefined)
        response.end('page')
      else response.writeHead(status, headers).end()
    }
    return () => requests
  }

  test.each([412, 400, 500, 502, 503, 200])(
    'that is answered %i without a page is made again without them, once',
    async (status) => {
      const requests = answerOddly(status)
      expect(await site.fetch(page, conditions)).toMatchObject({ outcome: 'served', served: { body: Buffer.from('page') } })
      expect(requests()).toBe(2)
    },
  )

  test('that is answered with Retry-After is not made again at once', async () => {
    const requests = answerOddly(503, { 'retry-after': '60' })
    expect(await site.fetch(page, conditions)).toMatchObject({ served: { status: 503 } })
    expect(requests()).toBe(1)
  })

  test('that no condition was made for is not made again', async () => {
    listener = (_, response) => response.writeHead(500).end()
    expect(await site.fetch(page)).toMatchObject({ served: { status: 500 } })
    expect(site.count().requests).toBe(1)
  })
})

describe('a request with POST', () => {
  const FORM = { body: 'page=2&col=1', contentType: 'application/x-www-form-urlencoded' }
  const echo: RequestListener = (request, response) => {
    const chunks: Buffer[] = []
    request
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', () => {
        const type = request.headers['content-type'] ?? '-'
        response.end(`${request.method ?? ''} ${request.url ?? ''} ${type} ${Buffer.concat(chunks).toString()}`)
      })
  }
  const bodyOf = async (address: string) => {
    const fetched = await site.fetch(address, {}, FORM)
    return fetched.outcome === 'served' ? Buffer.from(fetched.served.body).toString() : fetched.outcome
  }

  test('sends its body and the type of it', async () => {
    listener = echo
    expect(await bodyOf(page)).toBe(`POST /page.html ${FORM.contentType} ${FORM.body}`)
  })

  test('becomes a GET where it is redirected, as in browsers', async () => {
    listener = (request, response) => {
      if (request.url === '/page.html') response.writeHead(302, { location: '/other.html' }).end()
      else echo(request, response)
    }
    expect(await bodyOf(page)).toBe('GET /other.html - ')
  })
})

describe('a page that redirects by itself', () => {
  const MOVED = 'http-equiv="refresh" content="0; url=/new/page.html"'
  const redirecting: [string, string, Record<string, string>][] = [
    ['a Refresh header', '<p>页面已迁移</p>', { refresh: '3; url=/new/page.html' }],
    ['meta refresh', `<html><head><meta ${MOVED}></head><body>页面已迁移，3秒后自动跳转</body></html>`, {}],
    ['meta refresh in capitals and quotes', `<META HTTP-EQUIV=REFRESH CONTENT="0;URL='/new/page.html'">`, {}],
    ['location.href', '<script>window.location.href="/new/page.html";</script>', {}],
    ['location.replace', "<script>location.replace('new/page.html')</script>", {}],
  ]
  const serveMoved = (body: string, headers: Record<string, string> = {}) => {
    listener = (request, response) => {
      if (request.url === '/new/page.html') response.end('<p>moved here</p>')
      else response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headers }).end(body)
    }
  }

  test.each(redirecting)('by %s is followed', async (_, body, headers) => {
    serveMoved(body, headers)
    expect(await site.fetch(page)).toMatchObject({
      outcome: 'served',
      served: { url: page, finalUrl: new URL('/new/page.html', page).href, body: Buffer.from('<p>moved here</p>') },
    })
  })

  test('is followed once', async () => {
    listener = (request, response) =>
      response.end(`<script>location.href='${request.url === '/page.html' ? '/second.html' : '/third.html'}'</script>`)
    expect(await site.fetch(page)).toMatchObject({ served: { finalUrl: new URL('/second.html', page).href } })
    expect(site.count().requests).toBe(2)
  })

  test.each([
    ['another host', 'http://127.0.0.2/page.html', 'it redirects to another host, 127.0.0.2'],
    ['another port', 'http://127.0.0.1:1/page.html', 'it redirects to another port, 127.0.0.1:1'],
  ])('to %s is not followed', async (_, target, why) => {
    serveMoved(`<meta http-equiv="refresh" content="0;url=${target}">`)
    expect(await site.fetch(page)).toEqual({ outcome: 'unreadable', why })
  })

  test.each([
    ['reloads itself', '<meta http-equiv="refresh" content="60"><p>page</p>'],
    ['names itself', '<meta http-equiv="refresh" content="60;url=/page.html"><p>page</p>'],
    ['sets a cookie first', '<script>document.cookie="a=1";location.href="/new/page.html"</script>'],
    ['asks for the device', '<script>if(/Mobile/.test(navigator.userAgent))location.href="/new/page.html"</script>'],
    ['serves who has no scripts', '<noscript><meta http-equiv="refresh" content="0;url=/new/page.html"></noscript>'],
    ['has a text of its own', `<meta ${MOVED}><p>${'现将有关情况答复如下。'.repeat(15)}</p>`],
  ])('is a page as it is when it %s', async (_, body) => {
    serveMoved(body)
    expect(await site.fetch(page)).toMatchObject({ outcome: 'served', served: { finalUrl: page } })
    expect(site.count().requests).toBe(1)
  })
})

describe('cookies', () => {
  const cookiesAfter = async (...lines: string[]) => {
    const sent: (string | undefined)[] = []
    listener = (request, response) => {
      sent.push(request.headers.cookie)
      response.writeHead(200, { 'set-cookie': lines[sent.length - 1] ?? [] }).end('page')
    }
    for (let time = 0; time <= lines.length; time++) await site.fetch(page)
    return sent.at(-1)
  }

  test('are sent back', async () => expect(await cookiesAfter('a=1; Path=/')).toBe('a=1'))
  test('that the server deletes are sent no more', async () => {
    expect(await cookiesAfter('a=1; Path=/', 'a=; Path=/; Max-Age=0')).toBeUndefined()
    expect(await cookiesAfter('b=1; Path=/', 'b=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT')).toBeUndefined()
  })
  test('of 12 kB a page never fill the head of a request', async () => {
    const sent = await cookiesAfter(...Array.from({ length: 6 }, (_, at) => `c${at}=${'x'.repeat(3_500)}; Path=/`))
    expect(sent?.length).toBeLessThanOrEqual(4_096)
  })
})
