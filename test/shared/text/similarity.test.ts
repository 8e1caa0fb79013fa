import { describe, expect, test } from 'vitest'
import { likeness } from '../../../shared/text/similarity.ts'
import { letterFrom } from '../diff/letter-text.ts'

const LETTER = [
  '@title 关于第20230153号提案答复的函',
  '本提案对于完善我市未来产业政策体系具有重要借鉴意义。',
  '我局重点推进编制若干措施，强调加强基础研究和应用基础研究，推动未来产业成为新增量。',
  '组建由学术界、产业界、投资界专家组成的咨询专家组，对攻关方向和任务布局提供决策咨询。',
]
const OTHER = [
  '@title 关于第20230201号提案答复的函',
  '您提出的关于加强青少年科普教育的提案收悉，经会同市教育局研究办理。',
  '我局支持建设科普基地29家，每年举办科技活动周和科普讲座，覆盖学生数万人次。',
]

describe('likeness()', () => {
  test('is 1 for the same text in another order, width and spacing', () => {
    const [title = '', first = '', ...others] = LETTER
    const wide = first.replace('。', ' . ')
    expect(likeness(letterFrom(LETTER), letterFrom([title, wide, ...others]))).toBe(1)
    expect(likeness(letterFrom(LETTER), letterFrom([title, ...others, first]))).toBeGreaterThan(0.85)
  })

  test('stays near 1 when a figure changes, and falls when paragraphs are left out', () => {
    const edited = LETTER.map((line) => line.replace('20230153', '20230154'))
    expect(likeness(letterFrom(LETTER), letterFrom(edited))).toBeGreaterThan(0.9)
    expect(likeness(letterFrom(LETTER), letterFrom(LETTER.slice(0, 2)))).toBeLessThan(0.6)
  })

  test('is near 0 for another letter of the same office', () => {
    expect(likeness(letterFrom(LETTER), letterFrom(OTHER))).toBeLessThan(0.2)
  })

  test('is 1 for two empty letters with the same title', () => {
    expect(likeness(letterFrom([]), letterFrom([]))).toBe(1)
  })
})
