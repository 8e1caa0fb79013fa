import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { differingPlaces, movedAgain, movedOnSeveral, withoutVolatile } from '../../../../shared/extract/template/volatile.ts'
import { madeLetter } from './column-skins.ts'

const shown = (...texts: string[]) => texts.map((text) => ({ text }))
const LETTER = madeLetter(1).body

describe('between two fetches of one page', () => {
  test.each([
    ['本文已被浏览 12 次', '本文已被浏览 1,013 次', '本文已被浏览 # 次', [0]],
    ['点击率：9', '点击率：10', '点击率：#', [0]],
    ['最后更新时间：2026-11-30 08:00:01', '最后更新时间：2026-11-30 08:00:07', '最后更新时间：# #', [1]],
    ['点赞（3） 收藏（8）', '点赞（4） 收藏（9）', '点赞（#） 收藏（#）', [0, 1]],
    ['请求编号 8f3a9c01d2', '请求编号 b71c44e0aa', '请求编号 #', [0]],
  ])('%s is volatile, and left out whole', (first, second, words, tokens) => {
    const [before, after] = [shown(...LETTER, first), shown(...LETTER, second)]
    const places = differingPlaces(before, after)
    expect(places).toEqual([{ words, tokens, above: '' }])
    expect(withoutVolatile(before, places)).toEqual(shown(...LETTER))
    expect(withoutVolatile(after, places)).toEqual(shown(...LETTER))
  })

  test('a token alone in its line is found by the line above it', () => {
    const places = differingPlaces(shown('扫一扫', 'a81b92c3', '此复。'), shown('扫一扫', 'b00c11d2', '此复。'))
    expect(places).toEqual([{ words: '#', tokens: [0], above: '扫一扫' }])
    expect(withoutVolatile(shown('扫一扫', 'c77d66e5', '2026'), places)).toEqual(shown('扫一扫', '2026'))
  })

  test('a token inside a sentence is left out alone, and the sentence is still compared', () => {
    const sentence = (token: string, figure: string) => `我局今年完成改造${figure}处，详见 a.html?k=${token} 所附清单。`
    const places = differingPlaces(shown(sentence('8f3a9c01', '12')), shown(sentence('1b2c3d4e', '12')))
    expect(withoutVolatile(shown(sentence('0a0b0c0d', '15')), places)).toEqual(
      withoutVolatile(shown(sentence('ffeeddcc11', '15')), places),
    )
    expect(withoutVolatile(shown(sentence('0a0b0c0d', '15')), places)).not.toEqual(
      withoutVolatile(shown(sentence('0a0b0c0d', '16')), places),
    )
  })

  test.each([
    ['a figure in a sentence', '目前全市共有公园18处，其中今年新建3处。', '目前全市共有公园19处，其中今年新建3处。'],
    ['a sum of money', '投入资金 3.5亿元', '投入资金 3.6亿元'],
    ['a telephone number', '联系电话：0000-1111111', '联系电话：0000-2222222'],
    ['the day of the sign-off', '2026年2月11日', '2026年2月12日'],
    ['other words', '本文已被浏览 12 次', '本文已被转发 12 次'],
    ['a line that is gone', '此复。', ''],
  ])('%s is never volatile', (_, first, second) => {
    expect(differingPlaces(shown(...LETTER, first), shown(...LETTER, second))).toEqual([])
  })

  test('a row of a table is never volatile', () => {
    const row = (figure: string) => [{ text: `2025 | ${figure} | 3`, role: 'row' }]
    expect(differingPlaces(row('41'), row('42'))).toEqual([])
  })

  test('lines that were inserted or moved do not confuse what is paired', () => {
    const counter = (count: number) => `浏览次数：${count}`
    expect(differingPlaces(shown(counter(1), ...LETTER), shown('通知：暂停服务', ...LETTER, counter(2)))).toEqual([
      { words: '浏览次数：#', tokens: [0], above: '' },
    ])
  })
})

test('lines without a volatile place are the same objects, whatever the places', () => {
  const text = fc.constantFrom(...LETTER, '点击率：9', '第3期', '')
  fc.assert(
    fc.property(fc.array(text), fc.array(text), (one, other) => {
      const lines = shown(...one)
      const places = differingPlaces(shown(...one), shown(...other))
      expect(withoutVolatile(lines, [])).toBe(lines)
      expect(withoutVolatile(lines, places).every((line) => lines.includes(line))).toBe(true)
      expect(differingPlaces(lines, lines)).toEqual([])
    }),
  )
})

describe('between crawls', () => {
  const read = (number: number, ...others: string[]) => shown(...madeLetter(number).body, ...others)

  test('a counter that moves on two letters, and on half of those read again, is volatile', () => {
    const letters = [1, 2, 3].map((number) => ({
      before: read(number, `人气：${number}`),
      after: read(number, `人气：${number === 3 ? 3 : number + 5}`),
    }))
    expect(movedOnSeveral(letters)).toEqual([{ words: '人气：#', tokens: [0], above: '' }])
    expect(movedOnSeveral(letters.slice(0, 1))).toEqual([])
    expect(movedOnSeveral([...letters, ...[4, 5].map((number) => ({ before: read(number), after: read(number) }))])).toEqual([])
  })

  test('an edit of many letters is never volatile', () => {
    const edited = [1, 2, 3].map((number) => ({
      before: read(number, '二、力争在年底前建成12处，投入资金3亿元。'),
      after: read(number, '二、力争在年底前建成15处，投入资金5亿元。'),
    }))
    expect(movedOnSeveral(edited)).toEqual([])
  })

  test('a counter that moves twice while the letter does not is volatile, one that moves once or beside an edit is not', () => {
    const counted = (count: number) => read(1, `阅读：${count}`)
    expect(movedAgain([counted(1), counted(4), counted(9)])).toEqual([{ words: '阅读：#', tokens: [0], above: '' }])
    expect(movedAgain([counted(1), counted(1), counted(9)])).toEqual([])
    expect(movedAgain([counted(1), shown(...LETTER, '新增一段。', '阅读：4'), counted(9)])).toEqual([])
  })

  test('a heading or a point of the text whose figure is edited is never volatile, on one letter or on several', () => {
    const withPoint = (point: string) =>
      shown('您的提案收悉，现答复如下。', point, '我局将继续推进。', '示例市教育局', '2025年3月10日')
    const points = ['（一）新增学位3000个', '一、2024年工作情况（共12项）', '——建成公园12处']
    for (const point of points) {
      const [second, third] = [point.replace(/\d+/, '41'), point.replace(/\d+/, '42')]
      expect(movedAgain([point, second, third].map(withPoint)), point).toEqual([])
      const edited = { before: withPoint(point), after: withPoint(second) }
      expect(movedOnSeveral([edited, edited]), point).toEqual([])
    }
    const last = (point: string) => shown('您的提案收悉，现答复如下。', point, '示例市教育局', '2025年3月10日')
    expect(movedAgain(['新增学位3000个', '新增学位4000个', '新增学位5000个'].map(last))).toEqual([])
  })
})
