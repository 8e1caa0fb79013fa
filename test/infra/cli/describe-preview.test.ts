import { expect, test } from 'vitest'
import { describePreview, summarizePreview } from '../../../infra/cli/preview/describe-preview.ts'
import type { Preview } from '../../../shared/extract/preview/preview.ts'
import type { Letter } from '../../../shared/letter.ts'

const SITE = 'https://jyj.shili.example/tabl/'
const COLUMN = { id: 'jyj', name: '提案办理', authority: '示例市教育局', url: SITE }
const SENTENCE = '您提出的关于加强中小学校午休条件保障的提案收悉，经会同有关部门认真研究，现将办理情况答复如下。'

const LETTER: Letter = {
  title: '关于第20260001号提案答复的函',
  number: '20260001',
  publishedOn: '2026-03-01',
  addressee: '王示例委员',
  paragraphs: [
    { role: 'addressee', text: '王示例委员：' },
    { role: 'text', text: SENTENCE },
    { role: 'text', text: '一是改善条件。' },
    { role: 'closing', text: '此函。' },
    { role: 'date', text: '2026年2月20日' },
  ],
  signedOn: '2026-02-20',
  attachments: [{ name: '附件1.pdf', url: `${SITE}1.pdf` }],
  images: [],
  status: [],
  damage: [],
}

const PREVIEW: Preview = {
  url: SITE,
  pins: { row: 'ul.list > li', body: '#zoom' },
  listing: {
    source: 'html',
    pages: { read: 3, named: 12, isCounted: true },
    rows: [1, 2].map((nth) => ({ postId: String(nth), url: `${SITE}${nth}.html`, title: `关于第2026000${nth}号提案答复的函` })),
    unread: [{ text: '关于另一件提案的答复', why: 'its address is made by a script' }],
    expected: 230,
    missing: [],
  },
  learning: {
    outcome: 'learned',
    template: {
      learnedFrom: 2,
      letters: [
        { body: '#zoom', title: ['h1'], published: [{ select: 'p.info', label: '日期' }], source: [], remove: [], tail: [] },
        { body: '#old', title: [], published: [], source: [], remove: ['div.share'], tail: ['浏览#次'] },
      ],
    },
    notes: [],
  },
  letters: [
    {
      listed: { postId: '1', url: `${SITE}1.html`, title: LETTER.title },
      outcome: 'read',
      letter: LETTER,
      leftOut: { above: ['日期：2026-03-01'], inside: ['分享到：微信'], below: ['上一篇：没有了', '版权所有'], sentences: [] },
    },
    {
      listed: { postId: '2', url: `${SITE}2.html`, title: '关于第20260002号提案答复的函' },
      outcome: 'unreachable',
      why: 'the connection was refused',
    },
  ],
  volatile: { url: `${SITE}1.html`, seconds: 8, places: [{ words: '浏览#次', tokens: [0], above: '' }], differsInText: false },
  doubts: [{ what: '1 of 2 letters cannot be read: it did not answer', todo: 'Run preview again later.' }],
}

test('a preview is a calm page of text', () => {
  expect(describePreview({ preview: PREVIEW, column: COLUMN, robots: { status: 200, delay: 5 } })).toBe(`提案办理 · 示例市教育局
https://jyj.shili.example/tabl/

Listing
  source       a list in the page (html)
  pages        3 read of 12; a crawl reads all
  rows         2 letters and 1 row that cannot be read on 3 of 12 pages; the
               pager counts 230
  dates        none
  robots.txt   allows the listing; asks for 5 s between requests
  row          ul.list > li (pinned)

Letters are read by a template learned from 2 of 2 letters of 2 kinds
  body         #zoom (pinned)
  title        h1
  published    p.info, after “日期”
  source       by its label
  and letters of another kind:
  body         #old (pinned)
  title        the line that equals the title in the listing
  published    by its label, else the date in the listing
  source       by its label
  remove       div.share
  last lines   “浏览#次”
  changing     “浏览#次” in two fetches within 8 s; not compared

Letter 1 of 2
  title        关于第20260001号提案答复的函
  address      https://jyj.shili.example/tabl/1.html
  published    2026-03-01
  number       20260001
  addressee    王示例委员
  signed       2026-02-20
  attachments  附件1.pdf
  left out     日期：2026-03-01
  first        王示例委员：
               您提出的关于加强中小学校午休条件保障的提案收悉，经会同有关部门…
               (1 paragraph between)
  left out     分享到：微信
  last         此函。
               2026年2月20日
  left out     上一篇：没有了 / 版权所有

Letter 2 of 2
  title        关于第20260002号提案答复的函
  address      https://jyj.shili.example/tabl/2.html
  unreachable  the connection was refused

Unsure
  - 1 of 2 letters cannot be read: it did not answer
      Run preview again later.`)
})

test('a summary has the counts and what is unsure', () => {
  const { pins: _, ...preview } = PREVIEW
  const refused: Preview = { ...preview, learning: { outcome: 'refused', why: 'too few', letters: 1 }, doubts: [] }
  expect(summarizePreview(refused)).toBe(`  listing      2 letters and 1 row that cannot be read on 3 of 12 pages; the
               pager counts 230
  letters      1 of 2 fetched can be read, by labels and form

Unsure
  nothing`)
})
