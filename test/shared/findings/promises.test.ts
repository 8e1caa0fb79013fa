import { describe, expect, test } from 'vitest'
import { type Commitment, COMMITMENT_RULES, findPromises } from '../../../shared/findings/promises.ts'
import { readSentences } from '../../../shared/findings/letter-text.ts'
import { letterFrom } from '../diff/letter-text.ts'

function promises(...lines: string[]): Commitment[] {
  return findPromises(readSentences(letterFrom(lines).paragraphs), '2023-09-27')
}

/** A commitment in one line: rule, word, deadline, offices, documents. */
function described({ rule, verb, deadline, offices, documents }: Commitment): string {
  const by = deadline && `${deadline.text}${deadline.on ? `=${deadline.on}` : ''}`
  return [rule, verb, by, ...offices, ...documents].filter(Boolean).join(' ')
}

describe('findPromises() finds', () => {
  test.each([
    ['我局将于2025年底前会同市财政局出台《示例办法》。', 'will 将 2025年底前=2025-12-31 市财政局 《示例办法》'],
    ['力争2025年6月底前完成建设。', 'will-try 力争 2025年6月底前=2025-06-30'],
    ['争取在明年第一季度内启动。', 'will-try 争取 明年第一季度内=2024-03-31'],
    ['拟设立第三批产业基金。', 'plan 拟'],
    ['计划到2025年建成示例中心。', 'plan 计划 到2025年=2025-12-31'],
    ['正提交市司法局进行合法性审查。', 'awaiting-approval 正提交 市司法局'],
    ['其余专项有序推进中。', 'under-way 有序推进中'],
    ['我委将在20个工作日内答复。', 'will 将 20个工作日内'],
    ['年底前将完成立项。', 'will 将 年底前=2023-12-31'],
    ['后续将于10月15日前公布。', 'will 将 10月15日前=2023-10-15'],
    ['我局根据您的建议将于年底前出台办法。', 'will 将 年底前=2023-12-31'],
    ['提请市政府审议后将印发实施。', 'will 将 市政府'],
    ['现将于年底前印发。', 'will 将 年底前=2023-12-31'],
    ['该办法将于1月15日前印发。', 'will 将 1月15日前'],
    ['在2022年建成一期的基础上，将推进二期。', 'will 将'],
  ])('in %s: %s', (sentence, expected) => {
    expect(promises(sentence).map(described)).toEqual([expected])
  })

  test('the points under a heading about next steps, the first one separately from the words before it', () => {
    const found = promises(
      '@heading 七、下一步工作方向',
      '我局将推动以下工作：一是加快制定措施。二是实施重大专项。',
      '@heading 八、其他',
      '三是感谢支持。',
    )
    expect(found.map(({ sentence, rule }) => `${rule} ${sentence}`)).toEqual([
      'will 我局将推动以下工作：',
      'next-step 一是加快制定措施。',
      'next-step 二是实施重大专项。',
    ])
  })

  test('the weaker word where a sentence has both', () => {
    expect(promises('我局将力争年内完成。').map(({ verb, strength }) => [verb, strength])).toEqual([['力争', 'hoped']])
  })
})

test('确保 and then a deadline is firm', () => {
  expect(promises('确保2025年底前建成。').map(({ rule, strength }) => [rule, strength])).toEqual([['ensure', 'firm']])
})

describe('findPromises() does not find', () => {
  test.each([
    '2022年拨付资金3亿元。',
    '已将该项目纳入规划。',
    '将其作为重点工作。',
    '资助金额将近两亿元。',
    '脑模拟设施已正式入驻。',
    '感谢您对我局工作的关心和支持！',
    '我局将不再设立专项基金。',
    '加强监管，确保资金安全。',
    '现将有关情况答复如下：',
    '现将办理情况函复如下。',
    '请将材料于6月底前报送我局。',
    '请各有关单位尽早将材料报我局。',
    '建议将该项目纳入规划。',
    '希望贵局将经验推广。',
    '市民可将意见反馈我局。',
    '企业可以将诉求提交平台。',
    '申请人应当将材料送交窗口。',
    '我局将其纳入重点工作。',
    '该政策将带动就业。',
    '人工智能将成为新的增长点。',
    '您的建议将作为参考。',
  ])('one in %s', (sentence) => {
    expect(promises(sentence)).toEqual([])
  })

  test('one in a heading, an addressee, a signature or a contact', () => {
    expect(promises('@heading 一、将来', '@addressee 将某：', '@signature 将来局', '@contact 将来')).toEqual([])
  })
})

test('every rule describes in both languages what it finds', () => {
  for (const { says } of COMMITMENT_RULES) expect([says.zh, says.en].every((text) => text.length > 5)).toBe(true)
})
