import { expect, test } from 'vitest'
import { periodsOf, promisesAfter, promisesIn } from '../../../shared/findings/recorded-promise.ts'
import { letterFrom } from '../diff/letter-text.ts'

const [soon, later] = [
  { sentence: '我局将于2099年6月底前建成。', deadline: '2099年6月底前', on: '2099-06-30' },
  { sentence: '我局将于2100年6月底前建成。', deadline: '2100年6月底前', on: '2100-06-30' },
]
const fund = { sentence: '我局拟设立基金。' }

test('promisesIn() gives each promise with its deadline, and the last day where that can be known', () => {
  expect(promisesIn(letterFrom([soon.sentence, '已办理完毕。', fund.sentence]))).toEqual([soon, fund])
})

test('promisesAfter() lists a postponed promise with the sentence before and the version of the change', () => {
  const change = { kind: 'postponed', before: { ...soon, verb: '将' }, after: { ...later, verb: '将' } } as const
  expect(promisesAfter([soon, fund], [later, fund], [change], 2)).toEqual([
    { ...later, changed: { kind: 'postponed', version: 2, before: soon.sentence } },
    fund,
  ])
})

test('promisesAfter() keeps a dropped promise with the version that dropped it, in all later versions', () => {
  const change = { kind: 'dropped', before: { ...fund, verb: '拟' } } as const
  const dropped = { ...fund, changed: { kind: 'dropped', version: 2 } }
  const second = promisesAfter([soon, fund], [soon], [change], 2)
  expect(second).toEqual([soon, dropped])
  expect(promisesAfter(second, [soon], [], 3)).toEqual([soon, dropped])
})

test('promisesAfter() lists a renewed promise beside the dropped one', () => {
  const dropped = { ...fund, changed: { kind: 'dropped' as const, version: 2 } }
  expect(promisesAfter([dropped], [fund], [], 3)).toEqual([fund, dropped])
})

test('promisesAfter() removes a sentence that newer rules do not find', () => {
  expect(promisesAfter([soon, fund], [soon], [], 2)).toEqual([soon])
})

test('periodsOf() gives the year of the last day, and UNDATED where there is none', () => {
  expect(periodsOf([soon, later, fund])).toEqual(['2099', '2100', 'undated'])
})
