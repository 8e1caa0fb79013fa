import type { VolatilePlace } from '../../template.ts'
import { signOffKind } from '../letter-parts.ts'

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

/**
 * Of the places that differ, those that can be counters: short lines before the first sentence of a letter, or after its last one and its
 * sign-off. A heading or a point between them is a part of the text, and it is the office that edits its figure.
 */
function counterPlaces(before: Shown[], after: Shown[]): VolatilePlace[] {
  const isText = (line: Shown) => isSentence(line) || signOffKind(line.text) !== undefined
  const [from, to] = [before.findIndex(isText), before.findLastIndex(isText)]
  const outside = pairs(before, after).filter(({ at }) => at < from || at > to)
  return distinct(outside.flatMap((pair) => placeBetween(pair.before, pair.after, pair.above) ?? [])).filter(isCounterPlace)
}

type LinePair = { before: Shown; after: Shown; above: string; at: number }

/** Lines with the same words, paired in order: the n-th with certain words in one list with the n-th in the other; `at` is its index in `first`. */
function pairs(first: Shown[], second: Shown[]): LinePair[] {
  const waiting = Map.groupBy(second, ({ text }) => wordsOf(text))
  const taken = new Map<string, number>()
  return first.flatMap((before, at) => {
    const words = wordsOf(before.text)
    const nth = taken.get(words) ?? 0
    taken.set(words, nth + 1)
    const after = waiting.get(words)?.[nth]
    return after === undefined || after.text === before.text ? [] : [{ before, after, above: first[at - 1]?.text ?? '', at }]
  })
}

function wordsOf(text: string): string {
  return text.replace(TOKEN, '#')
}

function placeBetween(before: Shown, after: Shown, above: string): VolatilePlace | undefined {
  if (isProtected(before) || isProtected(after)) return undefined
  const [one, other] = [tokensOf(before.text), tokensOf(after.text)]
  if (one.length !== other.length || one.length > MAX_TOKENS) return undefined
  const tokens = one.flatMap((token, at) => (token === other[at] ? [] : [at]))
  if (isSentence(before) && [one, other].some((all) => tokens.some((at) => !isJunk(all[at] ?? '')))) return undefined
  const words = wordsOf(before.text)
  return { words, tokens, above: isBare(words) ? above : '' }
}

function isSentence({ text }: Shown): boolean {
  return text.length > MAX_COUNTER || /[。；！？]/.test(text)
}

function tokensOf(text: string): string[] {
  return text.match(TOKEN) ?? []
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

/** Words with less text than this are not enough to find their line again. */
const MIN_LETTERS_IN_WORDS = 2

function isBare(words: string): boolean {
  return words.replace(/[^\p{L}]/gu, '').length < MIN_LETTERS_IN_WORDS
}

function distinct(places: VolatilePlace[]): VolatilePlace[] {
  return [...new Map(places.map((place) => [placeKey(place), place])).values()]
}

function placeKey({ words, tokens, above }: VolatilePlace): string {
  return JSON.stringify([words, tokens, above])
}

/**
 * `lines` without what `places` name: a short line is left out whole, of a sentence only the tokens that change. Lines that no place names
 * are the same objects as before.
 */
export function withoutVolatile<T extends Shown>(lines: T[], places: VolatilePlace[]): T[] {
  if (places.length === 0) return lines
  const byWords = Map.groupBy(places, ({ words }) => words)
  return lines.flatMap((line, at) => {
    if (isProtected(line)) return [line]
    const candidates = byWords.get(wordsOf(line.text)) ?? []
    const found = candidates.filter(({ above }) => above === '' || above === lines[at - 1]?.text)
    if (found.length === 0) return [line]
    return isSentence(line) ? [{ ...line, text: withoutTokens(line.text, new Set(found.flatMap(({ tokens }) => tokens))) }] : []
  })
}

function withoutTokens(text: string, tokens: Set<number>): string {
  let at = 0
  return text.replace(TOKEN, (token) => (tokens.has(at++) ? '' : token))
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
  const moved = letters.map(({ before, after }) => counterPlaces(before, after))
  const counts = new Map<string, { place: VolatilePlace; count: number }>()
  for (const places of moved)
    for (const place of places) {
      const key = placeKey({ ...place, above: '' })
      counts.set(key, { place: { ...place, above: '' }, count: (counts.get(key)?.count ?? 0) + 1 })
    }
  const needed = Math.max(MIN_LETTERS, letters.length * MIN_PART)
  return [...counts.values()].flatMap(({ place, count }) => (count >= needed && !isBare(place.words) ? [place] : []))
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
  const places = counterPlaces(before, after)
  const rest = (lines: Shown[]) => withoutVolatile(lines, places).map(({ text }) => text)
  const [one, other] = [rest(before), rest(after)]
  return one.length === other.length && one.every((text, at) => text === other[at]) ? places : []
}

function isCounterPlace({ words }: VolatilePlace): boolean {
  return words.length <= MAX_COUNTER && !/[。；！？]/.test(words)
}
