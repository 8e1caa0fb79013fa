import type { Letter } from '../letter.ts'
import { compact, fold } from '../text/normalize.ts'
import { findFigures, type FoundFigure } from './figures.ts'
import { type Commitment, findPromises, namesIn } from './promises.ts'

/** What is found in a letter: what it promises, its figures, and the offices and documents it names. */
export type Findings = { promises: Commitment[]; figures: FoundFigure[]; offices: string[]; documents: string[] }

export function findingsIn(letter: Letter): Findings {
  return { promises: findPromises(letter), figures: findFigures(letter), ...findNames(letter) }
}

/**
 * The offices `letter` names, and the documents (in 《》 or by number) other than the proposal it answers, each once, in order. Found by
 * their form: some are missed.
 */
export function findNames({ title, number, paragraphs }: Pick<Letter, 'title' | 'number' | 'paragraphs'>): {
  offices: string[]
  documents: string[]
} {
  const { offices, documents } = namesIn(
    [title, ...paragraphs.map(({ text }) => text)].map((text) => fold(compact(text))).join('\n'),
  )
  return { offices, documents: documents.filter((name) => name !== `第${number ?? ''}号`) }
}
