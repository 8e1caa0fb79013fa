import type { Element } from 'domhandler'
import { compact, foldFully, withoutBlank } from '../../text/normalize.ts'
import { isAttachment } from '../attachments.ts'
import { isChrome } from '../chrome.ts'
import { signOffKind } from '../letter-parts.ts'
import type { Line } from '../lines.ts'
import { type Page, sourceRange } from '../page.ts'
import { countHeaderLines, isHeaderLine } from './header.ts'
import { keyOf } from './selectors.ts'

/** A page to learn from: what each of its lines weighs as a part of the letter, and what is certainly not the letter. */
export type WeighedPage = {
  page: Page
  lines: Line[]
  /** The index of the title's first line and how many lines it has; -1 and 0 if it is not found. */
  title: { at: number; lines: number }
  weights: number[]
  /** The visible characters of lines that are certainly no part of the letter; 0 for others. */
  junk: number[]
  /** The indexes of the lines that close the letter. */
  signOff: number[]
}

/** A line with the same text in the same place on another letter counts for so little, and so does what follows the sign-off. */
const SHARED = 0.08
const AFTER_SIGN_OFF = 0.25
/** Text in another place than the letter's lines, behind a line that is the same on other letters: a side bar, a list of news. */
const ELSEWHERE = 0.1
/** A subtitle or an image may be between the title and its header lines, which come before the first sentence. */
const MAX_HEADER = 12
/** What a line of the sign-off counts at least, and what a picture or an embedded document counts, in characters. */
const SIGN_OFF = 60
const MEDIA = 30

/**
 * Weighs the lines of letters of one kind: what differs between letters and is text is the letter. `furniture` are the texts of the
 * column's listing.
 */
export function weighPages(pages: { page: Page; lines: Line[]; title: string }[], furniture: Set<string>): WeighedPage[] {
  const places = new Places()
  const placed = pages.map(({ page, lines }) => {
    const ids = places.of(page)
    return lines.map(({ block }) => (block === undefined ? 0 : (ids.get(block) ?? 0)))
  })
  const keyed = pages.map(({ lines }, at) => lines.map(({ text }, index) => `${placed[at]?.[index] ?? 0}\n${compact(text)}`))
  const counts = new Map<string, number>()
  for (const keys of keyed) for (const key of new Set(keys)) counts.set(key, (counts.get(key) ?? 0) + 1)
  return pages.map((page, at) => {
    const isShared = (keyed[at] ?? []).map((key) => (counts.get(key) ?? 0) > 1)
    return weighPage(page, isShared, placed[at] ?? [], furniture)
  })
}

function weighPage(
  { page, lines, title: wanted }: { page: Page; lines: Line[]; title: string },
  isShared: boolean[],
  places: number[],
  furniture: Set<string>,
): WeighedPage {
  const title = findTitleLines(lines, wanted)
  const start = title.at + Math.max(1, title.lines)
  const head = title.at < 0 ? 0 : start + countHeaderLines(lines.slice(start))
  const isFurniture = lines.map(({ text }) => furniture.has(compact(text)))
  const prose = lines.slice(0, head + MAX_HEADER).findIndex((line, at) => at >= head && isContent(line, isShared[at] === true))
  const signOff = findSignOff(lines, head, isFurniture, isShared)
  const end = signOff.at(-1) ?? lines.length
  const signs = new Set(signOff)
  const isElsewhere = findElsewhere(lines, { head, prose }, places, isShared, isFurniture)
  const isRepeated = titleMatcher(wanted)
  const weights = lines.map((line, at) => {
    if (at < head || isFurniture[at] === true || isRepeated(line.text)) return 0
    if (at < prose && (isShared[at] === true || isHeaderLine(line))) return 0
    const own = ownWeight(line)
    if (signs.has(at)) return Math.max(SIGN_OFF, own)
    const factor = Math.min(isShared[at] === true ? SHARED : 1, at > end ? AFTER_SIGN_OFF : 1)
    return own * factor * (isElsewhere[at] === true ? ELSEWHERE : 1)
  })
  const junk = lines.map((line, at) => {
    const isJunk = at < title.at || isFurniture[at] === true || (at > end && isShared[at] === true) || isOnlyLinks(line)
    return isJunk && !signs.has(at) ? charactersOf(line) : 0
  })
  return { page, lines, title, weights, junk, signOff }
}

const signs = new WeakMap<Line, { kind: ReturnType<typeof signOffKind> }>()

/** `signOffKind` of a line, which many containers of one page are judged by. */
export function signOf(line: Line): ReturnType<typeof signOffKind> {
  const known = signs.get(line)
  if (known !== undefined) return known.kind
  const kind = signOffKind(line.text)
  signs.set(line, { kind })
  return kind
}

/** After so many characters of text, a line in a new place that other letters share ends the letter's own place. */
const MIN_TEXT = 30

/** For each line whether it is in a place where no line of the letter was before the first furniture below the letter's beginning. */
function findElsewhere(
  lines: Line[],
  { head, prose }: { head: number; prose: number },
  places: number[],
  isShared: boolean[],
  isFurniture: boolean[],
): boolean[] {
  const own = new Set<number>()
  let [text, isBroken] = [0, false]
  return lines.map((line, at) => {
    if (at < head) return false
    const place = places[at] ?? 0
    if (at < prose) own.add(place)
    const weight = at < prose ? 0 : ownWeight(line) + (line.links.some(isAttachment) ? MEDIA : 0)
    if (own.has(place)) {
      text += weight
      return false
    }
    const isSame = isShared[at] === true && signOf(line) === undefined && !NUMBERED.test(line.text)
    if (text >= MIN_TEXT && (isSame || isFurniture[at] === true || isOnlyLinks(line) || isChrome(line))) isBroken = true
    if (isBroken) return true
    own.add(place)
    text += weight
    return false
  })
}

/** A numbered heading of a letter, which other letters may have too. */
const NUMBERED = /^[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]/

/** A line that no header has: a sentence, or a picture or a file that other letters do not have. */
function isContent(line: Line, isSharedLine: boolean): boolean {
  const hasFile = line.images.length > 0 || line.embeds.length > 0 || line.links.some(isAttachment)
  return line.text.includes('。') || (hasFile && !isSharedLine)
}

export function charactersOf({ text }: Line): number {
  return withoutBlank(text).length
}

function ownWeight(line: Line): number {
  const media = line.images.length > 0 || line.embeds.length > 0 ? MEDIA : 0
  return Math.max(0, charactersOf(line) - line.linkedCharacters) + media
}

/** Links to other pages; files are a part of the letter. */
export function isOnlyLinks({ isLinksOnly, links }: Line): boolean {
  return isLinksOnly && !links.some(isAttachment)
}

/**
 * The lines that close the letter: closings, days, and contacts. A contact that several letters share is one of them directly below
 * another: footers contain contacts too.
 */
function findSignOff(lines: Line[], head: number, isFurniture: boolean[], isShared: boolean[]): number[] {
  const found: number[] = []
  let isBelow = false
  for (const [at, line] of lines.entries()) {
    const isOther = at < head || isFurniture[at] === true || line.inAside || isOnlyLinks(line) || isChrome(line)
    const kind = isOther ? undefined : signOf(line)
    if (kind !== undefined && (kind !== 'contact' || isBelow || isShared[at] !== true)) found.push(at)
    isBelow = (isBelow && !isOther) || kind === 'closing' || kind === 'dated'
  }
  return found
}

/**
 * The title's own lines: of those that equal `wanted`, the one with the most text outside links before the next, so that a breadcrumb or
 * a side bar that repeats the title is passed over.
 */
export function findTitleLines(lines: Line[], wanted: string): { at: number; lines: number } {
  const listed = titleKey(wanted)
  const isCut = /(…|\.{3})$/.test(wanted)
  const keys = lines.map(({ text }) => (listed === '' || text.length > MAX_TITLE ? undefined : titleKey(text)))
  const equal = lines.flatMap((_, at) => {
    const count = countTitleLines(lines, keys, at, (shown) => isTitleKey(shown, listed, isCut), listed)
    return count === 0 ? [] : [{ at, lines: count }]
  })
  const textBefore = [0]
  for (const line of lines) textBefore.push((textBefore.at(-1) ?? 0) + Math.max(0, charactersOf(line) - line.linkedCharacters))
  const textAfter = ({ at }: { at: number }, nth: number) =>
    (textBefore[equal[nth + 1]?.at ?? lines.length] ?? 0) - (textBefore[at + 1] ?? 0)
  const most = equal.reduce((found, title, nth) => Math.max(found, textAfter(title, nth)), 0)
  return equal.find((title, nth) => textAfter(title, nth) === most) ?? { at: -1, lines: 0 }
}

const MAX_TITLE = 300
const MAX_TITLE_LINES = 3

/** How many lines from `at` are the title: one, or up to three of one block that `<br>` separates. */
function countTitleLines(
  lines: Line[],
  keys: (string | undefined)[],
  at: number,
  isEqual: (shown: string) => boolean,
  listed: string,
): number {
  let joined = ''
  for (let count = 1; count <= MAX_TITLE_LINES; count++) {
    const [line, key] = [lines[at + count - 1], keys[at + count - 1]]
    if (line === undefined || key === undefined || key === '') return 0
    if (count > 1 && !isBroken(line, lines[at])) return 0
    joined += key
    if (isEqual(joined)) return count
    if (!listed.startsWith(joined)) return 0
  }
  return 0
}

/** Two lines of one block: after `<br>` the block of a line is the `br` itself, or the one around both. */
function isBroken(line: Line, first: Line | undefined): boolean {
  const [one, other] = [line.block, first?.block]
  if (one === other) return true
  const around = (block: Element | undefined) => (block?.name === 'br' ? block.parent : block)
  return one !== undefined && other !== undefined && (around(one) === around(other) || one.parent === other.parent)
}

/** A shown title may have a status flag or a label beside it that the listing does not have, and the listing's may be cut. */
const MAX_EXTRA = 12
const MIN_TITLE = 8

export function isTitle(shown: string, wanted: string): boolean {
  return isTitleKey(titleKey(shown), titleKey(wanted), /(…|\.{3})$/.test(wanted))
}

function titleMatcher(wanted: string): (text: string) => boolean {
  const listed = titleKey(wanted)
  return (text) => text.length >= MIN_TITLE && text.length <= listed.length + MAX_EXTRA && titleKey(text) === listed
}

function isTitleKey(own: string, listed: string, isCut: boolean): boolean {
  if (listed === '' || own === listed) return own === listed && own !== ''
  if (listed.length < MIN_TITLE || own.length > MAX_TITLE) return false
  const extra = own.length - listed.length
  if (isCut) return own.startsWith(listed)
  if (extra <= 0 || extra > MAX_EXTRA) return false
  return own.startsWith(listed) || (own.endsWith(listed) && /[:\]|]/.test(own.slice(0, extra)))
}

function titleKey(text: string): string {
  return foldFully(compact(text)).replace(/…$/, '')
}

/** The places of elements in a template: equal for elements with equal names from the root down, positions left out. */
class Places {
  readonly #ids = new Map<string, number>()

  of(page: Page): Map<Element, number> {
    const placed = new Map<Element, number>()
    for (const element of page.elements) {
      const { parent } = element
      const above = parent !== null && 'attribs' in parent ? (placed.get(parent) ?? 0) : 0
      placed.set(element, this.#idOf(`${above}>${keyOf(element)}`))
    }
    return placed
  }

  #idOf(key: string): number {
    const id = this.#ids.get(key) ?? this.#ids.size + 1
    this.#ids.set(key, id)
    return id
  }
}

/** The lines of a page inside elements, by binary search: lines are in document order. */
export function lineRange(lines: Line[], element: Element): { from: number; to: number } {
  const { from, to } = sourceRange(element)
  const first = firstFrom(lines, from)
  let last = firstFrom(lines, to)
  while (last > first && (lines[last - 1]?.to ?? 0) > to) last--
  return { from: first, to: last }
}

/** The index of the first line that begins at or after `position`. */
function firstFrom(lines: Line[], position: number): number {
  let [low, high] = [0, lines.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((lines[middle]?.from ?? 0) < position) low = middle + 1
    else high = middle
  }
  return low
}
