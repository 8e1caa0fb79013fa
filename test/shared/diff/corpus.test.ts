import { describe, expect, test } from 'vitest'
import { diffLetters } from '../../../shared/diff/diff-letters.ts'
import type { Edit, Figure } from '../../../shared/edit.ts'
import { fingerprint } from '../../../shared/diff/letter-fields.ts'
import { MARKS, renderLines } from '../../../shared/render/inline.ts'
import { readCorpus } from './read-corpus.ts'

const corpus = readCorpus()
const changing = corpus.filter(({ diff }) => diff !== undefined)

function marked(edit: Edit | undefined): string {
  return edit ? renderLines(edit.diff, MARKS).join('\n') : ''
}

function written({ before, after, of }: Figure): string {
  return `${of ? `${of} ` : ''}${before} → ${after}`
}

describe('every edit of the corpus', () => {
  test('has at least sixty cases', () => {
    expect(changing.length).toBeGreaterThanOrEqual(60)
  })

  test.each(changing)('$title', ({ before, after, diff, significance, tags, figures, summary }) => {
    const edit = diffLetters(before, after)
    expect(marked(edit)).toBe(diff)
    expect(edit?.tags).toEqual(tags)
    expect(edit?.significance).toBe(significance)
    if (figures) expect(edit?.figures.map(written)).toEqual(figures)
    if (summary) expect(edit?.summary).toBe(summary)
    expect(fingerprint(before)).not.toBe(fingerprint(after))
  })

  test.each(corpus.filter(({ diff }) => diff === undefined))('$title', ({ before, after }) => {
    expect(diffLetters(before, after)).toBeUndefined()
    expect(fingerprint(before)).toBe(fingerprint(after))
  })

  test('has every tag that the comparison can give', () => {
    const given = new Set(changing.flatMap(({ tags }) => tags ?? []))
    expect([...given].sort()).toEqual(
      ['attachment', 'contact', 'damage-repaired', 'date', 'figure', 'name', 'punctuation', 'section-added', 'section-removed', 'source', 'status', 'title', 'wording'], // prettier-ignore
    )
  })
})
