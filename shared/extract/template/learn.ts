import type { Element } from 'domhandler'
import type { ColumnTemplate, LetterPins, LetterTemplate } from '../../template.ts'
import { compact } from '../../text/normalize.ts'
import { isNeighbour } from '../chrome.ts'
import { type Line, readLines } from '../lines.ts'
import type { ListedLetter } from '../listing/entry.ts'
import type { Page } from '../page.ts'
import { clusterPages } from './clusters.ts'
import { chooseBody, findContainer, linesOf } from './container.ts'
import { learnPublished, learnSource } from './facts.ts'
import { countHead, headerLines, readWithTemplate, shownTitle, tailKey, textKey } from './read.ts'
import { ancestorsOf, hasOwnName, keyOf, robustness, selectorsFor, selectOutermost } from './selectors.ts'
import { applyPins, canonicalTemplate } from './template.ts'
import { isOnlyLinks, isTitle, signOf, type WeighedPage, weighPages } from './weigh.ts'

/** A letter's page, opened, and how the listing lists the letter. */
export type Sample = { page: Page; listed: ListedLetter }

/** What was learned, with notes for an operator; or why nothing could be. */
export type Learned = { outcome: 'learned'; template: ColumnTemplate; notes: string[] } | { outcome: 'refused'; why: string }

/** From fewer letters of one kind, what is the same on all cannot be told from a letter. */
const MIN_SAMPLES = 3

/**
 * Learns how a column's letters are read from at least three letters of a kind and the first page of the listing, which shows what is the
 * same everywhere. `pins` are the operator's selectors. The order of `samples` makes no difference. A template that would lose the
 * sign-off or most of the text of a letter that it was learned from is refused.
 */
export function learnTemplate(samples: Sample[], listing: Page | undefined, pins: LetterPins = {}): Learned {
  const distinct = [...new Map(samples.map((sample) => [sample.listed.url, sample])).values()]
  const ordered = distinct.sort((one, other) => (one.listed.url < other.listed.url ? -1 : 1))
  const groups = pins.body === undefined ? clusterPages(ordered, ({ page }) => page) : [ordered]
  const furniture = new Set(listing === undefined ? [] : readLines(listing).map(({ text }) => compact(text)))
  furniture.delete('')
  const kinds = groups.filter((group) => group.length >= (pins.body === undefined ? MIN_SAMPLES : 1))
  if (kinds.length === 0) return refused(tooFew(ordered.length, groups))
  const tries = kinds.map((group) => learnKind(group, furniture, pins))
  const letters = tries.flatMap((one) => ('why' in one ? [] : [one]))
  if (letters.length === 0) return refused(tries.flatMap((one) => ('why' in one ? [one.why] : [])).join('; '))
  const learnedFrom = letters.reduce((count, { samples: used }) => count + used, 0)
  const template = canonicalTemplate({ letters: letters.map(({ template: letter }) => letter), learnedFrom })
  return { outcome: 'learned', template, notes: notesOn(groups, tries) }
}

function refused(why: string): Learned {
  return { outcome: 'refused', why }
}

function tooFew(count: number, groups: unknown[][]): string {
  const kinds = groups.length > 1 ? `, of ${groups.length} kinds` : ''
  return `${count} letters${kinds} are too few to learn a template from: ${MIN_SAMPLES} of one kind are needed`
}

type Kind = { template: LetterTemplate; samples: number; share: number }

function notesOn(groups: Sample[][], tries: (Kind | { why: string })[]): string[] {
  const few = groups.slice(tries.length)
  return [
    ...tries.map((one) =>
      'why' in one
        ? `One kind of letters has no template: ${one.why}`
        : `${one.template.body} contains ${Math.floor(one.share * 100)} % or more of each of ${one.samples} letters`,
    ),
    ...few.map((group) => `Too few letters of their kind to learn from: ${group.map(({ listed }) => listed.url).join(', ')}`),
  ]
}

function learnKind(samples: Sample[], furniture: Set<string>, pins: LetterPins): Kind | { why: string } {
  const read = samples.map(({ page, listed }) => ({ page, lines: readLines(page), title: listed.title }))
  const pages = weighPages(read, furniture)
  const choice = pins.body === undefined ? chooseBody(pages) : { selector: pins.body, share: 0 }
  if (choice === undefined) return { why: `no element contains most of each of ${samples.length} letters and their sign-offs` }
  const title = learnTitle(pages, samples)
  const containers = pages.map(({ page, lines }, at) =>
    contentOf(page, lines, choice.selector, samples[at]?.listed.title ?? '', title),
  )
  const facts = pages.map(({ page, lines, title: shown }, at) => {
    const start = containers[at]?.start ?? 0
    const header = headerLines(lines, shown, start).flatMap((index) => lines.slice(index, index + 1))
    return { page, lines, header, listed: samples[at]?.listed.publishedOn }
  })
  const learned: LetterTemplate = {
    body: choice.selector,
    title,
    published: learnPublished(facts),
    source: learnSource(facts),
    remove: learnRemovals(pages, containers, furniture),
    tail: learnTail(pages, containers),
  }
  // What is left out is the first to be doubted: a constant line that is kept makes no false change.
  const candidates = [learned, { ...learned, remove: [], tail: [] }]
  const losses = candidates.map((candidate) => {
    const [template = candidate] = applyPins({ letters: [candidate], learnedFrom: samples.length }, pins).letters
    return { template, loss: findLoss(template, pages, samples) }
  })
  const kept = losses.find(({ loss }) => loss === undefined)
  if (kept === undefined) return { why: losses[0]?.loss ?? 'the template loses text' }
  return { template: kept.template, samples: samples.length, share: choice.share }
}

/** How many selectors are kept for the title, each for where the one before fails. */
const MAX_TITLES = 4

/** Selectors whose first element is the title on every page that shows it. */
function learnTitle(pages: WeighedPage[], samples: Sample[]): string[] {
  const shown = pages.flatMap((page, at) => {
    const block = page.lines[page.title.at]?.block
    return block === undefined ? [] : [{ block, ...page, wanted: samples[at]?.listed.title ?? '' }]
  })
  const votes = new Map<string, { count: number; rank: number }>()
  for (const { block } of shown)
    for (const [rank, selector] of selectorsFor(titleBlock(block)).entries()) {
      const known = votes.get(selector)
      votes.set(selector, { count: (known?.count ?? 0) + 1, rank: Math.min(known?.rank ?? rank, rank) })
    }
  const holds = (selector: string) =>
    shown.every(({ page, lines, wanted }) => {
      const [element] = selectOutermost(page, selector)
      const title = element === undefined ? undefined : shownTitle(lines, element)
      return title !== undefined && isTitle(title.text, wanted)
    })
  return [...votes]
    .filter(([, { count }]) => count * 2 > shown.length)
    .sort(
      ([one, a], [other, b]) =>
        robustness(one) - robustness(other) || b.count - a.count || a.rank - b.rank || (one < other ? -1 : 1),
    )
    .map(([selector]) => selector)
    .filter(holds)
    .slice(0, MAX_TITLES)
}

/** A line after `<br>` has the `br` as its block; the title's element is the one around it. */
function titleBlock(block: Element): Element {
  const [around] = ancestorsOf(block, 1)
  return block.name === 'br' && around !== undefined ? around : block
}

/** A letter's lines inside its element: the indexes of all, how many come before the letter, and where it starts. */
type Content = { inside: number[]; head: number; start: number; elements: Element[] }

function contentOf(page: Page, lines: Line[], selector: string, listed: string, title: string[]): Content | undefined {
  const container = findContainer(page, lines, selector)
  if (container === undefined) return undefined
  const inside = linesOf(container)
  const [element] = title.flatMap((one) => selectOutermost(page, one).slice(0, 1))
  const shown = element === undefined ? undefined : shownTitle(lines, element)
  const head = countHead(lines, inside, shown ?? { text: listed, at: -1, lines: 0 })
  return { inside, head, start: inside[head] ?? inside[0] ?? 0, elements: container.elements }
}

/** On so large a part of the letters something must be to be left out. */
const MOST_LETTERS = 0.8
/** Elements further out than this have no line as their own. */
const MAX_LEVELS = 30

/**
 * What is inside the letter's element and no part of it: elements with a name of their own that no line of a letter has, at the edge of
 * most letters, with nothing but links, texts of the listing, or a counter.
 */
function learnRemovals(pages: WeighedPage[], contents: (Content | undefined)[], furniture: Set<string>): string[] {
  const counts = new Map<string, number>()
  const kept = new Set<string>()
  for (const [at, { lines }] of pages.entries()) {
    const content = contents[at]
    if (content === undefined) continue
    const own = content.inside.slice(content.head).flatMap((index) => lines.slice(index, index + 1))
    const isLetter = own.map((line) => !isRemovable(line, furniture))
    const [first, last] = [isLetter.indexOf(true), isLetter.lastIndexOf(true)]
    const here = new Set<string>()
    for (const [index, line] of own.entries()) {
      const names = namesAround(line, content.elements)
      const isEdge = index < first || index > last
      for (const name of names) (isEdge ? here : kept).add(name)
    }
    for (const name of here) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return [...counts].filter(([name, count]) => count >= MOST_LETTERS * pages.length && !kept.has(name)).map(([name]) => name)
}

function namesAround(line: Line, containers: Element[]): string[] {
  if (line.block === undefined) return []
  const around = [line.block, ...ancestorsOf(line.block, MAX_LEVELS)]
  const end = around.findIndex((element) => containers.includes(element))
  return around.slice(0, Math.max(0, end)).filter(hasOwnName).map(keyOf)
}

function isRemovable(line: Line, furniture: Set<string>): boolean {
  if (signOf(line) !== undefined || line.images.length > 0 || line.embeds.length > 0) return false
  return isOnlyLinks(line) || furniture.has(compact(line.text)) || isCounterLine(line)
}

const MAX_COUNTER = 40

/** A short line with one number, as `浏览次数：12`; no figure of money or a telephone. */
function isCounterLine({ text, isRow }: Line): boolean {
  const numbers = text.match(/\d[\d.,]*/g) ?? []
  return (
    !isRow &&
    text.length <= MAX_COUNTER &&
    numbers.length === 1 &&
    /[次人数量率读览击赞]/.test(text) &&
    !/[元%％。；]/.test(text)
  )
}

/** The lines behind the sign-off that three letters or more, and all that have one, have word for word or but for numbers. */
function learnTail(pages: WeighedPage[], contents: (Content | undefined)[]): string[] {
  const ends = pages.flatMap(({ lines }, at) => {
    const content = contents[at]
    const own = (content?.inside.slice(content.head) ?? []).flatMap((index) => lines.slice(index, index + 1))
    const signed = own.findLastIndex((line) => signOf(line) !== undefined)
    return signed < 0 ? [] : [own.slice(signed + 1).filter((line) => isTailLine(line))]
  })
  if (ends.length < MIN_SAMPLES) return []
  const keys = ends.map((end) => new Set(end.flatMap((line) => tailKeysOf(line))))
  const [first = new Set<string>(), ...others] = keys
  return [...first].filter((key) => others.every((keysOfOther) => keysOfOther.has(key)))
}

function isTailLine(line: Line): boolean {
  const isMixed = line.images.length > 0 && line.text !== ''
  return !isMixed && line.embeds.length === 0 && !isNeighbour(line) && textKey(line) !== ''
}

/** The line itself, and as a counter where it may be one. */
function tailKeysOf(line: Line): string[] {
  if (line.images.length > 0) return [textKey(line)]
  const text = compact(line.text)
  const key = tailKey(line.text)
  const isCounter = key !== text && text.length <= MAX_COUNTER && !/[元%％。；]|电话|手机|传真|附件/.test(text)
  return isCounter ? [text, key] : [text]
}

/** How much of a letter's weight must be in what is read of it. */
const MIN_KEPT = 0.65
/** A letter of less text is a picture or a file. */
const MIN_TEXT = 100

/** What the template would lose of a letter that it was learned from; undefined when it loses neither the sign-off nor most of the text. */
function findLoss(template: LetterTemplate, pages: WeighedPage[], samples: Sample[]): string | undefined {
  for (const [at, { page, listed }] of samples.entries()) {
    const weighed = pages[at]
    const outcome = readWithTemplate(page, { letters: [template], learnedFrom: samples.length }, listed)
    if (outcome.outcome !== 'read') return `${listed.url} cannot be read: ${outcome.why}`
    const texts = new Set(outcome.reading.letter.paragraphs.map(({ text }) => text))
    if (weighed === undefined) continue
    const lost = weighed.signOff.flatMap((index) => weighed.lines.slice(index, index + 1)).find(({ text }) => !texts.has(text))
    if (lost !== undefined) return `${template.body} loses the sign-off "${lost.text.slice(0, 40)}" of ${listed.url}`
    const whole = sum(weighed.lines.map((line, index) => (line.text === '' ? 0 : (weighed.weights[index] ?? 0))))
    const kept = sum(weighed.lines.map((line, index) => (texts.has(line.text) ? (weighed.weights[index] ?? 0) : 0)))
    if (whole >= MIN_TEXT && kept < whole * MIN_KEPT) return `${template.body} loses most of the text of ${listed.url}`
  }
  return undefined
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
