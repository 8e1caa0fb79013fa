import { expect, test } from 'vitest'
import { findingsIn } from '../../../shared/findings/findings.ts'
import { letterFrom } from '../diff/letter-text.ts'

test('findingsIn() gives each figure with its value, unit and noun', () => {
  const letter = letterFrom(['拨付科技研发资金23.74亿元，支持197个项目，增长百分之三十；用3至5年建成第三批。', '从“0”到“1”。'])
  expect(findingsIn(letter).figures.map(({ text, value, unit, of }) => [of, text, value, unit])).toEqual([
    ['资金', '23.74亿元', 2_374_000_000, '元'],
    ['项目', '197个', 197, '个'],
    ['增长', '百分之三十', 30, '%'],
    [undefined, '3至5年', undefined, undefined],
    [undefined, '第三批', undefined, undefined],
  ])
  expect(findingsIn(letter).figures[0]).toMatchObject({
    paragraph: 0,
    sentence: '拨付科技研发资金23.74亿元，支持197个项目，增长百分之三十；',
  })
})

test('findingsIn() gives the offices and documents a letter names, each once', () => {
  const letter = letterFrom([
    '@title 关于第20230153号提案的函',
    '按照《示例办法》和示办发〔2017〕47号，会同市教育局、示例市财政局、虚构委员会研究，市教育局牵头。',
    '由甲某某市长领衔督办市政协提案，现结合市委部署，支持新设立登记相关协会。',
  ])
  expect(findingsIn(letter)).toMatchObject({
    offices: ['市教育局', '示例市财政局', '虚构委员会', '市政协', '市委'],
    documents: ['第20230153号', '《示例办法》', '示办发[2017]47号'],
  })
})

test('findingsIn() leaves words before an office out of its name, and the answered proposal out of the documents', () => {
  const letter = letterFrom(['@title 示例市科技创新局关于市政协2099年度第 20990001 号提案答复的函', '另见第20990002号提案。'])
  expect(findingsIn({ ...letter, number: '20990001' })).toMatchObject({
    offices: ['示例市科技创新局', '市政协'],
    documents: ['第20990002号'],
  })
})
