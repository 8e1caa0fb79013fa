import type { Letter } from '../../shared/letter.ts'
import { madeUpLetter, madeUpParagraphs, shuffled } from './made-up-text.ts'

export type Versions = { before: Letter; after: Letter }
export type BenchCase = { name: string; goal?: string; versions: () => Versions }

type Change = (text: string) => string

const widen: Change = (text) => text.replaceAll('，', ',').replaceAll('。', '.').replaceAll('（', '(').replaceAll('）', ')')

/** A seed-sized letter 1, 10 and 50 times over with one kind of change, and texts that have little to do with each other. */
export const CASES: BenchCase[] = [1, 10, 50]
  .flatMap((times) => seedSized(times))
  .concat([
    {
      name: 'unrelated, 100 KB',
      goal: '< 30',
      versions: () => pair(letterOf(hundredKilobytes(1)), letterOf(hundredKilobytes(2))),
    },
    {
      name: 'reshuffled, 100 KB',
      goal: '< 300',
      versions: () => pair(letterOf(hundredKilobytes(1)), letterOf(shuffled(hundredKilobytes(1)))),
    },
    {
      name: 'reshuffled clauses, 100 KB',
      goal: '< 300',
      versions: () => pair(letterOf(hundredKilobytes(1)), letterOf(reshuffledClauses(hundredKilobytes(1)))),
    },
  ])

function seedSized(times: number): BenchCase[] {
  const goal = times === 50 ? '< 20' : undefined
  const named = (name: string, versions: () => Versions, own = goal): BenchCase => ({
    name: `${name} ${times}×`,
    versions,
    ...(own && { goal: own }),
  })
  const letter = madeUpLetter(times)
  const middle = Math.floor(letter.paragraphs.length / 2)
  const once = (change: Change) => () =>
    pair(
      letter,
      withTexts(letter, (text, at) => (at === middle ? change(text) : text)),
    )
  const everywhere = (change: Change) => () => pair(letter, withTexts(letter, change))
  return [
    named(
      'a figure',
      once((text) => text.replace(/\d+/, '987')),
      times === 1 ? '< 1' : goal,
    ),
    named(
      'a figure in each copy',
      everywhere((text) => text.replace('23.74亿元', '24.74亿元')),
    ),
    named(
      'a phrase',
      once((text) => text.replace('。', '，取得积极成效。')),
    ),
    named(
      'a rewrite',
      once((text) => text.split('').reverse().join('')),
    ),
    named('a move', () => pair(letter, { ...letter, paragraphs: moved(letter.paragraphs, 2, letter.paragraphs.length - 3) })),
    named('a full width change', everywhere(widen)),
  ]
}

function pair(before: Letter, after: Letter): Versions {
  return { before, after }
}

function withTexts(letter: Letter, change: (text: string, at: number) => string): Letter {
  return { ...letter, paragraphs: letter.paragraphs.map(({ role, text }, at) => ({ role, text: change(text, at) })) }
}

function moved<T>(all: T[], from: number, to: number): T[] {
  return all.toSpliced(from, 1).toSpliced(to, 0, ...all.slice(from, from + 1))
}

function hundredKilobytes(seed: number): string[] {
  return madeUpParagraphs(seed, 33_000)
}

function reshuffledClauses(texts: string[]): string[] {
  const clauses = shuffled(texts.flatMap((text) => text.split(/(?<=[，。])/)))
  const each = Math.ceil(clauses.length / texts.length)
  return texts.map((_, at) => clauses.slice(at * each, (at + 1) * each).join(''))
}

function letterOf(texts: string[]): Letter {
  return { ...madeUpLetter(1), paragraphs: texts.map((text) => ({ role: 'text', text })) }
}
