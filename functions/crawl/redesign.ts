import type { Change } from '../../shared/crawl/detect-changes.ts'
import { inNewSkin } from '../../shared/crawl/new-skin.ts'
import { fingerprint } from '../../shared/diff/letter-fields.ts'
import { learnTemplate } from '../../shared/extract/template/learn.ts'
import { canonicalTemplate } from '../../shared/extract/template/template.ts'
import type { LetterState } from '../../shared/ledger/crawl-state.ts'
import type { Served } from '../../shared/snapshot.ts'
import type { ColumnTemplate } from '../../shared/template.ts'
import type { Crawl } from './crawl.ts'
import { listingPageOf, MAX_LETTERS, MIN_LETTERS, recordTemplate, type Sample, whyImplausible } from './learn-template.ts'
import type { Listing } from './list-column.ts'
import { reopenLetter } from './open-letter.ts'
import { readVersion } from './versions.ts'
import { asListed, type PageVisit, readPage, readVisit } from './visit-letter.ts'

/** A letter and what fetching its page came to. */
export type Visited = { letter: LetterState; visit: PageVisit }

/** A template keeps so many kinds of letters; the oldest are dropped. */
const MAX_KINDS = 4

/**
 * The letters of a crawl on whose pages the template does not hold. When there are three or more, and a template learned from their pages
 * holds on them, the site was redesigned: it is recorded, and the pages are read again by it. Otherwise each is unreadable.
 */
export function openRedesign(crawl: Crawl, listing: Listing) {
  let waiting: Visited[] = []
  let tried = 0
  let isOver = false

  const release = async (): Promise<Visited[]> => {
    const released = waiting
    tried = released.length
    const isLearned = released.length >= MIN_LETTERS && (await relearn(crawl, listing, released))
    if (!isLearned) return []
    waiting = []
    tried = 0
    return Promise.all(released.map((visited) => visitedAgain(crawl, visited)))
  }
  const giveUp = (): Visited[] => {
    const released = waiting
    waiting = []
    return released
  }

  return {
    /** Takes the visit of a letter; returns the visits that are decided. */
    async add(visited: Visited): Promise<Visited[]> {
      if (!visited.visit.unfit || isOver) return [visited]
      waiting.push(visited)
      if (waiting.length !== MIN_LETTERS && waiting.length !== MAX_LETTERS) return []
      const read = await release()
      isOver = read.length === 0 && waiting.length === MAX_LETTERS
      return isOver ? giveUp() : read
    },

    /** The visits that are left when all letters were fetched. */
    async rest(): Promise<Visited[]> {
      const read = waiting.length > tried ? await release() : []
      return read.length > 0 ? read : giveUp()
    },
  }
}

async function relearn(crawl: Crawl, listing: Listing, visited: Visited[]): Promise<boolean> {
  const samples: Sample[] = []
  for (const { letter, visit } of visited)
    if (visit.unfit) samples.push({ letter, page: visit.unfit, listed: await asListed(crawl, letter) })
  const learned = learnTemplate(samples, listingPageOf(listing), crawl.state.template?.pins)
  if (learned.outcome === 'refused' || (await whyImplausible(crawl, learned.template, samples)) !== undefined) return false
  crawl.notes.push(`The template was learned again: it did not hold on ${samples.length} letters`, ...learned.notes)
  await recordBefore(crawl, learned.template, samples)
  return true
}

/** Records what was learned again before the kinds of letters that are known: pages in the old skin may still be there. */
async function recordBefore(crawl: Crawl, learned: ColumnTemplate, samples: Sample[]): Promise<void> {
  const { template: known } = crawl.state
  const { letters } = canonicalTemplate({ ...learned, letters: [...learned.letters, ...(known?.template.letters ?? [])] })
  const template = { letters: letters.slice(0, MAX_KINDS), learnedFrom: learned.learnedFrom }
  await recordTemplate(crawl, template, samples, 'relearned', known?.pins)
}

async function visitedAgain(crawl: Crawl, { letter, visit }: Visited): Promise<Visited> {
  if (!visit.unfit || !visit.served) return { letter, visit }
  return { letter, visit: await readVisit(crawl, letter, visit.served, visit.unfit) }
}

type Edited = Extract<Change, { kind: 'edited' }>

/** Of the edits of one crawl, so many must vanish under a template that was learned from their pages: then the site was redesigned. */
const MOST_EDITS = 0.6
const MIN_UNCHANGED = 2

/**
 * The edits that no redesign explains, and the letters to read again. A template may hold on another skin and read the wrong part of it:
 * when three or more letters seem edited, a template is learned from their pages, and when most of them say by it what they said before,
 * it is recorded, and their pages are read again. Edits of many letters that remain are edits.
 */
export async function findSilentRedesign(crawl: Crawl, listing: Listing, changes: Change[]): Promise<Visited[]> {
  const { template: known } = crawl.state
  const edits = changes.filter((change) => change.kind === 'edited')
  if (!known || edits.length < MIN_LETTERS) return []
  const opened = (await Promise.all(edits.slice(0, MAX_LETTERS).map((change) => openSample(crawl, change)))).filter(
    (sample) => sample !== undefined,
  )
  const learned = learnTemplate(opened, listingPageOf(listing), known.pins)
  if (learned.outcome === 'refused') return []
  const template = withKnownRemovals(learned.template, known.template)
  if (!isOther(template, known.template) || (await whyImplausible(crawl, template, opened)) !== undefined) return []
  const same = await Promise.all(opened.map((sample) => isUnchangedBy(crawl, template, sample)))
  const count = same.filter(Boolean).length
  if (count < MIN_UNCHANGED || count < opened.length * MOST_EDITS) return []
  crawl.notes.push(
    `The template was learned again: it read another part of the pages of ${edits.length} letters`,
    ...learned.notes,
  )
  await recordBefore(crawl, template, opened)
  const visits: Visited[] = []
  for (const edit of edits) {
    const sample = opened.find(({ letter }) => letter === edit.letter) ?? (await openSample(crawl, edit))
    if (sample) visits.push({ letter: edit.letter, visit: await readVisit(crawl, edit.letter, sample.served, sample.page) })
  }
  return visits
}

type OpenedSample = Sample & { served: Served }

/** The page of an edit, which was kept when the edit was found. */
async function openSample(crawl: Crawl, { letter, result }: Edited): Promise<OpenedSample | undefined> {
  const opened = await reopenLetter(crawl, result.evidence)
  if (!opened || 'outcome' in opened.page || opened.page.file) return undefined
  const { page, served } = opened
  return { letter, page, served, listed: await asListed(crawl, letter) }
}

/** In the element that contained letters before, what is new is an edit, although all letters have it: nothing more is left out there. */
function withKnownRemovals(learned: ColumnTemplate, known: ColumnTemplate): ColumnTemplate {
  const letters = learned.letters.map((kind) => {
    const same = known.letters.find(({ body }) => body === kind.body)
    return same ? { ...kind, remove: same.remove, tail: same.tail } : kind
  })
  return { ...learned, letters }
}

/** Whether the text, the title, the day or the source is in other elements than before. */
function isOther({ letters }: ColumnTemplate, known: ColumnTemplate): boolean {
  const kinds = new Set(known.letters.map((kind) => JSON.stringify(kind)))
  return letters.some((kind) => !kinds.has(JSON.stringify(kind)))
}

async function isUnchangedBy(crawl: Crawl, template: ColumnTemplate, { letter, page, listed }: Sample): Promise<boolean> {
  const read = readPage(page, { sequence: 0, template }, listed, letter)
  if (read.outcome !== 'read') return false
  const { content } = (await readVersion(crawl, letter)).data
  return fingerprint(inNewSkin(content, read.reading.letter)) === fingerprint(read.reading.letter)
}
