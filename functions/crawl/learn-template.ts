import { fingerprint } from '../../shared/diff/letter-fields.ts'
import { isCutOff } from '../../shared/extract/body.ts'
import { readLetter } from '../../shared/extract/letter.ts'
import type { ListedLetter } from '../../shared/extract/listing/entry.ts'
import type { Page } from '../../shared/extract/page.ts'
import { openPage } from '../../shared/extract/response.ts'
import { learnTemplate } from '../../shared/extract/template/learn.ts'
import { readWithTemplate } from '../../shared/extract/template/read.ts'
import { isTitle } from '../../shared/extract/template/weigh.ts'
import { canonical } from '../../shared/ledger/chain.ts'
import type { LetterState, RefusedTemplate } from '../../shared/ledger/crawl-state.ts'
import type { Letter } from '../../shared/letter.ts'
import { type ColumnTemplate, LetterPins } from '../../shared/template.ts'
import { isWithin } from '../../shared/text/instant.ts'
import { likeness } from '../../shared/text/similarity.ts'
import type { Crawl } from './crawl.ts'
import { contentOf } from './facts.ts'
import { isOnList, type Listing } from './list-column.ts'
import { openLetter } from './open-letter.ts'
import { asListed, type Prefetched } from './visit-letter.ts'

/** A template is learned from at least so many letters of one kind, and from so many at most. */
export const MIN_LETTERS = 3
export const MAX_LETTERS = 6
/** So many pages are fetched at most to find those letters: some may be gone. */
const MAX_FETCHES = 10
/** Each letter may need a second fetch that confirms its change. */
const FETCH_AND_CONFIRM = 2
/** After a refusal the same letters are not fetched again for a day. */
const TRY_AGAIN_MS = 24 * 3_600_000

/** A letter and its page, opened, with the way in which the listing lists it. */
export type Sample = { letter: LetterState; page: Page; listed: ListedLetter }

/**
 * Learns how the column's letters are read, if that is not known yet or the operator's selectors have changed, and records it. With fewer
 * than three letters, or when nothing can be learned, letters are read by labels and shape. Returns the pages that were fetched for it.
 */
export async function learnColumnTemplate(crawl: Crawl, listing: Listing): Promise<Prefetched> {
  const { column, state } = crawl
  const pins = letterPins(column.read)
  const fetched: Prefetched = new Map()
  if (state.template && isSame(state.template.pins, pins)) return fetched
  const listed = [...state.letters.values()].filter((letter) => isOnList(letter, listing))
  if (listed.length < (pins?.body === undefined ? MIN_LETTERS : 1)) {
    const why = `the list has ${listed.length} letters, and ${MIN_LETTERS} are needed`
    noteUnlearned(crawl, why, pins)
  } else if (isRefusedStill(crawl, listed.length, pins)) noteUnlearned(crawl, state.refusedTemplate?.why ?? '', pins)
  else await learnFrom(crawl, listing, await fetchSamples(crawl, listed, fetched), pins)
  return fetched
}

function letterPins(read: Crawl['column']['read']): LetterPins | undefined {
  const pins = LetterPins.parse(Object.fromEntries(Object.entries(read ?? {}).filter(([part]) => part in LetterPins.shape)))
  return Object.keys(pins).length === 0 ? undefined : pins
}

function isSame(one: LetterPins | undefined, other: LetterPins | undefined): boolean {
  return canonical(one ?? {}) === canonical(other ?? {})
}

/** Selectors of the operator that do not hold are a problem; otherwise the column is read without a template. */
function noteUnlearned({ column, state, notes, problems }: Crawl, why: string, pins: LetterPins | undefined): void {
  if (pins) {
    const reason = `the selectors in "read" of column ${column.id} are not used: ${why}`
    problems.push({ url: column.url, outcome: 'unreadable', why: reason })
  } else if (!state.template) notes.push(`No template was learned: ${why}. Letters are read by labels and shape`)
}

function isRefusedStill({ state, clock }: Crawl, listed: number, pins: LetterPins | undefined): boolean {
  const { refusedTemplate: refused } = state
  if (!refused || listed > refused.listed || !isSame(refused.pins, pins)) return false
  return isWithin(refused.at, TRY_AGAIN_MS, clock.now())
}

/** Fetches listed letters, the longest unchecked first, until enough of them are readable pages. */
async function fetchSamples(crawl: Crawl, listed: LetterState[], fetched: Prefetched): Promise<Sample[]> {
  const samples: Sample[] = []
  const due = listed.toSorted((one, other) =>
    (one.checkedAt ?? '') < (other.checkedAt ?? '') ? -1 : Number(one.checkedAt !== other.checkedAt),
  )
  for (const letter of due.slice(0, MAX_FETCHES)) {
    if (samples.length === MAX_LETTERS || !crawl.hasTime(FETCH_AND_CONFIRM)) break
    const answer = await crawl.site.fetch(letter.url)
    const opened = answer.outcome === 'served' ? await openLetter(crawl, answer.served) : undefined
    fetched.set(letter.id, { fetched: opened ? { outcome: 'served', served: opened.served } : answer, page: opened?.page })
    const page = opened?.page
    if (page && !('outcome' in page) && !page.file && !isNoLetter(page))
      samples.push({ letter, page, listed: await asListed(crawl, letter) })
  }
  return samples
}

/** A notice or a challenge that is served in the place of a letter, or a part of a page. */
function isNoLetter(page: Page): boolean {
  if (isCutOff(page)) return true
  const { outcome } = readLetter(page)
  return outcome === 'blocked' || outcome === 'gone'
}

async function learnFrom(crawl: Crawl, listing: Listing, samples: Sample[], pins: LetterPins | undefined): Promise<void> {
  const { state, startedAt } = crawl
  const learned = learnTemplate(samples, listingPageOf(listing), pins)
  const why = learned.outcome === 'refused' ? learned.why : await whyImplausible(crawl, learned.template, samples)
  if (learned.outcome === 'learned' && why === undefined) {
    state.refusedTemplate = undefined
    crawl.notes.push(...learned.notes)
    await recordTemplate(crawl, learned.template, samples, pins ? 'pinned' : 'learned', pins)
    return
  }
  const refused: RefusedTemplate = { at: startedAt, listed: listing.letters.size, why: why ?? '', ...(pins && { pins }) }
  // Letters that were never read are fetched in every crawl: trying again costs nothing.
  if (samples.some(({ letter }) => letter.version > 0)) state.refusedTemplate = refused
  noteUnlearned(crawl, refused.why, pins)
}

export function listingPageOf({ pages: [first] }: Listing): Page | undefined {
  const page = first && openPage(first)
  return page && !('outcome' in page) ? page : undefined
}

export async function recordTemplate(
  crawl: Crawl,
  template: ColumnTemplate,
  samples: Sample[],
  why: 'learned' | 'relearned' | 'pinned',
  pins: LetterPins | undefined,
): Promise<void> {
  const learnedFrom = samples.map(({ letter }) => letter.postId).sort()
  await crawl.record({ type: 'column.template', data: { template, learnedFrom, why, ...(pins && { pins }) } })
}

/** A letter that is read in another way has at least so much of its recorded text in common with it. */
const MIN_LIKENESS = 0.5
/** Of the pages that a template is learned from, so many may be something else. */
const MAX_ODD = 0.25

/**
 * Why a template is not used: it does not read most of the pages it was learned from as what is known of their letters. A notice in the
 * place of every letter would else be learned as the letters' text. Undefined when it is plausible.
 */
export async function whyImplausible(crawl: Crawl, template: ColumnTemplate, samples: Sample[]): Promise<string | undefined> {
  const prints = new Set<string>()
  const reasons: string[] = []
  for (const { letter, page, listed } of samples) {
    const read = readWithTemplate(page, template, listed)
    if (read.outcome !== 'read') reasons.push(`${letter.url}: ${read.why}`)
    else if (!areOneTitle(read.reading.letter.title, listed.title))
      reasons.push(`${letter.url} would have the title "${read.reading.letter.title}", and is listed as "${listed.title}"`)
    else if (prints.has(textOf(read.reading.letter))) reasons.push(`${letter.url} would have the text of another letter`)
    else if (!(await isLikeRecorded(crawl, letter, read.reading.letter)))
      reasons.push(`${letter.url} would have another text than was recorded`)
    if (read.outcome === 'read') prints.add(textOf(read.reading.letter))
  }
  return reasons.length > samples.length * MAX_ODD ? reasons[0] : undefined
}

/** The listing may cut a title or show more beside it. */
function areOneTitle(shown: string, listed: string): boolean {
  return listed === '' || isTitle(shown, listed) || isTitle(listed, shown)
}

/** The text of a letter, without what the page says about it. */
function textOf({ paragraphs, attachments, images }: Letter): string {
  return fingerprint({ title: '', paragraphs, attachments, images, status: [], damage: [] })
}

async function isLikeRecorded({ archive, column }: Crawl, { sequence }: LetterState, letter: Letter): Promise<boolean> {
  if (sequence === 0) return true
  const recorded = contentOf(await archive.ledger(column.id).entry(sequence))
  return recorded === undefined || likeness(recorded, letter) >= MIN_LIKENESS
}
