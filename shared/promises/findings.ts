import type { Letter } from '../letter.ts'
import { findFigures, type FoundFigure } from './find-figures.ts'
import { findNames } from './find-names.ts'
import { type Commitment, findPromises } from './find-promises.ts'

/** What is found in a letter: what it promises, its figures, and the offices and documents it names. */
export type Findings = { promises: Commitment[]; figures: FoundFigure[]; offices: string[]; documents: string[] }

export function findingsIn(letter: Letter): Findings {
  return { promises: findPromises(letter), figures: findFigures(letter), ...findNames(letter) }
}
