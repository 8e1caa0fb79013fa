import type { Element } from 'domhandler'
import type { FieldPlace } from '../../template.ts'
import { findDays, parseDay } from '../../text/dates.ts'
import { onOneLine } from '../../text/normalize.ts'
import type { Line } from '../lines.ts'
import { metaContent, type Page, select, textWithin } from '../page.ts'
import { maskMobiles } from '../phone-mask.ts'
import { factsIn, isDateLabel, type Labelled, officeBeside, officeOf, publishedRank, sourceRank } from './header.ts'
import { ancestorsOf, isNamed, robustness, selectorsFor, selectOutermost } from './selectors.ts'
import { lineRange } from './weigh.ts'

/** The values of meta tags, which no page shows: a time may be in another zone. */
const META_DATES = ['PubDate', 'publishdate', 'publish_date', 'firstpublishedtime', 'article:published_time']
const META_SOURCES = ['ContentSource', 'source']

/** How much a label may leave open for its day to count without the template: that of publication alone, or also one without a label. */
const PUBLICATION = 0
const UNLABELLED = 2
const COMPOSITION = 3

/**
 * The day of publication: from the template's places, else a line near the title with a label of publication, else the page's meta tags,
 * else the listing's day, else another day near the title. Days of updates are never used.
 */
export function readPublishedOn(
  page: Page,
  lines: Line[],
  places: FieldPlace[],
  header: Line[],
  listed: string | undefined,
): string | undefined {
  const facts = factsIn(header)
  return (
    first(places, (place) => dayAt(page, lines, place, listed)) ??
    dayIn(facts, PUBLICATION) ??
    first(META_DATES, (name) => nearListed(parseDay(metaContent(page, name) ?? ''), listed)) ??
    listed ??
    dayIn(facts, UNLABELLED) ??
    dayIn(facts, COMPOSITION)
  )
}

function dayIn(facts: Labelled[], maxRank: number): string | undefined {
  const dates = facts.filter(({ label }) => label === '' || isDateLabel(label))
  const ranked = dates.map(({ label, value }) => ({ rank: publishedRank(label), day: parseDay(value) }))
  const found = ranked.filter(({ rank, day }) => rank <= maxRank && day !== undefined)
  return found.sort((one, other) => one.rank - other.rank)[0]?.day
}

/** A meta tag may give the day in another time zone: with the listing's day beside it, the listing's counts. */
function nearListed(day: string | undefined, listed: string | undefined): string | undefined {
  if (day === undefined || listed === undefined) return day
  return Math.abs(Date.parse(day) - Date.parse(listed)) <= DAY_MS ? listed : day
}

const DAY_MS = 86_400_000

/** The office that published a letter: from the template's places, else by its label near the title, else from the meta tags. */
export function readSource(page: Page, lines: Line[], places: FieldPlace[], header: Line[]): string | undefined {
  const facts = factsIn(header).flatMap(({ label, value }) => {
    const rank = sourceRank(label)
    return rank === undefined ? [] : [{ rank, label, value }]
  })
  const ranked = facts.sort((one, other) => one.rank - other.rank)
  const found =
    first(places, (place) => officeAt(page, lines, place)) ??
    first(ranked, ({ label, value }) => (label === '' ? officeBeside(value) : officeOf(value))) ??
    first(META_SOURCES, (name) => metaContent(page, name))
  return found === undefined ? undefined : maskMobiles(found)
}

function officeAt(page: Page, lines: Line[], place: FieldPlace): string | undefined {
  return first(valuesAt(page, lines, place), (value) =>
    place.label === '' ? (officeBeside(value) ?? officeOf(unlabelled(value))) : officeOf(value),
  )
}

/** An operator's selector has no label: what is before the colon is one. */
function unlabelled(value: string): string {
  return value.replace(/^[^:：]{0,12}[:：]/, '')
}

/** The day at a place. Without a label, the best of those that the text labels itself. */
function dayAt(page: Page, lines: Line[], place: FieldPlace, listed: string | undefined): string | undefined {
  return first(placedElements(page, place), (element) => {
    if (element.name === 'meta') return nearListed(parseDay(element.attribs['content'] ?? ''), listed)
    const facts = factsWithin(lines, element)
    if (place.label !== '') return first(facts, ({ label, value }) => (label === place.label ? parseDay(value) : undefined))
    const text = textWithin(element)
    return dayIn(facts, COMPOSITION) ?? findDays(text)[0]?.day
  })
}

/** The values at a place: of its label, or the whole text. */
function valuesAt(page: Page, lines: Line[], place: FieldPlace): string[] {
  return placedElements(page, place).flatMap((element) => {
    if (element.name === 'meta') return [onOneLine(element.attribs['content'] ?? '')]
    if (place.label === '') return [onOneLine(textWithin(element))]
    return factsWithin(lines, element).flatMap(({ label, value }) => (label === place.label ? [value] : []))
  })
}

/** Only the first elements that a selector matches are read. */
const MAX_ELEMENTS = 5

function placedElements(page: Page, { select: selector }: FieldPlace): Element[] {
  const found = selector.startsWith('meta[') ? select(page, selector) : selectOutermost(page, selector)
  return found.slice(0, MAX_ELEMENTS)
}

function factsWithin(lines: Line[], element: Element): Labelled[] {
  const { from, to } = lineRange(lines, element)
  const found = factsIn(lines.slice(from, Math.min(to, from + 40)))
  if (found.length > 0) return found
  const text = onOneLine(textWithin(element)).slice(0, 500)
  return factsIn([{ ...EMPTY_LINE, text, raw: text }])
}

const EMPTY_LINE: Line = {
  ...{ text: '', raw: '', isRow: false, from: 0, to: 0, block: undefined, inHeading: false, inParagraph: false },
  ...{ inAside: false, isLinksOnly: false, linkedCharacters: 0, links: [], images: [], embeds: [] },
}

function first<T, U>(values: T[], read: (value: T) => U | undefined): U | undefined {
  for (const value of values) {
    const found = read(value)
    if (found !== undefined) return found
  }
  return undefined
}

/** A place where sampled pages state a fact, and the value there on each page. */
type Vote = { place: FieldPlace; rank: number; order: number; isMeta: boolean }

/** So many places are kept for one fact, each for where the one before fails. */
const MAX_PLACES = 4

/** A page to learn from: `header` are the lines near its title that state facts, `listed` is the listing's day. */
export type FactPage = { page: Page; lines: Line[]; header: Line[]; listed: string | undefined }

/** Selectors of one line that are tried. */
const MAX_SELECTORS = 10

/** The places of the day of publication: those that agree with the listing on most letters first, then by label, shown before meta. */
export function learnPublished(pages: FactPage[]): FieldPlace[] {
  const votes = votesOf(pages, META_DATES, ({ label }) =>
    label === '' || isDateLabel(label) ? publishedRank(label) : undefined,
  ).filter(({ rank }) => rank <= COMPOSITION)
  const judged = votes.flatMap((vote) => {
    const days = pages.map((page) => dayAt(page.page, page.lines, vote.place, undefined))
    const listed = pages.filter((page) => page.listed !== undefined)
    const agreed = pages.filter((page, at) => page.listed !== undefined && page.listed === days[at]).length
    const found = days.filter((day) => day !== undefined).length
    const isDoubtful = listed.length > 0 && agreed * 2 < listed.length && vote.rank > PUBLICATION
    return found * 2 < pages.length || isDoubtful ? [] : [{ vote, agreed, found }]
  })
  const sorted = judged.sort(
    (one, other) => other.agreed - one.agreed || compareVotes(one.vote, other.vote) || other.found - one.found,
  )
  return distinct(sorted.map(({ vote }) => vote))
}

/** The places of the office that published a letter: 来源 before 发布机构, shown before meta. */
export function learnSource(pages: FactPage[]): FieldPlace[] {
  const votes = votesOf(pages, META_SOURCES, ({ label }) => sourceRank(label))
  const judged = votes.filter(
    ({ place }) => pages.filter(({ page, lines }) => officeAt(page, lines, place) !== undefined).length * 2 >= pages.length,
  )
  return distinct(judged.sort(compareVotes))
}

/** One place for each label: its simplest selector. */
function distinct(votes: Vote[]): FieldPlace[] {
  const found = new Map<string, FieldPlace>()
  for (const { place, isMeta } of votes) {
    const key = isMeta ? place.select : place.label
    if (!found.has(key)) found.set(key, place)
  }
  return [...found.values()].slice(0, MAX_PLACES)
}

function compareVotes(one: Vote, other: Vote): number {
  return (
    Number(one.isMeta) - Number(other.isMeta) ||
    one.rank - other.rank ||
    robustness(one.place.select) - robustness(other.place.select) ||
    one.order - other.order ||
    (one.place.select < other.place.select ? -1 : 1)
  )
}

function votesOf(pages: FactPage[], metaNames: string[], rankOf: (fact: Labelled) => number | undefined): Vote[] {
  const votes = new Map<string, Vote>()
  const add = (place: FieldPlace, rank: number, order: number, isMeta: boolean) => {
    const key = `${place.select}\n${place.label}`
    const known = votes.get(key)
    if (known === undefined || order < known.order) votes.set(key, { place, rank, order, isMeta })
  }
  for (const { page, header } of pages) {
    for (const { label, value, line, isOpen } of factsIn(header)) {
      const rank = rankOf({ label, value })
      const element = isOpen ? ancestorsOf(line.block, 1)[0] : line.block
      if (rank === undefined || element === undefined) continue
      const selectors = selectorsFor(element).slice(0, MAX_SELECTORS)
      // A text without a label is recognized by its element alone.
      const usable = label === '' ? selectors.filter(isNamed) : selectors
      for (const [order, selector] of usable.entries()) add({ select: selector, label }, rank, order, false)
    }
    for (const [order, name] of metaNames.entries())
      if (metaContent(page, name) !== undefined) add({ select: `meta[name="${name}" i]`, label: '' }, UNLABELLED, order, true)
  }
  return [...votes.values()]
}
