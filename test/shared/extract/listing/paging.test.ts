import { describe, expect, test } from 'vitest'
import { readListing } from '../../../../shared/extract/listing/listing.ts'
import type { ListingRequest } from '../../../../shared/extract/listing/listing-page.ts'
import { openedPage } from '../served-page.ts'

const ORIGIN = 'http://kjj.shili.example'

/** What a list of three letters at `path` with `pager` under it names; `trs`: its letters have addresses of TRS. */
function read(path: string, pager: string, { trs = false } = {}) {
  const rows = [1, 2, 3].map((n) => {
    const href = trs ? `./202311/t20231101_70000${n}.html` : `/zwgk/detail/70000${n}.html`
    return `<li><a href="${href}">关于第2023000${n}号建议答复的函</a><span>2023-11-0${n}</span></li>`
  })
  const html = `<html><head><title>建议提案</title></head><body><div class="nav"><a href="/">首页</a></div><ul class="list">${rows.join('')}</ul>${pager}</body></html>`
  const listing = readListing(openedPage(html, { url: `${ORIGIN}${path}` }), { url: `${ORIGIN}${path}` })
  if (listing.outcome !== 'read') throw new Error(`Cannot read the list: ${listing.why}`)
  return listing.page
}

const written = ({ url, method, body = '' }: ListingRequest) =>
  `${method === 'GET' ? '' : `${method} `}${url.replace(ORIGIN, '')} ${body}`.trim()
const furtherOf = (...how: Parameters<typeof read>) => read(...how).further.map(written)

describe('the further pages of a list are', () => {
  test.each<[string, string, string, string[]]>([
    [
      'numbers in a parameter page',
      '/l.jsp?cid=2',
      '1 <a href="l.jsp?cid=2&page=2">2</a> <a href="l.jsp?cid=2&page=3">3</a>',
      ['/l.jsp?cid=2&page=2', '/l.jsp?cid=2&page=3'],
    ],
    ['current', '/l', '<a href="?current=2">2</a><a href="?current=2">下一页</a>', ['/l?current=2']],
    [
      'pageIndex from zero',
      '/l.do',
      '<a href="l.do?pageIndex=1">2</a><a href="l.do?pageIndex=2">3</a>',
      ['/l.do?pageIndex=1', '/l.do?pageIndex=2'],
    ],
    [
      'a window of numbers and the last page',
      '/a/',
      '<b>1</b><a href="index_2.html">2</a><a href="index_3.html">3</a>…<a href="index_6.html">尾页</a>',
      [2, 3, 4, 5, 6].map((k) => `/a/index_${k}.html`),
    ],
    [
      'a count in the text',
      '/a/index.jhtml',
      '共45条 1/3页 <a href="index_2.jhtml">下一页</a>',
      ['/a/index_2.jhtml', '/a/index_3.jhtml'],
    ],
    [
      'a count beside scripts',
      '/a/list.html',
      '<a href="javascript:;" onclick="location.href=\'list_2.html\'">下一页</a> 共3页',
      ['/a/list_2.html', '/a/list_3.html'],
    ],
    ['folders', '/a/', '<a href="/a/page/2/">2</a>', ['/a/page/2/']],
    ['falling numbers', '/a.htm', '<a href="a/2.htm">2</a><a href="a/1.htm">3</a>', ['/a/2.htm', '/a/1.htm']],
    [
      'a script with a parameter',
      '/l.aspx?c=1',
      "<script>var pageCount = 3; function go(n){ location.href = 'l.aspx?c=1&page=' + n; }</script>",
      ['/l.aspx?c=1&page=2', '/l.aspx?c=1&page=3'],
    ],
    [
      'a script that counts from zero',
      '/a/',
      "<script>var totalPage=3; function go(n){ location.href='index_' + (n-1) + '.html' }</script>",
      ['/a/index_1.html', '/a/index_2.html'],
    ],
    [
      'a count in a variable, numbering unknown',
      '/a/',
      '<script>var countPage = 3; createPageHTML(countPage, 0);</script>',
      ['/a/index_1.html', '/a/index_2.html', '/a/index_3.html'],
    ],
    [
      'named by the script',
      '/a/',
      '<script>createPageHTML(2, 1, "list", "shtml", 30);</script>',
      ['/a/list_1.shtml', '/a/list_2.shtml'],
    ],
    ['none', '/a/', '<script>createPageHTML(1, 0, "index", "html");</script>', []],
    ['not years that are links', '/a/', '<a href="/a/2023/">2023</a><a href="/a/2024/">2024</a>', []],
    [
      'the fields of a form',
      '/l.do',
      `<form action="/l.do" method="post"><input type="hidden" name="cid" value="7"><input type="hidden" name="pageNo" value="1"><a href="javascript:goPage(2)">2</a></form>`,
      ['POST /l.do cid=7&pageNo=2'],
    ],
  ])('%s', (_, path, pager, further) => expect(furtherOf(path, pager)).toEqual(further))

  test('files counted from zero on TRS', () => {
    const pager = '<script>createPageHTML(3, 0, "index", "html");</script>'
    expect(furtherOf('/a/', pager, { trs: true })).toEqual(['/a/index_1.html', '/a/index_2.html'])
    const old = '<script>var m_nRecordCount = "8"; var m_nCurrPage = 0; var m_nPageSize = 3;</script>'
    expect(furtherOf('/a/', old, { trs: true })).toEqual(['/a/index_1.html', '/a/index_2.html'])
  })
})

test.each([
  ['共45条 第1/3页', { rows: 45, pages: 3 }],
  ['总共 <em>45</em> 记录 页码 <em>1</em>/<em>3</em>', { rows: 45 }],
  ['当前第1页 共<b>3</b>页', { pages: 3 }],
  ['<div class="pagination" count="45" rows="15"></div>', { rows: 45 }],
  ['<script>laypage({ cont: "p", pages: 3, totalPage: 3, curr: 1 })</script>', { pages: 3 }],
  ['<p>2023年共办理建议45件</p>', {}],
])('a pager that says %s expects as much of the list', (pager, expected) =>
  expect(read('/a/', pager).expected).toMatchObject(expected),
)

test('a text that counts something else than rows expects nothing', () => {
  expect(read('/a/', '<p>2023年共办理建议45件，其中共同办理3条。</p>').expected).toEqual({})
})
