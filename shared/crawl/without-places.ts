import { findDamage } from '../extract/fields.ts'
import { withoutVolatile } from '../extract/template/volatile.ts'
import type { Reading } from '../letter.ts'
import type { VolatilePlace } from '../template.ts'

/** `reading` without the places that change by themselves: counters, clocks and tokens. */
export function withoutPlaces(reading: Reading, places: VolatilePlace[]): Reading {
  if (places.length === 0) return reading
  const { letter } = reading
  const paragraphs = withoutVolatile(letter.paragraphs, places)
  const texts = paragraphs.map(({ text }) => text)
  const damage = findDamage(letter.title, texts)
  return { ...reading, letter: { ...letter, paragraphs, damage }, volatile: joinPlaces(reading.volatile, places) }
}

/** All places, each once. */
export function joinPlaces(known: VolatilePlace[] = [], more: VolatilePlace[] = []): VolatilePlace[] {
  const all = [...known, ...more].map(({ words, tokens, above }) => ({ words, tokens, above }))
  return [...new Map(all.map((place) => [JSON.stringify(place), place])).values()]
}
