import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import { aboutEdit } from '../../../functions/crawl/facts.ts'
import { unreadLetter } from '../../../shared/ledger/crawl-state.ts'
import { letterFrom } from '../../shared/diff/letter-text.ts'

test('an edit of many long promises keeps ten of them, shortened, so that its event stays small', () => {
  const long = '与有关单位一起认真研究'.repeat(20)
  const promising = (verb: string) =>
    letterFrom(Array.from({ length: 40 }, (_, at) => `我局${verb}于${2030 + at}年底前出台${long}`))
  const edit = aboutEdit(unreadLetter('101', 'https://example.org/'), promising('将'), promising('拟'), false)
  expect(edit?.promises?.map(({ kind }) => kind)).toEqual(Array.from({ length: 10 }, () => 'weakened'))
  expect(edit?.promises?.[0]?.before?.sentence).toMatch(/^我局将于2030年底前出台.{107}…$/)
  expect(Buffer.byteLength(JSON.stringify(edit?.promises))).toBeLessThan(10_000)
})
