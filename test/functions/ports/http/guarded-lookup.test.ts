import { describe, expect, test } from 'vitest'
import { guardedLookup, type Resolve, type ResolvedAddress } from '../../../../functions/ports/http/guarded-lookup.ts'
import { openHttp } from '../../../../functions/ports/http/http.ts'
import { closedAfterwards, serve, serveLate } from './servers.ts'

const at = (address: string): ResolvedAddress => ({ address, family: address.includes(':') ? 6 : 4 })
const resolvingTo =
  (...addresses: string[]): Resolve =>
  () =>
    Promise.resolve(addresses.map(at))
const nowhere: Resolve = () => Promise.reject(new Error('the resolver must not be asked'))
const refused = (why: string) => ({ kind: 'failure', reason: 'refused', why })

describe('a request to public addresses only', () => {
  test.each([
    '127.0.0.1', '0.0.0.0', '10.0.0.1', '192.168.0.1', '169.254.169.254', '100.100.100.200', '168.63.129.16',
    '[::1]', '[::ffff:169.254.169.254]', '[::ffff:a9fe:a9fe]', '[64:ff9b::a9fe:a9fe]', '[64:ff9b:1::a9fe:a9fe]', '[2002:a9fe:a9fe::1]',
    '[::ffff:168.63.129.16]', '[64:ff9b::a83f:8110]', '[fd00:ec2::254]', '[fe80::1]', '2130706433', '0x7f.1', '0xa9fea9fe', '0250.077.0201.020',
  ])('refuses %s without a DNS lookup', async (host) => {
    const url = new URL(`https://${host}/`)
    const literal = url.hostname.replace(/^\[|\]$/g, '')
    const result = await openHttp({ resolve: nowhere }).request({ url, publicOnly: true })
    expect(result).toEqual(refused(`${literal} is not an address of the public network`))
  }) // prettier-ignore

  test.each(['localhost', 'localhost.', 'LOCALHOST', 'a.localhost', 'a.b.localhost.'])(
    'does not go to %s, whatever it resolves to',
    async (name) => {
      const url = new URL(`https://${name}/`)
      const result = await openHttp({ resolve: resolvingTo('93.184.215.14') }).request({ url, publicOnly: true })
      expect(result).toEqual(refused(`${url.hostname} resolves to this machine`))
    },
  )

  test.each([
    ['127.0.0.1'], ['::1'], ['169.254.169.254'], ['168.63.129.16'], ['100.100.100.200'], ['fd00:ec2::254'], ['::ffff:10.0.0.1'],
    ['64:ff9b::a9fe:a9fe'], ['fe80::1%lo'], ['93.184.215.14', '10.0.0.1'], ['93.184.215.14', 'fd00::1'],
  ])('does not go to a name that resolves to %s', async (...addresses) => {
    const resolve = resolvingTo(...addresses)
    const result = await openHttp({ resolve }).request({ url: new URL('https://hook.example/'), publicOnly: true })
    const bad = addresses.at(-1) ?? ''
    expect(result).toEqual(refused(`hook.example resolves to ${bad}: ${bad} is not an address of the public network`))
  }) // prettier-ignore

  test('resolves the name once for each request, and connects to what was checked', async () => {
    const server = await serve((_, response) => response.end('reached'))
    const asked: string[] = []
    const http = openHttp({
      resolve: (host) => {
        asked.push(host)
        return Promise.resolve([at('127.0.0.1')])
      },
    })
    const url = new URL(`http://rebinding.example:${server.port}/`)
    expect(await http.request({ url })).toMatchObject({ kind: 'response' })
    expect(await http.request({ url })).toMatchObject({ kind: 'response' })
    expect(await http.request({ url, publicOnly: true })).toMatchObject({ reason: 'refused' })
    expect(asked).toEqual(['rebinding.example', 'rebinding.example', 'rebinding.example'])
  })

  test('gives the connection only the checked addresses of one lookup', async () => {
    const answers = [['93.184.215.14', '2606:2800:21f::1'], ['127.0.0.1']]
    const lookup = guardedLookup(() => Promise.resolve((answers.shift() ?? []).map(at)), true)
    const lookUp = () =>
      new Promise((answered) => {
        lookup('rebinding.example', { all: true }, (error, addresses) => answered(error?.message ?? addresses))
      })
    expect(await lookUp()).toEqual([at('93.184.215.14'), at('2606:2800:21f::1')])
    expect(await lookUp()).toContain('resolves to 127.0.0.1')
  })

  test('does not use a connection that a session opened for a request to any address', async () => {
    const server = await serve((_, response) => response.end('reached'))
    const session = openHttp({ resolve: resolvingTo('127.0.0.1') }).session()
    const url = new URL(`http://hook.example:${server.port}/`)
    expect(await session.request({ url })).toMatchObject({ kind: 'response' })
    expect(await session.request({ url, publicOnly: true })).toMatchObject({ reason: 'refused' })
    await session.close()
  })
})

describe('a host with several addresses', () => {
  test('that needs a second to connect is reached, though its other address is dead', async () => {
    const slow = await serveLate('127.0.0.1')
    await serveLate('::1', slow.port)
    const http = openHttp({ resolve: resolvingTo('127.0.0.1', '::1') })
    const result = http.request({ url: new URL(`http://slow.example:${slow.port}/`) })
    slow.accept()
    expect(await result).toMatchObject({ kind: 'response', body: Buffer.from('reached') })
  })

  test('is reached at the second when the first is dead', async () => {
    const server = await serve((_, response) => response.end('reached'))
    await serveLate('::1', Number(server.port))
    const http = openHttp({ resolve: resolvingTo('::1', '127.0.0.1') })
    const limits = { timeoutMs: 1500 }
    const result = await http.request({ url: new URL(`http://half.example:${server.port}/`), limits })
    expect(result).toMatchObject({ kind: 'response', body: Buffer.from('reached') })
  })

  test('none of which accepts connections is reported with the reason of each', async () => {
    const http = openHttp({ resolve: resolvingTo('127.0.0.1', '::1') })
    expect(await http.request({ url: new URL('http://down.example:1/') })).toEqual({
      kind: 'failure',
      reason: 'unconnected',
      why: 'the connection failed (ECONNREFUSED)',
    })
  })

  test('whose connection attempt was aborted is connected to again by the next request', async () => {
    const late = await serveLate('127.0.0.1')
    const session = closedAfterwards(openHttp({ resolve: resolvingTo('127.0.0.1') }).session())
    const url = new URL(`http://late.example:${late.port}/`)
    expect(await session.request({ url, limits: { timeoutMs: 100 } })).toMatchObject({ reason: 'timeout' })
    late.accept()
    expect(await session.request({ url })).toMatchObject({ kind: 'response', body: Buffer.from('reached') })
  })

  test('all of which are dead times out', async () => {
    const first = await serveLate('127.0.0.1')
    await serveLate('::1', first.port)
    const http = openHttp({ resolve: resolvingTo('127.0.0.1', '::1') })
    const result = await http.request({ url: new URL(`http://dead.example:${first.port}/`), limits: { timeoutMs: 300 } })
    expect(result).toEqual({ kind: 'failure', reason: 'timeout', why: 'no whole answer within 300 ms' })
  })
})
