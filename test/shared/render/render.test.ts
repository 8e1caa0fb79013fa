import { describe, expect, test } from 'vitest'
import { diffLetters } from '../../../shared/diff/diff-letters.ts'
import { displayWidth } from '../../../shared/text/wrap.ts'
import type { Span } from '../../../shared/edit.ts'
import { diffChat, diffHtml, diffTerminal, diffText } from '../../../shared/render/inline.ts'
import { diffInline, diffSideBySide } from '../../../shared/render/page.ts'
import { letterFrom } from '../diff/letter-text.ts'

const FIGURE: Span[] = [
  { op: 'same', text: '拨付资金' },
  { op: 'removed', text: '三亿元' },
  { op: 'added', text: '五亿元' },
  { op: 'same', text: '。' },
  { op: 'break' },
]

const ALL: Span[] = [
  { op: 'field', field: 'title' },
  { op: 'same', text: '关于' },
  { op: 'added', text: '甲' },
  { op: 'break' },
  { op: 'field', field: 'body' },
  { op: 'left', move: 1 },
  { op: 'removed', text: '删去的一段' },
  { op: 'break', only: 'before' },
  { op: 'added', text: '新的一段' },
  { op: 'break', only: 'after' },
  { op: 'gap', paragraphs: 3 },
  { op: 'gap', paragraphs: 0 },
  { op: 'same', text: '分开' },
  { op: 'break', only: 'after' },
  { op: 'same', text: '的，合并' },
  { op: 'break', only: 'before' },
  { op: 'same', text: '的' },
  { op: 'break' },
  { op: 'moved', text: '移来的', move: 1 },
  { op: 'removed', text: '旧' },
  { op: 'break', only: 'after' },
]

const HOSTILE: Span[] = [{ op: 'same', text: '<b>&\u202E' }, { op: 'added', text: '"><script>*~`\u001B[0m' }, { op: 'break' }]

describe('plain text', () => {
  test('marks removed and added text', () => {
    expect(diffText(FIGURE)).toBe('拨付资金[-三亿元-][+五亿元+]。')
  })

  test('names fields, moves, splits, joins and gaps', () => {
    expect(diffText(ALL)).toBe(
      ['【标题】', '关于[+甲+]', '【正文】', '〔此处一段移至别处〕', '[-删去的一段-]', '[+新的一段+]', '〔略去 3 段〕',
       '……分开〔自此另起一段〕的，合并〔原在此分段〕的', '〔由别处移来〕移来的[-旧-]'].join('\n'), // prettier-ignore
    )
  })

  test('wraps by display width, no mark cut in two and no line begun with closing punctuation', () => {
    const long: Span[] = [{ op: 'same', text: '我局高度重视，认真研究。拨付资金' }, { op: 'removed', text: '23.74亿元' }, { op: 'added', text: '24.74亿元' }, { op: 'same', text: '，支持项目。' }, { op: 'break' }] // prettier-ignore
    const text = diffText(long, 20)
    expect(text).toBe('我局高度重视，认真研\n究。拨付资金[-23.74\n亿元-][+24.74亿\n元+]，支持项目。')
    for (const line of text.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(20)
  })

  test('distinguishes marks in the text from its own', () => {
    expect(diffText([{ op: 'same', text: '见[-1-]' }, { op: 'break' }])).toBe('见\\[-1\\-]')
  })
})

describe('HTML for feeds', () => {
  test('has words for what its elements mean', () => {
    expect(diffHtml(FIGURE)).toBe('<p>拨付资金<del>〔删除：三亿元〕</del><ins>〔新增：五亿元〕</ins>。</p>')
  })

  test('escapes the text and relies on no class, style or colour', () => {
    expect(diffHtml(HOSTILE)).toBe('<p>&lt;b&gt;&amp;⟦U+202E⟧<ins>〔新增：&quot;&gt;&lt;script&gt;*~`⟦U+001B⟧[0m〕</ins></p>')
    expect(diffHtml(ALL)).not.toMatch(/class=|style=/)
  })
})

describe('the page', () => {
  test('gives each change an id to jump to', () => {
    expect(diffInline(FIGURE)).toBe(
      '<p lang="zh-CN">拨付资金<span class="change" id="change-1" tabindex="-1">' +
        '<del><span class="said"><span class="zh">删除：</span><span lang="en">Removed: </span></span>三亿元</del>' +
        '<ins><span class="said"><span class="zh">新增：</span><span lang="en">Added: </span></span>五亿元</ins></span>。</p>',
    )
  })

  test.each([
    ['inline', diffInline],
    ['side by side', diffSideBySide],
  ])('numbers the changes 1, 2, 3 … %s, each id once', (_, render) => {
    const ids = Array.from(render(ALL).matchAll(/id="change-(\d+)"/g), ([, id]) => Number(id))
    expect(ids.sort((one, other) => one - other)).toEqual(ids.map((_, index) => index + 1))
    expect(ids.length).toBeGreaterThanOrEqual(6)
    expect(render(ALL, 'side')).not.toContain('id="change-')
  })

  test('puts before on the left and after on the right, a moved paragraph at both its places', () => {
    const cells = diffSideBySide(ALL)
      .replace(/<span lang="en">[^<]*<\/span>/g, '')
      .replace(/<[^>]*>/g, '|')
      .replace(/\|+/g, '|')
    expect(cells).toContain('〔此处一段移至别处〕|移来的|删除：|旧|')
    expect(cells).toContain('〔由别处移来〕|移来的|')
  })

  test('escapes the text and has no inline style', () => {
    for (const html of [diffInline(HOSTILE), diffSideBySide(HOSTILE)]) {
      expect(html).toContain('&lt;b&gt;&amp;⟦U+202E⟧')
      expect(html).not.toMatch(/<script|style=/)
    }
  })
})

describe('a terminal', () => {
  test('has our colours and none from the text', () => {
    expect(diffTerminal(FIGURE)).toBe('拨付资金\u001B[31;9m三亿元\u001B[0m\u001B[32;4m五亿元\u001B[0m。')
    expect(diffTerminal(HOSTILE)).toContain('⟦U+001B⟧[0m')
  })
})

describe('chat', () => {
  test('has the marks of Slack with white space round them, and none from the text', () => {
    expect(diffChat(FIGURE, 'slack')).toBe('拨付资金 ~三亿元~  *五亿元* 。')
    expect(diffChat(HOSTILE, 'slack')).toBe('&lt;b&gt;&amp;⟦U+202E⟧ *"&gt;&lt;script&gt;∗∼ˋ⟦U+001B⟧[0m* ')
  })

  test.each(['feishu', 'wecom'] as const)('has plain marks for %s, and nothing that calls somebody', (format) => {
    expect(diffChat(FIGURE, format)).toBe('拨付资金[-三亿元-][+五亿元+]。')
    expect(diffChat([{ op: 'same', text: '<at user_id="all">' }, { op: 'break' }], format)).toBe('＜at user_id="all">')
  })
})

test('every rendering gives the same bytes for the same versions', () => {
  const [before, after] = [letterFrom(['一段，资金3亿元。', '又一段。']), letterFrom(['又一段。', '一段,资金5亿元。'])]
  const all = () => {
    const diff = diffLetters(before, after)?.diff ?? []
    return [
      diffText(diff),
      diffHtml(diff),
      diffInline(diff),
      diffSideBySide(diff),
      diffTerminal(diff),
      diffChat(diff, 'slack'),
      diffChat(diff, 'feishu'),
    ]
  }
  expect(all()).toEqual(all())
})
