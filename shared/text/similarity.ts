import type { Letter } from '../letter.ts'
import { compact, fold } from './normalize.ts'

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

/** The runs of neighbouring characters in a text, as numbers, each once. */
export type Shingles = Set<number>

/**
 * The shingles of `folded`, each of `size` characters; only those whose hash is a multiple of `every`, so that the cost of comparing
 * long letters stays bounded while shares stay comparable.
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

/** How alike two texts are by the shingles they share: 0 … 1. */
export function alike(shared: number, one: number, other: number): number {
  return one + other === 0 ? 0 : (2 * shared) / (one + other)
}
