import { expect, test } from 'vitest'
import { diffLetters } from '../../../shared/diff/diff-letters.ts'
import { letterFrom } from '../diff/letter-text.ts'

const promises = (count: number, verb: string, year: number) =>
  Array.from({ length: count }, (_, at) => `我局${verb}于${year}年底前完成第${at}项任务的建设。`)

test.each([
  ['each in its paragraph', (lines: string[]) => lines],
  ['all in one paragraph', (lines: string[]) => [lines.join('')]],
])('of 2,000 promises that all change, %s, none is called dropped', (_, arrange) => {
  const edit = diffLetters(letterFrom(arrange(promises(2000, '将', 2025))), letterFrom(arrange(promises(2000, '力争', 2026))))
  expect(edit?.summary).toBe('承诺弱化：将 → 力争，推迟：2025年底前 → 2026年底前（2000处）。')
  expect(new Set(edit?.promises?.map(({ kind }) => kind))).toEqual(new Set(['weakened']))
})

test.each([
  ['deadlines', '于2025年底前、', '于2026年底前、'],
  ['amounts', '投入3亿元、', '投入4亿元、'],
])('a sentence with 5,000 %s is compared in time and not listed part by part', (_, before, after) => {
  const start = performance.now()
  const edit = diffLetters(
    letterFrom([`我局将${before.repeat(5000)}完成。`]),
    letterFrom([`我局将${after.repeat(5000)}完成。`]),
  )
  expect(edit?.summary.length).toBeLessThan(200)
  expect(performance.now() - start).toBeLessThan(20_000)
})

test.each([
  ['计划2026年6月底前开展试点。', '计划春节前开展试点。', '承诺改写：“2026年6月底前”改为“春节前”。'],
  ['计划2026年6月底前开展试点。', '计划“十五五”期间开展试点。', '承诺推迟：2026年6月底前 → “十五五”期间。'],
  ['我局将于2026年6月底前建成。', '我局将在条件成熟时建成。', '承诺删去期限2026年6月底前，增加“条件成熟”。'],
  ['我局将于2026年6月中旬前建成。', '我局将于2026年6月15日前建成。', '承诺改写：“2026年6月中旬前”改为“2026年6月15日前”。'],
  ['我局将设立基金。', '我局已设立基金。', '“我局将设立基金”改为“我局已设立基金”。'],
])('%s → %s', (before, after, summary) => {
  expect(diffLetters(letterFrom([before]), letterFrom([after]))?.summary).toBe(summary)
})
