import { expect, test } from 'vitest'
import { openCookies } from '../../../../functions/ports/http/cookies.ts'

const at = (path: string, origin = 'https://office.example') => new URL(path, origin)
/** What is sent to `url` after these lines were set by https://office.example/xxgk/list.html. */
const sentAfter = (lines: string[], url = at('/xxgk/list.html')) => {
  const cookies = openCookies()
  cookies.keep(lines, at('/xxgk/list.html'))
  return cookies.headerFor(url)
}

test('cookies are sent back, the longest path first', () => {
  expect(sentAfter(['a=1; Path=/', 'b=2; Path=/xxgk', 'c="3=4"; HttpOnly; SameSite=Strict'])).toBe('b=2; c="3=4"; a=1')
})

test('without cookies no header is sent, and a response without cookies changes none', () => {
  expect(sentAfter([])).toBeUndefined()
  const cookies = openCookies()
  cookies.keep(undefined, at('/'))
  expect(cookies.headerFor(at('/'))).toBeUndefined()
})

test('a later value replaces an earlier one', () => {
  expect(sentAfter(['a=1; Path=/', 'b=2; Path=/', 'a=3; Path=/'])).toBe('a=3; b=2')
})

test.each([
  ['Max-Age=0', 'a=; Max-Age=0; Path=/'],
  ['a negative Max-Age', 'a=1; Max-Age=-1; Path=/'],
  ['an Expires in the past', 'a=deleted; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/'],
  ['Max-Age=0 beside an Expires to come', 'a=1; Max-Age=0; Expires=Fri, 31 Dec 2199 00:00:00 GMT; Path=/'],
])('%s deletes a cookie', (_, deletion) => {
  expect(sentAfter(['a=1; Path=/', 'b=2; Path=/', deletion])).toBe('b=2')
  expect(sentAfter([deletion])).toBeUndefined()
})

test.each([
  ['a path beside it', 'a=1; Path=/zwgk', '/xxgk/list.html', undefined],
  ['a path that only begins with the same letters', 'a=1; Path=/xx', '/xxgk/list.html', undefined],
  ['the directory that set it, where no path is given', 'a=1', '/xxgk/other.html', 'a=1'],
  ['above that directory', 'a=1', '/index.html', undefined],
])('%s', (_, line, path, sent) => {
  expect(sentAfter([line], at(path))).toBe(sent)
})

test.each([
  ['another host', 'a=1; Path=/', 'https://other.example', undefined],
  ['a host below, where no domain is given', 'a=1; Path=/', 'https://sub.office.example', undefined],
  ['a host that ends with the same letters', 'a=1; Path=/; Domain=office.example', 'https://myoffice.example', undefined],
  ['http, where it is Secure', 'a=1; Path=/; Secure', 'http://office.example', undefined],
  ['another host, set for it', 'a=1; Path=/; Domain=other.example', 'https://other.example', undefined],
  ['everybody under a public suffix', 'a=1; Path=/; Domain=example', 'https://office.example', undefined],
  ['http, where it is not Secure', 'a=1; Path=/', 'http://office.example', 'a=1'],
])('what goes to %s', (_, line, origin, sent) => {
  expect(sentAfter([line], at('/', origin))).toBe(sent)
})

test('a host that is an address has cookies too', () => {
  const cookies = openCookies()
  cookies.keep(['a=1; Path=/'], new URL('http://127.0.0.1:8080/'))
  expect(cookies.headerFor(new URL('http://127.0.0.1:8080/x'))).toBe('a=1')
  expect(cookies.headerFor(new URL('http://127.0.0.2:8080/x'))).toBeUndefined()
})

test('a path in GBK, which is no UTF-8, has cookies', () => {
  const cookies = openCookies()
  cookies.keep(['a=1; Path=/'], at('/%B4%F0%B8%B4/1.html'))
  expect(cookies.headerFor(at('/%B4%F0%B8%B4/2.html'))).toBe('a=1')
})

test.each(['', ';', '=', 'a', '=1', ';;; Path=/', 'a=1; Domain=.', 'a=\u0080; Path=/', '__proto__=1; Path=/', '='.repeat(50)])(
  'a line %j neither throws nor breaks what was set before',
  (line) => {
    expect(sentAfter(['b=2; Path=/', line])).toContain('b=2')
  },
)

test('12 kB of cookies a page stay under 4 kB a request, the newest among them, page after page', () => {
  const cookies = openCookies()
  for (let page = 1; page <= 30; page++) {
    const lines = Array.from({ length: 12 }, (_, index) => `p${page}c${index}=${'x'.repeat(1000)}; Path=/`)
    cookies.keep([...lines, `session=${page}; Path=/`], at(`/page${page}.html`))
    const sent = cookies.headerFor(at('/next.html')) ?? ''
    expect(sent.length).toBeLessThanOrEqual(4096)
    expect(sent).toContain(`p${page}c11=`)
  }
})

test('a cookie larger than the limit of browsers is not kept, and fifty are', () => {
  expect(sentAfter([`a=${'x'.repeat(4095)}; Path=/`, 'b=2; Path=/'])).toBe('b=2')
  expect(sentAfter([`a=${'x'.repeat(4094)}; Path=/`])).toHaveLength(4096)
  const many = Array.from({ length: 1000 }, (_, index) => `c${index}=1; Path=/`)
  const sent = sentAfter(many)?.split('; ') ?? []
  expect(sent).toHaveLength(50)
  expect(sent.at(-1)).toBe('c999=1')
})
