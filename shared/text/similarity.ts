import type { Letter } from '../letter.ts'
import { compact, fold } from './normalize.ts'

/** How much of the text of two letters is the same, 0 … 1, whatever the order of its paragraphs. Linear in their length. */
export function likeness(before: Letter, after: Letter): number {
  const [one, other] = [letterShingles(before), letterShingles(after)]
  return alike(sharedCount(one, other), one.size, other.size)
}

/** Shorter paragraphs, which every letter has (此函。, a date, a contact), do not distinguish letters. */
const MIN_LENGTH = 12
/** Letters of one office have many words in common, but few runs of this many characters. */
const LETTER_SHINGLE = 5

function letterShingles({ title, paragraphs }: Letter): Shingles {
  const texts = paragraphs.map(({ text }) => fold(compact(text))).filter(({ length }) => length >= MIN_LENGTH)
  return shinglesOf([fold(compact(title)), ...texts].join('\n'), 1, LETTER_SHINGLE)
}

/** The distinct runs of neighbouring characters of a text, as hashes. */
export type Shingles = Set<number>

/**
 * The shingles of `folded`, each of `size` characters; only those whose hash is a multiple of `every`, which bounds the cost of comparing
 * long letters and keeps their shares comparable.
 */
export function shinglesOf(folded: string, every = 1, size = 2): Shingles {
  const shingles: Shingles = new Set()
  for (let at = 0; at + size <= folded.length; at++) {
    let hash = 0
    for (let next = at; next < at + size; next++) hash = Math.imul(hash ^ folded.charCodeAt(next), 0x9e3779b1) ^ (hash >>> 15)
    if (every === 1 || (hash >>> 8) % every === 0) shingles.add(hash)
  }
  return shingles
}

/** How many shingles two texts share. */
export function sharedCount(one: Shingles, other: Shingles): number {
  if (one.size > other.size) return sharedCount(other, one)
  let shared = 0
  for (const shingle of one) if (other.has(shingle)) shared++
  return shared
}

/** The Dice coefficient of two texts with `one` and `other` shingles, of which they share `shared`: 0 … 1. */
export function alike(shared: number, one: number, other: number): number {
  return one + other === 0 ? 0 : (2 * shared) / (one + other)
}
