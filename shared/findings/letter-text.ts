import type { Letter } from '../letter.ts'
import { prepare } from '../text/normalize.ts'
import { type Sentence, sentencesIn } from '../text/sentences.ts'
import { atomsIn, type Token } from '../text/tokenize.ts'

/** A sentence in its letter: the index of its paragraph (0-based), and the last heading above it. */
export type PlacedSentence = Sentence & { paragraph: number; heading: string }

/** The text of a letter, tokenized once for all findings: title and paragraphs (folded, compact), and its sentences with their atoms. */
export type LetterText = { lines: { folded: string; atoms: Token[] }[]; sentences: PlacedSentence[] }

/** Reads and tokenizes the whole text of a letter. */
export function readText({ title, paragraphs }: Pick<Letter, 'title' | 'paragraphs'>): LetterText {
  const { folded } = prepare([title])
  const prepared = paragraphs.map(({ text }) => prepare([text]))
  const lines = prepared.map((line) => ({ folded: line.folded, atoms: atomsIn(line.folded) }))
  return {
    lines: [{ folded, atoms: atomsIn(folded) }, ...lines],
    sentences: placed(paragraphs, (index) => sentencesIn(prepared[index] ?? prepare([]), lines[index]?.atoms)),
  }
}

/** The sentences of `paragraphs` without their atoms, where only few of them are tokenized later. */
export function readSentences(paragraphs: Letter['paragraphs']): PlacedSentence[] {
  return placed(paragraphs, (index) => sentencesIn(prepare([paragraphs[index]?.text ?? ''])))
}

/** The day by which 今年 and 本月 are read in `letter`, as YYYY-MM-DD. */
export function dayOfWriting({ signedOn, publishedOn }: Letter): string | undefined {
  return signedOn ?? publishedOn
}

/** The sentences of text and table rows, each with the heading above it. */
function placed(paragraphs: Letter['paragraphs'], sentencesOf: (paragraph: number) => Sentence[]): PlacedSentence[] {
  let heading = ''
  return paragraphs.flatMap(({ text, role }, paragraph) => {
    if (role === 'heading') heading = text
    if (role !== 'text' && role !== 'row') return []
    return sentencesOf(paragraph).map((sentence) => ({ ...sentence, paragraph, heading }))
  })
}
