import type { CrawlState } from '../../shared/ledger/crawl-state.ts'
import { applyToCrawlState } from '../../shared/ledger/crawl-state-reducer.ts'
import type { Column } from '../../shared/column.ts'
import type { FetchResult } from '../../shared/crawl/detect-changes.ts'
import type { Settings } from '../../shared/settings.ts'
import type { Problem, Tally } from '../../shared/crawl/report.ts'
import { isoInstant } from '../../shared/text/instant.ts'
import type { Entry, Fact } from '../../shared/entry.ts'
import { type LetterOutcome, readLetter } from '../../shared/extract/letter.ts'
import { openPage } from '../../shared/extract/response.ts'
import type { Served } from '../../shared/snapshot.ts'
import type { Archive } from '../archive/archive.ts'
import type { Clock } from '../ports/clock.ts'
import type { Site } from './site.ts'

/**
 * What a crawl uses. `readPage` parses a page and reads the letter in it: the most expensive step of a crawl, done once for each page that
 * was fetched. `hasTime` is false when the crawl must end now, or would have to before so many further requests; `progress` receives how
 * many letters of how many are done.
 */
export type CrawlEdges = {
  site: Site
  archive: Archive
  clock: Clock
  readPage: (page: Served) => LetterOutcome
  hasTime: (requests?: number) => boolean
  progress: (done: number, of: number) => void
}

/** One crawl under way: its column and edges, the crawl state, and what it has met so far. */
export type Crawl = CrawlEdges & {
  column: Column
  settings: Settings
  startedAt: string
  /** The same instant to the millisecond: the time of every look of this crawl, so that letters looked at together share it. */
  lookedAt: string
  state: CrawlState
  saveState: () => Promise<void>
  /** Keeps a page as the snapshot that an entry will rest on. */
  keep: (page: Served) => Promise<void>
  /** Records a fact as the ledger's next entry and in the check state. Throws LostRace when another writer was first. */
  record: (fact: Fact) => Promise<Entry>
  recorded: Entry[]
  problems: Problem[]
  tally: Tally
  /** How many letters our reader found in their pages in another way than at the look before. */
  otherWay: number
}

/** Parses a page as it was served and reads the letter in it. */
export const readPage = (page: Served): LetterOutcome => readLetter(openPage(page))

/** Another writer has appended to the ledger since this crawl read it: what this crawl knows is out of date. */
export class LostRace extends Error {}

/**
 * Begins a crawl: opens the ledger, with its first entry if it has none, and loads the check state. What it records is added to `recorded`.
 * If it reads the ledger `eventuallyConsistent`, it may lack the newest entries; its first append then fails as a lost race.
 */
export async function beginCrawl(
  column: Column,
  settings: Settings,
  edges: CrawlEdges,
  recorded: Entry[],
  eventuallyConsistent: boolean,
): Promise<Crawl> {
  const ledger = edges.archive.ledger(column.id)
  const { state, save } = await edges.archive.crawlState(column.id, { eventuallyConsistent })
  const began = edges.clock.now()
  const startedAt = isoInstant(began)
  const keep = async (page: Served) => {
    await edges.archive.snapshots.keep(page)
  }
  const record = async (fact: Fact) => {
    const about = { ...fact, data: { crawl: startedAt, ...fact.data } } as Fact
    const { sequence, hash } = state
    const entry = await ledger.append(about, { column: column.id, sequence, hash }, isoInstant(edges.clock.now()))
    if (!entry) throw new LostRace(`Cannot append to the ledger of ${column.id}: entry ${sequence + 1} is there already`)
    applyToCrawlState(state, entry)
    recorded.push(withoutContent(entry))
    return entry
  }
  const { id: _, ...about } = column
  if (state.sequence === 0) await record({ type: 'column.opened', data: about })
  return {
    ...edges,
    column,
    settings,
    startedAt,
    lookedAt: began.toISOString(),
    state,
    saveState: save,
    keep,
    record,
    recorded,
    problems: [],
    tally: {},
    otherWay: 0,
  }
}

/** Counts what a look at a letter came to, and notes for operators what kept us from reading it. A page that is gone is compare's to judge. */
export function noteLook(crawl: Crawl, url: string, look: FetchResult): void {
  crawl.tally[look.outcome] = (crawl.tally[look.outcome] ?? 0) + 1
  if ('why' in look && look.outcome !== 'gone') crawl.problems.push({ url, outcome: look.outcome, why: look.why })
}

/** What a report needs of an entry; a first crawl records thousands, and their texts would fill the memory. */
function withoutContent(entry: Entry): Entry {
  if (!('content' in entry.data)) return entry
  const { content: _, ...data } = entry.data
  return { ...entry, data } as Entry
}
