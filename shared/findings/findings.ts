import type { Letter } from '../letter.ts'
import { findFigures, type FoundFigure } from './figures.ts'
import { dayOfWriting, readText } from './letter-text.ts'
import { documentsAmong, namesIn, officesAmong } from './names.ts'
import { type Commitment, findPromises } from './promises.ts'

/** What is found in a letter: what it promises, its figures, and the offices and documents it names. */
export type Findings = { promises: Commitment[]; figures: FoundFigure[]; offices: string[]; documents: string[] }

/** The findings in `letter`, whose text is tokenized once. The proposal that it answers is not among its documents. */
export function findingsIn(letter: Letter): Findings {
  const { lines, sentences } = readText(letter)
  const names = lines.flatMap(({ folded, atoms }) => namesIn(folded, atoms))
  return {
    promises: findPromises(sentences, dayOfWriting(letter)),
    figures: findFigures(sentences),
    offices: officesAmong(names),
    documents: documentsAmong(names).filter((name) => name !== `第${letter.number ?? ''}号`),
  }
}
