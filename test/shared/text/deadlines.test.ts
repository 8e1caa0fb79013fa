import { describe, expect, test } from 'vitest'
import { lastDay } from '../../../shared/text/dates.ts'
import { findDeadline } from '../../../shared/text/deadlines.ts'
import { compact, fold } from '../../../shared/text/normalize.ts'
import { atomsIn } from '../../../shared/text/tokenize.ts'

/** The deadline in a sentence of a letter of 2026-11-20, and its last day or how long it allows. */
function deadlineIn(sentence: string): string | undefined {
  const folded = fold(compact(sentence))
  const deadline = findDeadline(folded, atomsIn(folded))
  const on = deadline?.date && lastDay(deadline.date, '2026-11-20')
  const within = deadline?.within && `${deadline.within.value} ${deadline.within.unit}`
  return deadline && [deadline.text, on ?? within].filter(Boolean).join(' = ')
}

describe('findDeadline() finds', () => {
  test.each([
    ['将于2027年6月底前建成。', '2027年6月底前 = 2027-06-30'],
    ['将于2027年6月底建成。', '2027年6月底 = 2027-06-30'],
    ['在2027年3月5号之前办结。', '2027年3月5号之前 = 2027-03-05'],
    ['于2027-03-05前办结。', '2027-03-05前 = 2027-03-05'],
    ['于二〇二七年三月五日前办结。', '二〇二七年三月五日前 = 2027-03-05'],
    ['六月三十日前完成。', '六月三十日前 = 2026-06-30'],
    ['12月15日前公布。', '12月15日前 = 2026-12-15'],
    ['计划到2027年建成。', '到2027年 = 2027-12-31'],
    ['力争2027年建成。', '2027年 = 2027-12-31'],
    ['争取在明年第一季度内启动。', '明年第一季度内 = 2027-03-31'],
    ['2027年一季度末前完成。', '2027年一季度末前 = 2027-03-31'],
    ['上半年前完成。', '上半年前 = 2026-06-30'],
    ['年底前完成。', '年底前 = 2026-12-31'],
    ['年底完成。', '年底 = 2026-12-31'],
    ['年内完成。', '年内 = 2026-12-31'],
    ['今年内完成。', '今年内 = 2026-12-31'],
    ['本月底前答复。', '本月底前 = 2026-11-30'],
    ['月底前答复。', '月底前 = 2026-11-30'],
    ['下个月10日前答复。', '下个月10日前 = 2026-12-10'],
    ['季度末前汇总。', '季度末前 = 2026-12-31'],
    ['到“十五五”末建成。', '到"十五五"末 = 2030-12-31'],
    ['“十五五”期末达到50家。', '"十五五"期末 = 2030-12-31'],
    ['2026年至2027年内完成。', '2026年至2027年内 = 2027-12-31'],
    ['原则上于2027年底前完成。', '2027年底前 = 2027-12-31'],
    ['在20个工作日内答复。', '20个工作日内 = 20 个工作日'],
    ['15日内办结。', '15日内 = 15 日'],
    ['三十天内办结。', '三十天内 = 30 天'],
    ['24小时内响应。', '24小时内 = 24 小时'],
    ['2个小时之内到场。', '2个小时之内 = 2 个小时'],
    ['两周内公布。', '两周内 = 2 周'],
    ['半年内启动。', '半年内 = 0.5 年'],
    ['两年半内建成。', '两年半内 = 2.5 年'],
    ['未来三年内建成。', '未来三年内 = 3 年'],
    ['3至5年内建成。', '3至5年内'],
    ['3年以内建成。', '3年以内 = 3 年'],
    ['收到后15个工作日内答复，年底前办结。', '年底前 = 2026-12-31'],
  ])('in %s %s', (sentence, expected) => {
    expect(deadlineIn(sentence)).toBe(expected)
  })
})

describe('findDeadline() finds none in', () => {
  test.each([
    ...[
      '将摸清底数。',
      '将彻底整治。',
      '将兜底保障。',
      '将优化首末站。',
      '将一抓到底。',
      '将落实到底。',
      '将守住底线。',
      '将丰富多年底蕴。',
    ],
    ...[
      '截至2026年6月底，将继续推进。',
      '去年底启动，将继续推进。',
      '将每年底公布一次。',
      '2026年前三季度增长5%，将继续推进。',
    ],
    ...[
      '将落实2026年度计划。',
      '将按照《2027年底前行动方案》推进。',
      '将公布2026年内容。',
      '将走在前列。',
      '将扩大内需。',
      '将设立3个部门。',
    ],
  ])('%s', (sentence) => {
    expect(deadlineIn(sentence)).toBeUndefined()
  })
})

test('hostile text takes linear time', () => {
  const units = [
    '一',
    '1',
    '1,',
    '二〇',
    '十四五',
    '1-',
    '2026年',
    '2026-',
    '1月',
    '万',
    '1万',
    '年底',
    '年内',
    '两年半',
    '百分之',
    '千万亿',
  ]
  for (const unit of units) {
    const text = unit.repeat(Math.ceil(50_000 / unit.length))
    const start = performance.now()
    findDeadline(text, atomsIn(text))
    expect(performance.now() - start, unit).toBeLessThan(5000)
  }
})
