import { expect, test } from 'vitest'
import type { Entry, Fact } from '../../../shared/entry.ts'
import { brokenLink, nextEntry, NOTHING_BEFORE } from '../../../shared/ledger/chain.ts'

const opened = {
  type: 'column.opened',
  data: { name: '提案答复', authority: '示例市教育局', url: 'http://example.org/' },
} as const
const at = '2026-11-01T08:00:00+08:00'

test('each entry names the hash of the one before, and a changed one is found', () => {
  const first = nextEntry(opened, { column: 'cppcc', sequence: 0, hash: NOTHING_BEFORE }, at)
  const second = nextEntry({ type: 'column.baselined', data: { letters: 0, pending: [] } }, { column: 'cppcc', ...first }, at)
  expect(brokenLink(first, undefined)).toBe(undefined)
  expect(brokenLink(second, first)).toBe(undefined)
  expect(brokenLink({ ...second, data: { ...second.data, letters: 1 } }, first)).toBe('its hash is not that of its content')
})

test('a field that an entry does not have is neither stored nor hashed', () => {
  const spread = { ...opened, data: { ...opened.data, note: '内部备注' } } as Fact
  const entry = nextEntry(spread, { column: 'cppcc', sequence: 0, hash: NOTHING_BEFORE }, at)
  expect(entry.data).not.toHaveProperty('note')
  expect(brokenLink(JSON.parse(JSON.stringify(entry)) as Entry, undefined)).toBe(undefined)
})
