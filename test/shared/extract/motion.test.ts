import { expect, test } from 'vitest'
import { readMotion } from '../../../shared/extract/fields.ts'

test.each([
  [
    '关于甲乙丙市长领衔督办市政协2023年度第 20230153 号重点提案办理意见的函',
    { number: '20230153', chamber: 'cppcc', session: '市政协2023年度' },
  ],
  ['关于市七届人大六次会议第2-20230276号建议答复的函', { number: '2-20230276', chamber: 'npc', session: '市七届人大六次会议' }],
  ['关于政协第七届示例市委员会第四次会议第２０２４０１０７号提案的复函', { number: '20240107', chamber: 'cppcc' }],
  [
    '关于示例省十四届人大二次会议第1234号建议协办意见的函',
    { number: '1234', chamber: 'npc', session: '示例省十四届人大二次会议' },
  ],
  ['关于闭会期间代表联系函第7号建议的答复函', { number: '7', chamber: 'npc', session: '闭会期间代表联系函' }],
  ['关于再次答复市政协七届四次会议第88号提案的函', { number: '88', session: '市政协七届四次会议' }],
  ['关于市政协第20240001、20240002号提案答复的函', { number: '20240001、20240002', chamber: 'cppcc' }],
])('%s', (title, motion) => expect(readMotion(title, [], '')).toMatchObject(motion))

test('a number that the title lacks is taken from beside the word for a motion, not from a law', () => {
  const body = ['根据国令第722号和第20230153号提案要求，', '您提出的《关于某事的提案》（第20230154号）收悉。']
  expect(readMotion('关于某提案的答复函', body, '').number).toBe('20230153')
  expect(readMotion('关于某事的答复函', ['根据国令第722号，现答复如下。'], '')).toEqual({})
})

test('a title that fits both chambers leaves it to the column’s name, and to nothing where that fits both too', () => {
  expect(readMotion('关于建议提案答复的函', [], '政协提案答复函公开文稿').chamber).toBe('cppcc')
  expect(readMotion('关于建议提案答复的函', [], '人大建议和政协提案办理结果公开').chamber).toBeUndefined()
})
