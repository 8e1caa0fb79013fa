import { expect, test } from 'vitest'
import { distinctIdOf } from '../../../shared/extract/address.ts'
import { emptyCrawlState } from '../../../shared/ledger/crawl-state.ts'
import { applyToCrawlState } from '../../../shared/ledger/crawl-state-reducer.ts'
import type { Fact } from '../../../shared/entry.ts'
import { entriesOf, opened, published } from './made-up-entries.ts'

/** The post id under which a crawl state that is made again from the ledger knows a letter, recorded as `id` at `url`. */
function postIdAfter(id: string, url: string): string | undefined {
  const fact = published(id)
  const at = { ...fact, data: { ...fact.data, url } } as Fact
  const state = emptyCrawlState()
  for (const entry of entriesOf('cppcc', [opened(), at])) applyToCrawlState(state, entry)
  return state.letters.get(id)?.postId
}

test('a letter is known again by the id of its system, whatever name it was recorded under', () => {
  const url = 'https://www.example.gov.test/zwgk/202401/t20240101_12345.html'
  expect(postIdAfter('12345', url)).toBe('12345')
  expect(postIdAfter('12345-2', url)).toBe('12345')
})

test('a letter that shares its id with another is known again by its own name', () => {
  const url = 'https://www.example.gov.test/b/content_30001.html'
  expect(postIdAfter(distinctIdOf(url), url)).toBe(distinctIdOf(url))
})

test('a letter without an id of its system is known again by the name it was recorded under', () => {
  expect(postIdAfter('12-0123456789', 'https://www.example.gov.test/jyta/12.html')).toBe('12-0123456789')
})
