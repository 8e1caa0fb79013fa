import type { Element } from 'domhandler'
import { isAttachment } from '../attachments.ts'
import { countLetterSigns } from '../letter-parts.ts'
import type { Line } from '../lines.ts'
import type { Page } from '../page.ts'
import { ancestorsOf, isNamed, neighbouring, robustness, selectorsFor, selectOutermost } from './selectors.ts'
import { charactersOf, isOnlyLinks, lineRange, signOf, type WeighedPage } from './weigh.ts'

/** A selector may match up to so many elements, which are read as one. */
const MAX_BODIES = 3

/** Lines of a page, by their indexes: from … to (exclusive). */
type LineRange = { from: number; to: number }

/** The elements that contain a letter, and the lines inside them in order; `continued` are lines behind them that belong to the letter. */
export type Container = { elements: Element[]; ranges: LineRange[]; continued: LineRange }

/**
 * What `selector` contains; undefined when it matches no element, or more than three. A selector by position alone may match another
 * element on some letters: what it matches must have a letter's form, or else an element next to it.
 */
export function findContainer(page: Page, lines: Line[], selector: string): Container | undefined {
  const found = containerOf(page, lines, selector)
  if (isNamed(selector) || (found !== undefined && hasForm(lines, found))) return found
  const others = neighbouring(selector).map((other) => containerOf(page, lines, other))
  return others.find((other) => other !== undefined && hasForm(lines, other)) ?? found
}

function containerOf(page: Page, lines: Line[], selector: string): Container | undefined {
  const elements = selectOutermost(page, selector)
  if (elements.length === 0 || elements.length > MAX_BODIES) return undefined
  const ranges = elements.map((element) => lineRange(lines, element))
  return { elements, ranges, continued: continuation(lines, ranges) }
}

function hasForm(lines: Line[], { ranges }: Container): boolean {
  const inside = ranges.flatMap(({ from, to }) => lines.slice(from, to))
  const isFile = (line: Line) => line.links.some(isAttachment) || line.images.length > 0 || line.embeds.length > 0
  return (
    inside.some((line) => signOf(line) !== undefined || isFile(line)) || countLetterSigns(inside.map(({ text }) => text)) > 0
  )
}

/** The indexes of all lines of a container. */
export function linesOf({ ranges, continued }: Container): number[] {
  return [...ranges, continued].flatMap(({ from, to }) => Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at))
}

/** A letter whose element is closed too early continues for at most so many lines. */
const MAX_CONTINUED = 200

/**
 * A stray closing tag ends a letter's element in the middle of the letter. Without a sign-off inside, the lines directly behind it belong
 * to the letter as far as a sign-off among them.
 */
function continuation(lines: Line[], ranges: LineRange[]): LineRange {
  const end = Math.max(...ranges.map(({ to }) => to))
  const none = { from: end, to: end }
  const isSigned = ranges.some(({ from, to }) => lines.slice(from, to).some(isStrongSign))
  if (isSigned || ranges.every(({ from, to }) => from === to)) return none
  const behind = lines.slice(end, end + MAX_CONTINUED)
  const stop = behind.findIndex((line) => line.inAside || isOnlyLinks(line))
  const text = stop < 0 ? behind : behind.slice(0, stop)
  const last = text.findLastIndex((line) => signOf(line) !== undefined)
  return text.some(isStrongSign) ? { from: end, to: end + last + 1 } : none
}

function isStrongSign(line: Line): boolean {
  const kind = signOf(line)
  return kind === 'closing' || kind === 'dated'
}

/** How much of each letter a container must hold, and whether it may also hold much else; tried in this order. */
const LEVELS = [
  { share: 0.985, maxJunk: 0.2 },
  { share: 0.95, maxJunk: 0.2 },
  { share: 0.9, maxJunk: 0.2 },
  { share: 0.985, maxJunk: 1 },
  { share: 0.95, maxJunk: 1 },
  { share: 0.8, maxJunk: 0.2 },
  { share: 0.65, maxJunk: 1 },
]
/** A letter of less weight is a picture or a file; its element need only be there. */
const MIN_WEIGHT = 100
/** On a smaller part of the letters, an element may be closed too early. */
const MAX_CONTINUED_LETTERS = 0.4
/** Of a letter that continues behind its element, so much must be inside. */
const MIN_INSIDE = 0.05

export type BodyChoice = { selector: string; share: number }

/** The selector of the smallest element that holds the letter on every page; undefined when none holds the larger part of each. */
export function chooseBody(pages: WeighedPage[]): BodyChoice | undefined {
  const sums = pages.map(sumsOf)
  const judged = candidateSelectors(pages, sums).flatMap((candidate) => judge(candidate, pages, sums) ?? [])
  for (const { share, maxJunk } of LEVELS) {
    const [best] = judged.filter((one) => one.share >= share && one.junk <= maxJunk).sort(compareJudged)
    if (best !== undefined) return { selector: best.selector, share: best.share }
  }
  return undefined
}

/** Of what is visible, weighs and is junk: the sums over the lines before each line. */
type Sums = { visible: number[]; weight: number[]; junk: number[] }

function sumsOf({ lines, weights, junk }: WeighedPage): Sums {
  return { visible: runningSums(lines.map(charactersOf)), weight: runningSums(weights), junk: runningSums(junk) }
}

function runningSums(values: number[]): number[] {
  const sums = [0]
  for (const value of values) sums.push((sums.at(-1) ?? 0) + value)
  return sums
}

function between(sums: number[], { from, to }: LineRange): number {
  return (sums[to] ?? 0) - (sums[from] ?? 0)
}

function total(sums: number[]): number {
  return sums.at(-1) ?? 0
}

type Candidate = { selector: string; rank: number; depth: number }

/** Selectors are made for so many elements of a page: the smallest that hold a letter, and those that hold a part of it. */
const MAX_ELEMENTS = 60
/** Of elements that hold the same lines, the outermost and the innermost. */
const MAX_EQUALS = 6
/** The pages of the heaviest letters are searched for elements: a malformed one alone would show none. */
const MAX_MODELS = 3
const MIN_SHARE = 0.6
const MIN_PART = 0.15

function candidateSelectors(pages: WeighedPage[], sums: Sums[]): Candidate[] {
  const models = pages
    .map((page, at) => ({ page, own: sums[at] ?? { visible: [], weight: [], junk: [] } }))
    .sort((one, other) => total(other.own.weight) - total(one.own.weight))
    .slice(0, MAX_MODELS)
  const found = new Map<string, Candidate>()
  for (const { page, own } of models)
    for (const element of holders(page, own)) {
      const depth = ancestorsOf(element, 1000).length
      for (const [rank, selector] of selectorsFor(element).entries()) {
        const known = found.get(selector)
        if (known === undefined || rank < known.rank) found.set(selector, { selector, rank, depth })
      }
    }
  return [...found.values()]
}

/** The elements of a page that hold most of the letter, the smallest first, and then the named ones that hold a part. */
function holders({ page, lines }: WeighedPage, { visible, weight }: Sums): Element[] {
  const whole = total(weight)
  const held = page.elements.flatMap((element) => {
    const range = lineRange(lines, element)
    const share = whole === 0 ? 0 : between(weight, range) / whole
    return share < MIN_PART ? [] : [{ element, share, range, size: between(visible, range) }]
  })
  const most = Map.groupBy(
    held.filter(({ share }) => share >= MIN_SHARE),
    ({ range }) => `${range.from} ${range.to}`,
  )
  const smallest = [...most.values()].sort((one, other) => (one[0]?.size ?? 0) - (other[0]?.size ?? 0))
  const chosen = smallest.flatMap((equals) => [...new Set([...equals.slice(0, MAX_EQUALS), ...equals.slice(-MAX_EQUALS)])])
  const parts = held.filter(({ share }) => share < MIN_SHARE)
  return [...chosen.slice(0, MAX_ELEMENTS), ...parts.slice(0, MAX_ELEMENTS)].map(({ element }) => element)
}

/** Elements are parts of one letter if they have a name in common; paragraphs of one class are a short letter's text. */
function mayBeUnited(selector: string, { elements }: Container): boolean {
  return /[.#][^ ]*$/.test(selector) && !elements.some(({ name }) => TEXT_LEVEL.test(name))
}

const TEXT_LEVEL = /^(a|b|br|dd|dt|em|font|h[1-6]|i|img|li|p|span|strong|td|th|tr|u)$/

type Judged = Candidate & { continued: number; share: number; visible: number; junk: number }

/** How much of each letter a selector holds, at least; undefined when it fails on a letter, or loses its sign-off. */
function judge(candidate: Candidate, pages: WeighedPage[], sums: Sums[]): Judged | undefined {
  let [share, visible, junk, continued] = [1, 0, 0, 0]
  for (const [at, { page, lines, signOff }] of pages.entries()) {
    const own = sums[at]
    const container = findContainer(page, lines, candidate.selector)
    if (own === undefined || container === undefined) return undefined
    if (container.elements.length > 1 && !mayBeUnited(candidate.selector, container)) return undefined
    const ranges = [...container.ranges, container.continued]
    const sum = (sumsBefore: number[]) => ranges.reduce((all, range) => all + between(sumsBefore, range), 0)
    if (total(own.weight) >= MIN_WEIGHT) share = Math.min(share, sum(own.weight) / total(own.weight))
    if (!signOff.every((sign) => ranges.some(({ from, to }) => sign >= from && sign < to))) return undefined
    visible += sum(own.visible)
    junk += sum(own.junk)
    if (container.continued.to > container.continued.from) continued++
    const inside = container.ranges.reduce((all, range) => all + between(own.weight, range), 0)
    if (total(own.weight) >= MIN_WEIGHT && inside < total(own.weight) * MIN_INSIDE) return undefined
  }
  if (continued > pages.length * MAX_CONTINUED_LETTERS) return undefined
  return { ...candidate, continued, share, visible, junk: visible === 0 ? 0 : junk / visible }
}

/** The smallest, then one that holds the letters itself, then a named one before one by position, then the outermost, then the simplest. */
function compareJudged(one: Judged, other: Judged): number {
  return (
    one.visible - other.visible ||
    one.continued - other.continued ||
    robustness(one.selector) - robustness(other.selector) ||
    one.depth - other.depth ||
    one.rank - other.rank ||
    (one.selector < other.selector ? -1 : 1)
  )
}
