import { gzipSync } from 'node:zlib'
import type { Answer, LoopbackColumn } from '../../loopback-column.ts'
import { type Scenario, scenarios } from './scenario.ts'

const page = (body: string, head = '') =>
  `<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8">${head}</head><body>${body}</body></html>`
const inContainer = (text: string) =>
  page(
    `<div class="nav"><a href="/">首页</a></div><div class="news_cont_d_wrap"><p>${text}</p></div><div class="footer">主办单位：示例市科技创新局</div>`,
    '<title>示例市科技创新局</title>',
  )

/** Answers of a letter's address that are not the letter. */
const INSTEAD: Record<string, Answer> = {
  'an empty 200': { body: '' },
  'a page whose body is empty': { body: page('') },
  'a page whose container is empty': { body: inContainer('') },
  系统繁忙: { body: page('<h1>系统繁忙，请稍后再试</h1>', '<title>系统繁忙</title>') },
  访问过于频繁: { body: page('<p>您的访问过于频繁，请稍后再试。</p>', '<title>提示</title>') },
  安全验证: { body: page('<p>请完成安全验证后继续访问</p><script>captcha()</script>', '<title>安全验证</title>') },
  'a busy page in the usual container': { body: inContainer('系统繁忙，请稍后再试。') },
  'a 412 with a JavaScript challenge': {
    status: 412,
    body: '<html><head><script>var _$a=1;</script></head><body></body></html>',
  },
  'a 521 with a JavaScript challenge': { status: 521, body: '<script>document.cookie="a=b";location.reload()</script>' },
  'a 200 with a JavaScript challenge': {
    body: '<html><head><meta charset="utf-8"><script>document.cookie="__jsl=1";location.href=location.pathname</script></head><body></body></html>',
  },
  'a 403': { status: 403, body: page('<h1>403 Forbidden</h1>') },
  'a 429': { status: 429, body: page('<h1>Too Many Requests</h1>') },
  'a 500': { status: 500, body: page('<h1>500</h1>') },
  'a 502': { status: 502, body: page('<h1>502 Bad Gateway</h1>') },
  'a 503': { status: 503, body: page('<h1>503</h1>') },
  'a soft 404': { body: page('<h1>页面不存在</h1><p>您访问的页面不存在或已被删除</p>', '<title>页面不存在</title>') },
  'a soft 404 in the usual container': { body: inContainer('您访问的页面不存在') },
  'a redirect to the front page': { status: 302, headers: { location: '/' } },
  'a redirect to itself for ever': (request, response) => void response.writeHead(302, { location: request.url ?? '/' }).end(),
  'a redirect to another host': { status: 302, headers: { location: 'http://other.invalid/' } },
  'a PDF': { headers: { 'content-type': 'application/pdf' }, body: '%PDF-1.7\n%âãÏÓ\n1 0 obj<<>>endobj' },
  'replacement characters': {
    body: inContainer('我局高度重视提案办理工作，现答复如下：\ufffd\ufffd\ufffd拨付资金\ufffd亿元。'),
  },
  'gzip that breaks off': {
    headers: { 'content-encoding': 'gzip' },
    body: gzipSync('<p>正文</p>'.repeat(500)).subarray(0, 40),
  },
  'a connection that breaks off': (_, response) => {
    response.writeHead(200, { 'content-length': '5000' })
    response.write('<html><body><p>正文')
    response.socket?.destroy()
  },
  'a page of 6 MB': { body: page(`<p>${'正文'.repeat(1_000_000)}</p>`) },
  'a hang': () => undefined,
}

const other = (site: LoopbackColumn) => site.letters.get('10002')

scenarios(
  'a page that is not a letter is never an edit, never a withdrawal',
  Object.entries(INSTEAD).flatMap(([what, answer]): Scenario[] => [
    {
      title: `${what}, listed`,
      letters: 3,
      settings: { timeoutMs: 300 },
      steps: [
        [(site) => site.answers.set(site.path('10002'), answer), []],
        [(site) => site.answers.clear(), [], { outcome: 'complete' }],
      ],
    },
  ]),
)

/** Of these answers, those that show that the page is gone: a letter off the list is then withdrawn. */
const GONE = ['a soft 404', 'a soft 404 in the usual container', 'a redirect to the front page']

scenarios(
  'off the list',
  Object.entries(INSTEAD).map(([what, answer]): Scenario => ({
    title: `and answering ${what}`,
    letters: 3,
    settings: { timeoutMs: 300 },
    steps: [
      [
        (site) => {
          site.answers.set(site.path('10002'), answer)
          site.listed = site.listed.filter((listed) => listed !== '10002')
        },
        GONE.includes(what) ? ['letter.withdrawn 10002'] : [],
      ],
      [(site) => void other(site), []],
    ],
  })),
)
