import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { diffLetters } from '../../../shared/diff/diff-letters.ts'
import { diffText } from '../../../shared/render/inline.ts'
import { Letter, type Role } from '../../../shared/letter.ts'
import { findingsIn } from '../../../shared/findings/findings.ts'

const SEED = new URL('../../../../shared/seed-letter.txt', import.meta.url)

/** The seed letter by the places of its lines: title, source, body. */
function seedLetter(): Letter {
  const lines = readFileSync(SEED, 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  const [title = '', , ...body] = lines.slice(3, -1)
  const role = (text: string): Role => (/^[一二三四五六七]、/.test(text) ? 'heading' : 'text')
  const paragraphs = body.map((text) => ({ role: role(text), text }))
  return { title, signedOn: '2023-09-27', paragraphs, attachments: [], images: [], status: [], damage: [] }
}

describe.skipIf(!existsSync(SEED))('the seed letter (skipped where the file is not beside the project)', () => {
  test('the promises include the measures, the special projects, the third funds and seven next steps', () => {
    const found = findingsIn(seedLetter()).promises
    const promised = (words: string) => found.find(({ sentence }) => sentence.includes(words))
    expect(promised('下一步将报市政府审议')).toMatchObject({
      rule: 'will',
      documents: ['《若干措施》'],
      offices: ['市司法局', '市政府'],
    })
    expect(promised('其余专项有序推进中')?.rule).toBe('under-way')
    expect(promised('第三批未来产业基金正在研究起草设立方案')?.rule).toBe('under-way')
    expect(found.filter(({ rule }) => rule === 'next-step')).toHaveLength(7)
    expect(found.length).toBeLessThan(25)
  })

  test('the figures include its funds', () => {
    const figures = findingsIn(seedLetter()).figures.map(({ of, text }) => `${of ?? ''} ${text}`)
    expect(figures).toEqual(
      expect.arrayContaining(['资金 23.74亿元', '增长 21.74%', '项目 250个', '企业数 2.3万家', '资金 3.3亿元']),
    )
  })

  test('a changed figure is summarized in one line', () => {
    const [letter, text] = [seedLetter(), JSON.stringify(seedLetter())]
    const edit = diffLetters(letter, Letter.parse(JSON.parse(text.replace('23.74亿元', '24.74亿元'))))
    expect(edit?.summary).toBe('资金 23.74亿元 → 24.74亿元（+4.2%）。')
    expect(edit?.tags).toEqual(['figure'])
  })

  test('the corrected 承担 is a repair, and wider punctuation is typography', () => {
    const letter = seedLetter()
    const changed = (change: (text: string) => string) => ({
      ...letter,
      paragraphs: letter.paragraphs.map((paragraph) => ({ ...paragraph, text: change(paragraph.text) })),
    })
    const mended = diffLetters(
      letter,
      changed((text) => text.replace('ÿ', '承')),
    )
    expect([mended?.significance, mended?.tags]).toEqual(['cosmetic', ['damage-repaired']])
    expect(diffText(mended?.diff ?? [], 400)).toContain('公开征集项目[-ÿ担-][+承担+]单位')
    const widened = diffLetters(
      letter,
      changed((text) => text.replaceAll(',', '，').replaceAll('(', '（').replaceAll(')', '）')),
    )
    expect([widened?.significance, widened?.tags]).toEqual(['cosmetic', ['punctuation']])
  })
})
