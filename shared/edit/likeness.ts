import type { Letter } from '../letter.ts'
import { compact } from './compact.ts'
import { fold } from './fold.ts'
import { alike, sharedCount, shinglesOf } from './shingles.ts'

/** Paragraphs every letter has (此函。, a date, a contact) say nothing about which letter it is. */
const SHORTEST = 12
/** Letters of one office share their words; runs of this many characters they hardly share. */
const SHINGLE = 5

/** How much of the text of two letters is the same, 0 … 1, whatever the order of its paragraphs. Linear in their length. */
export function likeness(before: Letter, after: Letter): number {
  const [stood, stands] = [letterShingles(before), letterShingles(after)]
  return alike(sharedCount(stood, stands), stood.size, stands.size)
}

function letterShingles({ title, paragraphs }: Letter) {
  const texts = paragraphs.map(({ text }) => fold(compact(text))).filter(({ length }) => length >= SHORTEST)
  return shinglesOf([fold(compact(title)), ...texts].join('\n'), 1, SHINGLE)
}
