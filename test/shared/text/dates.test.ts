import { describe, expect, test } from 'vitest'
import { dateKey, findDates, findDays, lastDay, parseDay, type WrittenDate } from '../../../shared/text/dates.ts'

describe('findDates() reads', () => {
  test.each<[string, WrittenDate]>([
    ['2026年3月5日', { year: 2026, month: 3, day: 5 }],
    ['2026年3月5号', { year: 2026, month: 3, day: 5 }],
    ['2026年03月05日', { year: 2026, month: 3, day: 5 }],
    ['2026 年 3 月 5 日', { year: 2026, month: 3, day: 5 }],
    ['２０２６年３月５日', { year: 2026, month: 3, day: 5 }],
    ['2026年3月5', { year: 2026, month: 3, day: 5 }],
    ['二〇二六年三月五日', { year: 2026, month: 3, day: 5 }],
    ['二○二六年三月五日', { year: 2026, month: 3, day: 5 }],
    ['二零二六年三月五日', { year: 2026, month: 3, day: 5 }],
    ['二OO九年十二月三十一日', { year: 2009, month: 12, day: 31 }],
    ['二ＯＯ九年十月二十日', { year: 2009, month: 10, day: 20 }],
    ['二〇二六年3月5日', { year: 2026, month: 3, day: 5 }],
    ['一九九八年七月一日', { year: 1998, month: 7, day: 1 }],
    ['2026-03-05', { year: 2026, month: 3, day: 5 }],
    ['2026/3/5', { year: 2026, month: 3, day: 5 }],
    ['2026.3.5', { year: 2026, month: 3, day: 5 }],
    ['2026 - 03 - 05', { year: 2026, month: 3, day: 5 }],
    ['2026年3月', { year: 2026, month: 3 }],
    ['2026年3月份', { year: 2026, month: 3 }],
    ['二〇二六年十一月', { year: 2026, month: 11 }],
    ['2026年元月', { year: 2026, month: 1 }],
    ['2026年3月上旬', { year: 2026, month: 3, third: 1 }],
    ['3月中旬', { month: 3, third: 2 }],
    ['三月下旬', { month: 3, third: 3 }],
    ['2026年3月底', { year: 2026, month: 3, edge: 'end' }],
    ['2026年3月末', { year: 2026, month: 3, edge: 'end' }],
    ['2026年3月初', { year: 2026, month: 3, edge: 'start' }],
    ['6月底', { month: 6, edge: 'end' }],
    ['6月份底', { month: 6, edge: 'end' }],
    ['六月底', { month: 6, edge: 'end' }],
    ['十二月底', { month: 12, edge: 'end' }],
    ['六月三十日', { month: 6, day: 30 }],
    ['10月15日', { month: 10, day: 15 }],
    ['10月15号', { month: 10, day: 15 }],
    ['12月', { month: 12 }],
    ['2026年', { year: 2026 }],
    ['二〇二六年', { year: 2026 }],
    ['2026年度', { year: 2026, isFiscal: true }],
    ['2026年底', { year: 2026, edge: 'end' }],
    ['2026年末', { year: 2026, edge: 'end' }],
    ['2026年年底', { year: 2026, edge: 'end' }],
    ['2026年年初', { year: 2026, edge: 'start' }],
    ['2026年内', { year: 2026, edge: 'within' }],
    ['2026年上半年', { year: 2026, half: 1 }],
    ['2026年第一季度', { year: 2026, quarter: 1 }],
    ['2026年四季度', { year: 2026, quarter: 4 }],
    ['2026年3季度末', { year: 2026, quarter: 3, edge: 'end' }],
    ['第二季度', { quarter: 2 }],
    ['三季度末', { quarter: 3, edge: 'end' }],
    ['季度末', { relative: '季度', edge: 'end' }],
    ['本季度', { relative: '本季度' }],
    ['下季度末', { relative: '下季度', edge: 'end' }],
    ['上半年', { half: 1 }],
    ['下半年', { half: 2 }],
    ['上半年末', { half: 1, edge: 'end' }],
    ['今年', { relative: '今年' }],
    ['明年6月', { relative: '明年', month: 6 }],
    ['次年元月', { relative: '次年', month: 1 }],
    ['后年底', { relative: '后年', edge: 'end' }],
    ['今年内', { relative: '今年', edge: 'within' }],
    ['去年第四季度', { relative: '去年', quarter: 4 }],
    ['年底', { relative: '年', edge: 'end' }],
    ['年初', { relative: '年', edge: 'start' }],
    ['年内', { relative: '年', edge: 'within' }],
    ['月底', { relative: '月', edge: 'end' }],
    ['本月底', { relative: '本月', edge: 'end' }],
    ['下个月15日', { relative: '下个月', day: 15 }],
    ['当月', { relative: '当月' }],
    ['2022—2025年', { from: 2022, year: 2025 }],
    ['2022年至2025年', { from: 2022, year: 2025 }],
    ['2022到2025年', { from: 2022, year: 2025 }],
    ['“十四五”末', { plan: 14, edge: 'end' }],
    ['十五五末', { plan: 15, edge: 'end' }],
    ['十四五期末', { plan: 14, edge: 'end' }],
    ['“十五五”初', { plan: 15, edge: 'start' }],
  ])('%s', (text, date) => {
    expect(findDates(text)).toEqual([{ start: 0, end: text.length, date }])
  })

  test('a five-year plan without its quotation marks where no edge of it is meant', () => {
    expect(findDates('“十四五”期间')).toEqual([{ start: 1, end: 4, date: { plan: 14 } }])
  })

  test('each of several dates in its place', () => {
    const text = '自2026年3月1日起，至年底分三批，6月底前完成首批。'
    expect(findDates(text).map(({ start, end }) => text.slice(start, end))).toEqual(['2026年3月1日', '年底', '6月底'])
  })
})

test.each([
  ...['摸清底数', '彻底', '兜底保障', '首末站', '落实到底', '底线', '末端', '最初', '初步', '起初', '海底', '周末', '期末考试'],
  ...['多年底蕴', '青年初心', '年初步形成', '月底色', '全年底数', '今天', '三年内', '10年内', '几年内', '百年内涵', '每次月考'],
  ...[
    '地上月球',
    '三个月',
    '第三次',
    '前三年',
    '5000年',
    '第2026号',
    '2023-13',
    '十五五颜六色',
    '以上月份',
    '春季',
    '四季度假区',
  ],
])('findDates() finds no date in %s', (text) => {
  expect(findDates(text)).toEqual([])
})

describe('dateKey()', () => {
  const keyOf = (text: string) => findDates(text).map(({ date }) => dateKey(date))

  test.each([
    [
      [
        '2026年3月5日',
        '2026年3月5号',
        '2026年03月05日',
        '二〇二六年三月五日',
        '二○二六年三月五日',
        '二零二六年三月五日',
        '2026-03-05',
        '2026/3/5',
      ],
    ],
    [['2026年底', '2026年年底', '2026年末', '二〇二六年底']],
    [['第一季度', '一季度', '1季度']],
    [['2022—2025年', '2022年至2025年', '2022~2025年']],
    [['6月', '6月份', '06月']],
    [['“十四五”末', '十四五末', '“十四五”期末']],
  ])('is one for %j', (forms) => {
    expect(new Set(forms.flatMap(keyOf)).size).toBe(1)
  })

  test.each([
    ['2026年3月5日', '2026年3月'],
    ['2026年底', '2026年'],
    ['2026年底', '2026年初'],
    ['今年底', '明年底'],
    ['月底', '年底'],
    ['上半年', '下半年'],
    ['第一季度', '1月'],
    ['2026年度', '2026年'],
    ['2022-2025年', '2025年'],
  ])('differs between %s and %s', (one, other) => {
    expect(keyOf(one)).not.toEqual(keyOf(other))
  })
})

describe('lastDay()', () => {
  test.each([
    ['2026年3月5日', '2026-03-05'],
    ['2026年2月', '2026-02-28'],
    ['2028年2月底', '2028-02-29'],
    ['2026年3月上旬', '2026-03-10'],
    ['2026年3月中旬', '2026-03-20'],
    ['2026年3月下旬', '2026-03-31'],
    ['2027年', '2027-12-31'],
    ['2027年底', '2027-12-31'],
    ['2027年上半年', '2027-06-30'],
    ['2027年第三季度', '2027-09-30'],
    ['2022—2025年', '2025-12-31'],
    ['“十四五”末', '2025-12-31'],
    ['“十五五”末', '2030-12-31'],
    ['今年', '2026-12-31'],
    ['明年6月', '2027-06-30'],
    ['后年底', '2028-12-31'],
    ['去年底', '2025-12-31'],
    ['年底', '2026-12-31'],
    ['年内', '2026-12-31'],
    ['10月15日', '2026-10-15'],
    ['下半年', '2026-12-31'],
    ['二季度末', '2026-06-30'],
    ['月底', '2026-11-30'],
    ['本月15日', '2026-11-15'],
    ['下个月底', '2026-12-31'],
    ['本季度末', '2026-12-31'],
    ['下季度末', '2027-03-31'],
  ])('of %s, written on 2026-11-20, is %s', (text, day) => {
    expect(findDates(text).map(({ date }) => lastDay(date, '2026-11-20'))).toEqual([day])
  })

  test('of next month, written in December, is in the next year', () => {
    expect(findDates('下月底').map(({ date }) => lastDay(date, '2026-12-05'))).toEqual(['2027-01-31'])
  })

  test.each(['年底', '10月15日', '本月底', '2026年初', '2026年2月30日', '2026年13月'])('of %s alone is not known', (text) => {
    expect(findDates(text).map(({ date }) => lastDay(date, undefined))).toEqual([undefined])
  })
})

describe('parseDay()', () => {
  test.each([
    ['2023-09-27', '2023-09-27'],
    ['2023/9/7', '2023-09-07'],
    ['[23-09-27]', '2023-09-27'],
    ['2023年9月27日', '2023-09-27'],
    ['2023 年 9 月 27 日', '2023-09-27'],
    ['２０２３年９月２７日', '2023-09-27'],
    ['发布日期：2023.09.27 10:30', '2023-09-27'],
    ['二〇二三年九月二十七日', '2023-09-27'],
    ['二○二四年十二月十日', '2024-12-10'],
    ['二零二四年十月三十一日', '2024-10-31'],
    ['22-10-11 2023-09-27', '2023-09-27'],
    ['2023-13-01 2023-10-01', '2023-10-01'],
  ])('of %s is %s', (text, day) => expect(parseDay(text)).toBe(day))

  test.each(['2023-13-01', '2023年2月30日', '09-27', '第20230153号', '', '1-2023-09', '10月15日', '2023年9月'])(
    'of %s is none',
    (text) => expect(parseDay(text)).toBeUndefined(),
  )
})

test('findDays() gives each calendar day with its place', () => {
  expect(findDays('23-09-27 某局 2023年9月28日')).toEqual([
    { start: 0, end: 8, day: '2023-09-27', isShort: true },
    { start: 12, end: 22, day: '2023-09-28', isShort: false },
  ])
})
