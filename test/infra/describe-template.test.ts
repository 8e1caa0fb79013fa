import { expect, test } from 'vitest'
import { describeTemplate } from '../../infra/describe-template.ts'

test('an entry with a template is text in both languages, with the selectors of each kind of letters', () => {
  const kind = { title: ['h1'], source: [], remove: [], tail: ['扫一扫'] }
  const text = describeTemplate({
    sequence: 2,
    type: 'column.template',
    timestamp: '2026-11-30T09:00:00+08:00',
    previous: '',
    hash: '',
    data: {
      id: 'cppcc/2',
      column: 'cppcc',
      why: 'relearned',
      learnedFrom: ['101', '102', '103'],
      template: {
        learnedFrom: 3,
        letters: [
          { ...kind, body: '#zoom', published: [{ select: 'div.info', label: '发布时间' }] },
          { ...kind, body: 'div.old', published: [] },
        ],
      },
    },
  })
  expect(text.split('\n')).toEqual([
    '栏目读取方式：网站改版后重新归纳（技术条目，不发布）',
    "How the column's letters are read: learned again, because the one before did not hold (technical entry, not announced)",
    '2026-11-30T09:00:00+08:00  cppcc/2',
    'from the letters 101, 102, 103',
    '',
    '1',
    '正文 Text: #zoom',
    '标题 Title: h1',
    '公开日期 Published: div.info “发布时间”',
    '略去的末行 Last lines left out: 扫一扫',
    '',
    '2',
    '正文 Text: div.old',
    '标题 Title: h1',
    '略去的末行 Last lines left out: 扫一扫',
  ])
})
