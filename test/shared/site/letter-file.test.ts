import { expect, test } from 'vitest'
import { LetterFile, letterFile } from '../../../shared/site/letter-file.ts'
import { carriesText, type Fact } from '../../../shared/entry.ts'
import { findingsIn } from '../../../shared/findings/findings.ts'
import { emptySiteState } from '../../../shared/ledger/site-state.ts'
import { applyToSiteState } from '../../../shared/ledger/site-state-reducer.ts'
import { letterFrom } from '../diff/letter-text.ts'
import { decided, edited, entriesOf, held, opened, published, withdrawn } from '../ledger/made-up-entries.ts'

function fileOf(facts: Fact[]): LetterFile {
  const book = emptySiteState('cppcc', 'test')
  const entries = entriesOf('cppcc', facts)
  for (const entry of entries) applyToSiteState(book, entry)
  const letter = book.letters['101']
  const text = entries.find(({ sequence }) => sequence === letter?.textSequence)
  if (!letter || !text || !carriesText(text)) throw new Error('Cannot make the file of a letter that has no text')
  const { path, body } = letterFile(book, '101', letter, text, findingsIn(text.data.content), 'https://record.example/')
  expect(path).toBe('cppcc/101/letter.json')
  const said: unknown = JSON.parse(body)
  expect(LetterFile.parse(said)).toEqual(said)
  return LetterFile.parse(said)
}

test('letter.json has the state of a letter, its versions with their pages, and its current content with its evidence', () => {
  const said = fileOf([opened(), published('101'), edited('101'), withdrawn('101')])
  expect(said).toMatchObject({ letter: 'cppcc/101', standing: 'withdrawn', version: 2, ledger: { sequence: 3 } })
  expect(said.recordUrl).toBe('https://record.example/cppcc/101/')
  expect(said.history.map(({ type, version, recordUrl }) => [type, version, recordUrl])).toEqual([
    ['letter.published', 1, 'https://record.example/cppcc/101/1/'],
    ['letter.edited', 2, 'https://record.example/cppcc/101/2/'],
    ['letter.withdrawn', 1, undefined],
  ])
  expect(said.content.paragraphs[3]?.text).toContain('24.74亿元')
})

test('letter.json has the promises, figures and names of the letter', () => {
  const fact = published('101')
  Object.assign(fact.data, { content: letterFrom(['我局将于2099年底前会同市财政局出台《虚构办法》，安排资金3亿元。']) })
  const { promises, figures, offices, documents } = fileOf([opened(), fact])
  expect(promises).toEqual([
    {
      sentence: '我局将于2099年底前会同市财政局出台《虚构办法》，安排资金3亿元。',
      paragraph: 0,
      verb: '将',
      strength: 'firm',
      rule: 'will',
      deadline: { text: '2099年底前', on: '2099-12-31' },
      offices: ['市财政局'],
      documents: ['《虚构办法》'],
    },
  ])
  expect(figures).toMatchObject([{ text: '3亿元', value: 300_000_000, unit: '元', of: '资金', paragraph: 0 }])
  expect([offices, documents]).toEqual([['市财政局'], ['《虚构办法》']])
})

test('a discarded version is in the history without its text and without a page', () => {
  const said = fileOf([opened(), published('101'), held(edited('101')), decided('column.discarded', 3, 3)])
  expect(said.history[1]).toMatchObject({ version: 2, discarded: true })
  expect(said.history[1]).not.toHaveProperty('summary')
  expect(said.history[1]).not.toHaveProperty('recordUrl')
})
