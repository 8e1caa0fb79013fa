import { expect, test } from 'vitest'
import { describeEvent } from '../../../infra/describe-event.ts'
import { eventOf, isEvent } from '../../../shared/event.ts'
import { edited, entriesOf, opened, published } from '../../shared/ledger/made-up-entries.ts'

test('an event on a terminal has no control characters of the letter', () => {
  const hostile = 'A\u001B[2J\u202E\u0008B'
  const edit = edited(
    '101',
    2,
    { summary: hostile, figures: [{ before: hostile, after: '1' }], diff: [{ op: 'same', text: hostile }] },
    hostile,
  )
  const entry = entriesOf('cppcc', [opened(), published('101'), edit]).findLast(isEvent)
  if (!entry) throw new Error('Cannot find the edit')
  const shown = describeEvent(eventOf(entry, 'https://record.example/'), false)
  expect(shown).not.toMatch(/[\0-\x08\x0B-\x1F\u202E]/)
  expect(shown).toContain('A⟦U+001B⟧[2J⟦U+202E⟧⟦U+0008⟧B')
})
