import * as z from 'zod/mini'
import { signOffKind } from '../letter-parts.ts'

/**
 * A place of a page that changes although the letter does not: a counter, a clock, a token. `parts` is the text of its line around the
 * tokens that change (`['浏览', '次']` for 浏览12次). `above` is the line before it where the parts alone have next to no text, else ''.
 */
export const VolatilePlace = z.strictObject({ parts: z.array(z.string()), above: z.string() })
export type VolatilePlace = z.infer<typeof VolatilePlace>

/** What is compared: a line of a page, or a paragraph of a letter; a table row is one with `isRow`, or with the role `row`. */
type Shown = { text: string; isRow?: boolean; role?: string }

/** A number or a token: digits and Latin letters, with what joins them in numbers, times and ids. */
const TOKEN = /[0-9A-Za-z]+(?:[-_.,:/+=][0-9A-Za-z]+)*[+=%]{0,2}/g
/** More tokens than this in one line are not compared one by one. */
const MAX_TOKENS = 12
/** A line of so many characters, without the end of a sentence, can be a counter; longer ones are text. */
const MAX_COUNTER = 40

/**
 * The places that differ between two fetches of one page within seconds in numbers or tokens only, in order, each once. Lines of the
 * sign-off, rows of tables, sums of money and telephone numbers are never such places, and in sentences only what is no figure is.
 */
export function differingPlaces(first: Shown[], second: Shown[]): VolatilePlace[] {
  const places = pairs(first, second).flatMap(({ before, after, above }) => placeBetween(before, after, above) ?? [])
  return distinct(places)
}

/** Lines with the same words, paired in order: the n-th with certain words in one list with the n-th in the other. */
function pairs(first: Shown[], second: Shown[]): { before: Shown; after: Shown; above: string }[] {
  const waiting = Map.groupBy(second, ({ text }) => wordsOf(text))
  const taken = new Map<string, number>()
  return first.flatMap((before, at) => {
    const words = wordsOf(before.text)
    const nth = taken.get(words) ?? 0
    taken.set(words, nth + 1)
    const after = waiting.get(words)?.[nth]
    return after === undefined || after.text === before.text ? [] : [{ before, after, above: first[at - 1]?.text ?? '' }]
  })
}

function wordsOf(text: string): string {
  return text.replace(TOKEN, '#')
}

function placeBetween(before: Shown, after: Shown, above: string): VolatilePlace | undefined {
  if (isProtected(before) || isProtected(after)) return undefined
  const [one, other] = [tokensOf(before.text), tokensOf(after.text)]
  if (one.length !== other.length || one.length > MAX_TOKENS) return undefined
  const isText = before.text.length > MAX_COUNTER || /[。；！？]/.test(before.text)
  const differing = one.flatMap((token, at) =>
    token.text === other[at]?.text ? [] : [{ ...token, after: other[at]?.text ?? '' }],
  )
  if (isText && differing.some((token) => !isJunk(token.text) || !isJunk(token.after))) return undefined
  const parts: string[] = []
  let from = 0
  for (const { start, end } of differing) {
    parts.push(before.text.slice(from, start))
    from = end
  }
  parts.push(before.text.slice(from))
  return { parts, above: isBare(parts) ? above : '' }
}

function tokensOf(text: string): { text: string; start: number; end: number }[] {
  return [...text.matchAll(TOKEN)].map(({ 0: token, index }) => ({ text: token, start: index, end: index + token.length }))
}

/** A letter's own words: who signed it and when, rows of figures, sums of money, telephone numbers. */
function isProtected({ text, isRow, role }: Shown): boolean {
  if (isRow === true || role === 'row' || signOffKind(text) !== undefined) return true
  return /\d\s?[万亿]?元|\d\s?[%％]|电话|手机|传真|邮编|热线/.test(text)
}

/** A token that no letter writes: eight characters or more, letters and digits mixed. */
function isJunk(token: string): boolean {
  return token.length >= 8 && /[A-Za-z]/.test(token) && /\d/.test(token)
}

/** Parts with less text than this are not enough to find their line again. */
const MIN_PARTS = 2

function isBare(parts: string[]): boolean {
  return parts.join('').replace(/[^\p{L}]/gu, '').length < MIN_PARTS
}

function distinct(places: VolatilePlace[]): VolatilePlace[] {
  return [...new Map(places.map((place) => [placeKey(place), place])).values()]
}

function placeKey({ parts, above }: VolatilePlace): string {
  return JSON.stringify([parts, above])
}

/**
 * `lines` without what `places` name: a short line is left out whole, of a sentence only the tokens that change. Lines that no place names
 * are the same objects as before.
 */
export function withoutVolatile<T extends Shown>(lines: T[], places: VolatilePlace[]): T[] {
  const byWords = Map.groupBy(places, ({ parts }) => wordsOf(parts.join('#')))
  if (places.length === 0) return lines
  return lines.flatMap((line, at) => {
    if (isProtected(line)) return [line]
    const candidates = byWords.get(wordsOf(line.text)) ?? []
    const place = candidates.find((one) => matches(line.text, lines[at - 1]?.text ?? '', one))
    if (place === undefined) return [line]
    const isText = line.text.length > MAX_COUNTER || /[。；！？]/.test(line.text)
    return isText ? [{ ...line, text: place.parts.join('') }] : []
  })
}

function matches(text: string, lineAbove: string, { parts, above }: VolatilePlace): boolean {
  if (above !== '' && above !== lineAbove) return false
  let at = 0
  for (const [nth, part] of parts.entries()) {
    if (nth > 0) at += tokenLength(text, at)
    if (!text.startsWith(part, at)) return false
    at += part.length
  }
  return at === text.length
}

function tokenLength(text: string, at: number): number {
  const token = new RegExp(TOKEN.source, 'y')
  token.lastIndex = at
  return token.exec(text)?.[0].length ?? 0
}

/** On so many of the letters that were read again, and on so many at least, a place must move in one crawl. */
const MIN_LETTERS = 2
const MIN_PART = 0.5

/**
 * The places that moved in one crawl on two letters or more and on half of those read again: `letters` has for each what was recorded and
 * what was read now. A change in the words of a letter, or in a line that is a part of its text, is never such a place. What looks like an
 * edit of many letters is so left to the hold.
 */
export function movedOnSeveral(letters: { before: Shown[]; after: Shown[] }[]): VolatilePlace[] {
  const moved = letters.map(({ before, after }) => differingPlaces(before, after).filter(isCounterPlace))
  const counts = new Map<string, { place: VolatilePlace; count: number }>()
  for (const places of moved)
    for (const place of places) {
      const key = placeKey({ ...place, above: '' })
      counts.set(key, { place: { ...place, above: '' }, count: (counts.get(key)?.count ?? 0) + 1 })
    }
  const needed = Math.max(MIN_LETTERS, letters.length * MIN_PART)
  return [...counts.values()].flatMap(({ place, count }) => (count >= needed && !isBare(place.parts) ? [place] : []))
}

/** How often in a row a place must move, while nothing else of the letter changes. */
const MIN_MOVES = 2

/**
 * The places of one letter that moved again and again while the rest of it did not change: `readings` are what was read in successive
 * crawls, the oldest first. This finds a counter that is cached for an hour and looks the same in two fetches within seconds.
 */
export function movedAgain(readings: Shown[][]): VolatilePlace[] {
  const moves = readings.slice(1).map((after, at) => onlyMoves(readings[at] ?? [], after))
  const counts = new Map<string, { place: VolatilePlace; count: number }>()
  for (const place of moves.flat()) counts.set(placeKey(place), { place, count: (counts.get(placeKey(place))?.count ?? 0) + 1 })
  return [...counts.values()].flatMap(({ place, count }) => (count >= MIN_MOVES ? [place] : []))
}

/** The counters that moved between two readings that differ in nothing else. */
function onlyMoves(before: Shown[], after: Shown[]): VolatilePlace[] {
  const places = differingPlaces(before, after).filter(isCounterPlace)
  const rest = (lines: Shown[]) => withoutVolatile(lines, places).map(({ text }) => text)
  const [one, other] = [rest(before), rest(after)]
  return one.length === other.length && one.every((text, at) => text === other[at]) ? places : []
}

function isCounterPlace({ parts }: VolatilePlace): boolean {
  const words = parts.join('')
  return words.length <= MAX_COUNTER && !/[。；！？]/.test(words)
}
