import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { diffLetters } from '../../../shared/diff/diff-letters.ts'
import { truncateDiff } from '../../../shared/diff/truncate.ts'
import type { Edit } from '../../../shared/edit.ts'
import { diffText } from '../../../shared/render/inline.ts'
import { versions } from './arbitrary-letters.ts'
import { letterFrom } from './letter-text.ts'

const FILLER = Array.from({ length: 40 }, (_, at) => `第${at}段没有改动，说明一般情况。`)

function edited(before: string[], after: string[]): Edit {
  const edit = diffLetters(letterFrom(before), letterFrom(after))
  if (!edit) throw new Error('Cannot cut an edit: the versions are the same')
  return edit
}

function bytesOf(edit: Edit): number {
  return Buffer.byteLength(JSON.stringify(edit.diff))
}

const PARAGRAPH = ['头一句不动。', '前一句不动。', '安排资金3亿元支持创新。', '后一句不动。', '末一句不动。']
const CHANGED = PARAGRAPH.with(2, '安排资金5亿元支持创新。')
const FIGURE = edited([...FILLER, PARAGRAPH.join(''), ...FILLER], [...FILLER, CHANGED.join(''), ...FILLER])

describe('truncateDiff()', () => {
  test('keeps a diff that fits unchanged', () => {
    expect(truncateDiff(FIGURE, 100_000)).toBe(FIGURE)
  })

  test('keeps the changed sentence with its neighbours, and counts the paragraphs it leaves out', () => {
    const cut = truncateDiff(FIGURE, 1000)
    expect(diffText(cut.diff)).toBe(
      '〔略去 40 段〕\n……前一句不动。安排资金[-3亿元-][+5亿元+]支持创新。后一句不动。……\n〔略去 40 段〕',
    )
    expect(cut.truncated).toBeUndefined()
  })

  test('keeps the first changes of a paragraph where not all fit', () => {
    const points = (year: number) => Array.from({ length: 400 }, (_, at) => `第${at}项在${year}年安排资金${at}万元。`).join('')
    const cut = truncateDiff(edited(['甲。', points(2023), '乙。'], ['甲。', points(2024), '乙。']), 3000)
    expect(bytesOf(cut)).toBeLessThanOrEqual(3000)
    expect(bytesOf(cut)).toBeGreaterThan(2500)
    expect(diffText(cut.diff)).toMatch(/^〔略去 1 段〕\n第0项在\[-2023年-\]\[\+2024年\+\]安排资金0万元。.*……\n〔略去 1 段〕$/s)
    expect(cut.truncated).toBe(true)
  })

  test('leaves out the neighbours next', () => {
    const cut = truncateDiff(FIGURE, 300)
    expect(diffText(cut.diff)).toBe('〔略去 40 段〕\n……安排资金[-3亿元-][+5亿元+]支持创新。……\n〔略去 40 段〕')
    expect(cut.truncated).toBeUndefined()
  })

  test('keeps a changed figure rather than changes of width, and sets truncated', () => {
    const texts = FILLER.map((text) => text.replace('，', ','))
    const cut = truncateDiff(edited([...FILLER, '资金3亿元。'], [...texts, '资金5亿元。']), 300)
    expect(diffText(cut.diff)).toBe('〔略去 40 段〕\n资金[-3亿元-][+5亿元+]。')
    expect(cut.truncated).toBe(true)
  })

  test('leaves out changes of width within a paragraph before the figure in it', () => {
    const clauses = Array.from({ length: 60 }, (_, at) => `一般情况${at}，`)
    const before = [...clauses, '资金3亿元。', ...clauses].join('')
    const cut = truncateDiff(edited([before], [before.replaceAll('，', ',').replace('3亿元', '5亿元')]), 2500)
    expect(cut.diff).toContainEqual({ op: 'added', text: '5亿元' })
    expect(cut.diff).not.toContainEqual({ op: 'added', text: ',' })
    expect(cut.truncated).toBe(true)
  })

  test('shortens a change that is too long by itself', () => {
    const cut = truncateDiff(edited(['正文。'], ['正文。', '新增的一段文字。'.repeat(500)]), 1000)
    expect(cut.truncated).toBe(true)
    expect(bytesOf(cut)).toBeLessThanOrEqual(1000)
    expect(diffText(cut.diff)).toContain('[+新增的一段文字。新增的')
  })

  test('always fits, and is complete or truncated', () => {
    fc.assert(
      fc.property(versions, fc.integer({ min: 300, max: 3000 }), ({ before, after }, maxBytes) => {
        const edit = diffLetters(before, after)
        if (!edit) return
        const cut = truncateDiff(edit, maxBytes)
        expect(bytesOf(cut)).toBeLessThanOrEqual(maxBytes)
        const changes = ({ diff }: Edit) => diff.filter(({ op }) => op === 'added' || op === 'removed').length
        expect(cut.truncated ?? changes(cut) === changes(edit)).toBe(true)
      }),
      { numRuns: 300, seed: 20231012 },
    )
  })
})
