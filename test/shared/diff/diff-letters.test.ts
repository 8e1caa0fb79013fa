import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compact } from '../../../shared/text/normalize.ts'
import { diffLetters } from '../../../shared/diff/diff-letters.ts'
import { Edit } from '../../../shared/edit.ts'
import { fingerprint } from '../../../shared/diff/letter-fields.ts'
import type { Letter } from '../../../shared/letter.ts'
import { maskMobiles } from '../../../shared/extract/phone-mask.ts'
import { versionIn } from './apply.ts'
import { versions } from './arbitrary-letters.ts'
import { letterFrom } from './letter-text.ts'

function seen({ paragraphs }: Letter): string[] {
  return paragraphs.map(({ text }) => compact(maskMobiles(text))).filter(Boolean)
}

function widened(letter: Letter): Letter {
  const wide = (text: string) => text.replace(/[!-/:-@[-~]/g, (mark) => String.fromCharCode(mark.charCodeAt(0) + 0xfee0))
  return { ...letter, paragraphs: letter.paragraphs.map(({ role, text }) => ({ role, text: wide(text) })) }
}

const holds = (property: (before: Letter, after: Letter) => void) => {
  fc.assert(
    fc.property(versions, ({ before, after }) => {
      property(before, after)
    }),
    { numRuns: 300, seed: 20231012 },
  )
}

describe('diffLetters(), for any two versions', () => {
  test('gives spans from which both versions can be rebuilt', () => {
    holds((before, after) => {
      const edit = diffLetters(before, after)
      expect(edit ? versionIn(edit.diff, 'before') : seen(after)).toEqual(seen(before))
      expect(edit ? versionIn(edit.diff, 'after') : seen(before)).toEqual(seen(after))
    })
  })

  test('finds no difference exactly where the fingerprints are equal', () => {
    holds((before, after) => expect(diffLetters(before, after) === undefined).toBe(fingerprint(before) === fingerprint(after)))
  })

  test('gives the mirrored diff for the versions in reverse order', () => {
    holds((before, after) => {
      const [there, back] = [diffLetters(before, after), diffLetters(after, before)]
      const characters = (edit: typeof there, op: string) =>
        Array.from(edit?.diff.map((span) => ('text' in span && span.op === op ? compact(span.text) : '')).join('') ?? '')
          .sort()
          .join('')
      expect(characters(back, 'added')).toEqual(characters(there, 'removed'))
      expect(characters(back, 'removed')).toEqual(characters(there, 'added'))
      expect(back?.figures.map(({ before, after }) => [after, before]).sort()).toEqual(
        there?.figures.map(({ before, after }) => [before, after]).sort(),
      )
    })
  })

  test('has the same significance and tags when width changes too', () => {
    holds((before, after) => {
      const [edit, wide] = [diffLetters(before, after), diffLetters(before, widened(after))]
      expect(wide?.significance ?? 'cosmetic').toBe(edit?.significance ?? 'cosmetic')
    })
  })

  test('gives the same bytes each time, in the schema of an edit', () => {
    holds((before, after) => {
      const edit = diffLetters(before, after)
      expect(JSON.stringify(diffLetters(before, after))).toBe(JSON.stringify(edit))
      if (edit) expect(Edit.parse(edit)).toEqual(edit)
    })
  })
})

describe('diffLetters()', () => {
  const letter = letterFrom(['@source 示例市科技创新局', '正文，项目ÿ担单位。'])

  test('describes changed promises: the sentence, the word that commits and the deadline, before and after', () => {
    const [before, after] = ['我局将于2025年底前出台办法。', '我局力争2026年底前出台办法。']
    expect(diffLetters(letterFrom([before, '拟设立基金。']), letterFrom([after]))?.promises).toEqual([
      { kind: 'dropped', before: { sentence: '拟设立基金。', verb: '拟' } },
      {
        kind: 'weakened',
        before: { sentence: before, verb: '将', deadline: '2025年底前' },
        after: { sentence: after, verb: '力争', deadline: '2026年底前' },
        parts: [
          { kind: 'weakened', before: '将', after: '力争' },
          { kind: 'postponed', before: '2025年底前', after: '2026年底前' },
        ],
      },
    ])
    expect(diffLetters(letterFrom([before]), letterFrom([before, '另附说明。']))).not.toHaveProperty('promises')
  })

  test('finds no difference in roles and damage, which readers do not see', () => {
    const reread: Letter = {
      ...letter,
      paragraphs: [{ role: 'closing', text: '正文，项目ÿ担单位。' }],
      damage: [{ paragraph: 0, context: '项目ÿ担单位' }],
    }
    expect(diffLetters(letter, reread)).toBeUndefined()
  })

  test('finds no difference where a field is new and empty', () => {
    expect(diffLetters(letter, { ...letter, number: '\u200B' })).toBeUndefined()
  })

  test('never publishes a mobile number, in any field', () => {
    const edit = diffLetters(letter, letterFrom(['@title 来电13800000000', '可致电 138 0000 0000 咨询。']))
    expect(JSON.stringify(edit)).not.toMatch(/138\s?0/)
  })

  test.each([
    ['zero-width', '\u200B\u2060\uFEFF'],
    ['marks, embeddings and isolates of what runs from left to right anyway', '\u200E\u202A\u202C\u2066\u2068\u2069'],
    ['selectors of a variant', '\uFE0F\u{E0100}\u{E01EF}'],
    ['tags, fillers and a soft hyphen', '\u{E0041}\u3164\u2800\u00AD'],
  ])('finds no difference in invisible characters: %s', (_, unseen) => {
    const before = letterFrom(['@title 关于海绵城市的函', '支持企业二十家。'])
    const after = letterFrom([`@title 关于海绵${unseen}城市的函`, `支持企业${unseen}二十家。`])
    expect(diffLetters(before, after)).toBeUndefined()
    expect(fingerprint(after)).toBe(fingerprint(before))
  })

  test('makes what reorders or breaks text visible in its summary', () => {
    const edit = diffLetters(letterFrom(['支持\u202E企业二十家。']), letterFrom(['支持企业二十家。']))
    expect(edit?.summary).toContain('⟦U+202E⟧')
    expect(`${edit?.summary}${edit?.summaryEn}`).not.toMatch(/[\0-\x1F\u202A-\u202E]/)
  })

  test('shows a paragraph of 100,000 changed characters as rewritten', () => {
    const [before, after] = ['甲', '乙'].map((word) =>
      letterFrom([
        Array.from({ length: 20_000 }, (_, at) => `${word}${String.fromCharCode(0x4e00 + ((at * 7919) % 20_000))}是一`).join(
          '',
        ),
      ]),
    )
    const edit = diffLetters(before ?? letter, after ?? letter)
    expect(edit?.diff.length).toBeLessThan(10)
  })

  test.each([
    'a',
    '1',
    '一',
    '《',
    '第',
    'ÿ',
    '——',
    '（',
    '市',
    '\u00A0',
    '\n',
    '1,',
    '将',
    '张三、',
    '//.',
    '+1',
    '三分之',
    '2024年至',
    '计划',
    '甲。',
    '不',
    '已正在',
    '每季度',
    '1月-',
    '12万3千',
    '请建议将',
    '届满',
    '全部部分',
    '一是',
    '我局牵头',
  ])('compares 40,000 times %j in time', (repeated) => {
    const [before, after] = [letterFrom([]), letterFrom([])]
    before.paragraphs.push({ role: 'text', text: `甲${repeated.repeat(40_000)}乙` })
    after.paragraphs.push({ role: 'text', text: `丙${repeated.repeat(40_000)}丁` })
    expect(diffLetters(before, after)?.significance).toBe('substantive')
  })
})
