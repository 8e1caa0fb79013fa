import { describe, expect, test } from 'vitest'
import { parsePage, type Page } from '../../../shared/extract/page.ts'
import { MAX_TURNED_PAGES, turnedPages } from '../../../shared/extract/turned-pages.ts'

const SITE = 'https://kjj.shili.example'

function pageAt(path: string, html: string): Page {
  const page = parsePage(`<body><div>正文</div>${html}</body>`, SITE + path, SITE + path)
  if ('why' in page) throw new Error(page.why)
  return page
}

/** The further pages that one page names, without the site. */
function named(path: string, html: string): string[] {
  return turnedPages([pageAt(path, html)]).map((url) => url.replace(SITE, ''))
}

const link = (href: string, text: string) => `<a href="${href}">${text}</a> `

describe('the further pages of a letter are named', () => {
  test.each([
    [
      'by numbers and words',
      '/a/post_1.html',
      link('post_1_2.html', '2') + link('post_1_2.html', '下一页'),
      ['/a/post_1_2.html'],
    ],
    [
      'from zero',
      '/a/t20240101_77.shtml',
      link('./t20240101_77_1.shtml', '2') + link('./t20240101_77_2.shtml', '3'),
      ['/a/t20240101_77_1.shtml', '/a/t20240101_77_2.shtml'],
    ],
    [
      'by the last page alone, with those between',
      '/a/901.html',
      link('901_2.html', '下一页&gt;') + link('/a/901_4.html', '尾页'),
      ['/a/901_2.html', '/a/901_3.html', '/a/901_4.html'],
    ],
    [
      'in brackets',
      '/a/art_12_345.html',
      link('art_12_345_2.html', '[2]') + link('art_12_345_3.html', '【3】'),
      ['/a/art_12_345_2.html', '/a/art_12_345_3.html'],
    ],
    [
      'by a parameter',
      '/show?id=7',
      link('/show?id=7&amp;page=2', '2') + link('?page=3&amp;id=7', '第3页'),
      ['/show?id=7&page=2', '/show?id=7&page=3'],
    ],
    [
      'by a script',
      '/a/t20240101_77.html',
      '<script>createPageHTML(3, 0, "t20240101_77", "html");</script>',
      ['/a/t20240101_77_1.html', '/a/t20240101_77_2.html'],
    ],
  ])('%s', (_, path, html, expected) => expect(named(path, html)).toEqual(expected))

  test('by each page in its turn, where a page names only the next one', () => {
    const pages = [
      pageAt('/a/9.html', link('9_2.html', '下一页')),
      pageAt('/a/9_2.html', link('9.html', '上一页') + link('9_3.html', '下一页')),
    ] as const
    expect(turnedPages([pages[0]])).toEqual([`${SITE}/a/9_2.html`])
    expect(turnedPages([pages[0], pages[1]])).toEqual([`${SITE}/a/9_2.html`, `${SITE}/a/9_3.html`])
  })

  test('at most twenty', () => {
    const html = link('9_2.html', '2') + link('9_99.html', '尾页')
    expect(named('/a/9.html', html)).toHaveLength(MAX_TURNED_PAGES)
  })
})

test.each([
  ['to other letters', '/a/post_1.html', link('post_2.html', '下一页') + link('post_12_2.html', '2')],
  ['to a letter whose address begins like it', '/a/901.html', link('901_2.html', '关于第2号提案的答复函')],
  ['back', '/a/9.html', link('9_1.html', '1') + link('9_1.html', '上一页') + link('9.html', '首页')],
  ['to another host', '/a/9.html', link('https://www.shili.example/a/9_2.html', '2')],
  ['to another folder', '/a/9.html', link('/b/9_2.html', '2')],
  ['to pages of another list', '/show?id=7', link('/show?id=8&amp;page=2', '2') + link('/list?id=7&amp;page=2', '2')],
  ['by the script of another pager', '/a/9.html', '<script>createPageHTML(3, 0, "index", "html");</script>'],
  ['of a single page', '/a/9.html', '<script>createPageHTML(1, 0, "9", "html");</script>'],
  ['of a folder, whose numbers are pages of its list', '/a/', link('index_2.html', '2')],
])('a link %s turns no page', (_, path, html) => expect(named(path, html)).toEqual([]))
