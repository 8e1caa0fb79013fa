import { describe, expect, test } from 'vitest'
import { escapeHtml, visible } from '../../../shared/text/escape.ts'

describe('visible()', () => {
  test('shows characters that reorder or break text by their number', () => {
    expect(visible('甲\u202E乙\u0008丙\u2066丁\u001B[31m')).toBe('甲⟦U+202E⟧乙⟦U+0008⟧丙⟦U+2066⟧丁⟦U+001B⟧[31m')
  })

  test('shows half of a surrogate pair by its number, and keeps whole pairs', () => {
    expect(visible('\uD83D \u{20BB7} \uDE00')).toBe('⟦U+D83D⟧ \u{20BB7} ⟦U+DE00⟧')
  })

  test('keeps Chinese text, tabs, line feeds and white space', () => {
    expect(visible('借鉴\u3000DARPA\u00A0先进\t经验\n')).toBe('借鉴\u3000DARPA\u00A0先进\t经验\n')
  })
})

describe('escapeHtml()', () => {
  test('makes text safe as content and between quotes', () => {
    expect(escapeHtml(`<a href="x" title='y'>&</a>\u202E`)).toBe(
      '&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;&lt;/a&gt;⟦U+202E⟧',
    )
  })
})
