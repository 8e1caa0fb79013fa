import { expect, test } from 'vitest'
import { Column } from '../../../../shared/column.ts'
import type { Page } from '../../../../shared/extract/page.ts'
import { proposeColumn } from '../../../../shared/extract/preview/propose-column.ts'
import { openedPage } from '../served-page.ts'

const URL_OF_LIST = 'https://kjj.shili.gov.cn/zwgk/ztzl/zxtadfhgkwg/index.html'

function pageOf(html: string): Page {
  const page = openedPage(html, { url: URL_OF_LIST })
  if ('outcome' in page) throw new Error(page.why)
  return page
}

type Given = { url?: string; sources?: string[]; letters?: string[]; taken?: string[] }

function proposed(html: string, { url = URL_OF_LIST, sources = [], letters = [], taken = [] }: Given = {}): Column {
  return proposeColumn({ url, listing: pageOf(html), letters: letters.map(pageOf), sources }, new Set(taken))
}

test('name and authority are those of the meta tags, the id is made of the host and the house', () => {
  const html =
    '<title>列表</title><meta name="SiteName" content="示例市科技创新局网站"><meta name="ColumnName" content="政协提案答复函公开">'
  expect(proposed(html)).toEqual({
    id: 'kjj-shili-cppcc',
    name: '政协提案答复函公开',
    authority: '示例市科技创新局',
    url: URL_OF_LIST,
  })
})

test('without meta tags the breadcrumb names the column, and the footer the government whose office runs the site', () => {
  const html =
    '<title>示例市人民政府</title><p>您当前的位置：首页 &gt; 政务公开 &gt; 人大建议办理</p><div>主办：示例市人民政府办公室　承办：示例市数据局</div>'
  expect(proposed(html)).toMatchObject({ id: 'kjj-shili-npc', name: '人大建议办理', authority: '示例市人民政府' })
})

test('where the breadcrumb of the list ends above the column, that of the letters names it', () => {
  const html = '<title>列表</title><p>首页 &gt; 政务公开</p>'
  const letters = ['第一件', '第二件'].map((title) => `<p>首页 &gt; 政务公开 &gt; 提案办理 &gt; ${title}</p>`)
  expect(proposed(html, { letters }).name).toBe('提案办理')
})

test('without a breadcrumb the title names both', () => {
  expect(proposed('<title>议案和提案答复_示例市教育局官网</title>')).toMatchObject({
    id: 'kjj-shili-replies',
    name: '议案和提案答复',
    authority: '示例市教育局',
  })
})

test('a listing that names nothing is named by its letters', () => {
  const letter = (title: string) => `<p>首页 &gt; 公开 &gt; 代表建议答复 &gt; ${title}</p><h1>${title}</h1>`
  const letters = [letter('关于甲的答复'), letter('关于乙的答复')]
  expect(proposed('<title>信息公开平台</title>', { letters, sources: ['示例市水务局', '示例市水务局'] })).toMatchObject({
    id: 'kjj-shili-npc',
    name: '代表建议答复',
    authority: '示例市水务局',
  })
})

test('a breadcrumb with dashes is read, and suggestions beside motions are of both houses', () => {
  const html = '<title>提案</title><p>当前位置：首页 — 政务公开 — 建议提案办理</p>'
  expect(proposed(html)).toMatchObject({ id: 'kjj-shili-replies', name: '建议提案办理' })
})

test('a page that names no office has its host as the authority, never the name of the column', () => {
  expect(proposed('<title>提案办理</title>').authority).toBe('kjj.shili.gov.cn')
})

test('offices that differ from letter to letter do not publish the column', () => {
  const html = '<title>办理结果</title><p>版权所有 示例县人民政府</p>'
  expect(proposed(html, { sources: ['示例县水务局', '示例县教育局'] }).authority).toBe('示例县人民政府')
})

test('a subject that is neither house is the folder of the list, and an id that is taken gets a number', () => {
  const html = '<title>办理结果公开</title>'
  const url = 'https://www.shili.gov.cn/zwgk/jytabl/index_1.html'
  expect(proposed(html, { url }).id).toBe('shili-jytabl')
  expect(proposed(html, { url, taken: ['shili-jytabl', 'shili-jytabl-2'] }).id).toBe('shili-jytabl-3')
  expect(proposed(html, { url: 'http://127.0.0.1:8080/list.asp?id=9' }).id).toBe('letters')
  expect(proposed('<title>政协提案</title>', { url: 'http://127.0.0.1:8080/list.asp?id=9' }).id).toBe('cppcc')
})

test('whatever the address, the id is one that a column may have', () => {
  const addresses = [
    'https://a-very-long-name-of-an-office.of-a-very-long-name-of-a-place.gov.cn/x/',
    'https://示例.中国/提案/',
    'http://all/',
    'http://canary/-/',
    'https://A--B.example/LIST/Some_Folder/',
  ]
  for (const url of addresses)
    for (const taken of [[], ['letters', 'all', 'canary-letters']]) {
      const column = proposed('<title>办理</title>', { url, taken })
      expect(Column.safeParse(column).success, `${url} ${column.id}`).toBe(true)
      expect(taken).not.toContain(column.id)
    }
})

test('what the operator chose goes before what is proposed', () => {
  const known = { url: URL_OF_LIST, listing: pageOf('<title>提案</title>'), letters: [], sources: [] }
  expect(proposeColumn(known, new Set(), { id: 'own', name: '自定', authority: '某局' })).toEqual({
    id: 'own',
    name: '自定',
    authority: '某局',
    url: URL_OF_LIST,
  })
})
