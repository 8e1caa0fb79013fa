import { expect, test } from 'vitest'
import { findWrongSelector } from '../../../shared/extract/selector.ts'

test.each([
  ['a[', /^"columns\[1\]\.read\.body" must be a CSS selector \(.+\), and is "a\["$/],
  ['div >', /\(it ends with a combinator\), and is "div >"$/],
  ['div,,p', /Empty sub-selector/],
  ['a:foo', /Unknown pseudo-class/],
])('the selector %j is named, with its setting and why it cannot be parsed', (body, line) => {
  expect(findWrongSelector([{}, { read: { title: 'h1', body } }])).toMatch(line)
})

test('selectors that a browser takes are no problem, and neither is a column without any', () => {
  const read = {
    row: 'ul.list > li',
    link: 'a[href]',
    next: 'a:contains("下一页")',
    body: '#zoom, .TRS_Editor',
    date: 'td:nth-of-type(2)',
  }
  expect(findWrongSelector([{}, { read }])).toBeUndefined()
})
