import type { CrawlState } from '../../shared/ledger/crawl-state.ts'
import { applyToCrawlState } from '../../shared/ledger/crawl-state-reducer.ts'
import type { Column } from '../../shared/column.ts'
import type { FetchResult } from '../../shared/crawl/detect-changes.ts'
import type { Settings } from '../../shared/settings.ts'
import type { Problem, Tally } from '../../shared/crawl/report.ts'
import { isoInstant } from '../../shared/text/instant.ts'
import type { Entry, Fact } from '../../shared/entry.ts'
import type { Refusal } from '../../shared/extract/block-page.ts'
import type { ListedLetter } from '../../shared/extract/listing/entry.ts'
import type { Page } from '../../shared/extract/page.ts'
import type { Served } from '../../shared/snapshot.ts'
import type { Archive } from '../archive/archive.ts'
import type { Clock } from '../ports/clock.ts'
import type { Site } from './site.ts'

/**
 * What a crawl uses. `openPage` decodes and parses a page: the most expensive step of a crawl, done once for each page of a letter that was
 * fetched. `hasTime` is false when the crawl must end now, or would have to before so many further requests; `progress` receives how
 * many letters of how many are done.
 */
export type CrawlDeps = {
  site: Site
  archive: Archive
  clock: Clock
  openPage: (served: Served) => Page | Refusal
  hasTime: (requests?: number) => boolean
  progress: (done: number, of: number) => void
}

/** A crawl that runs: its column and dependencies, the crawl state, and what it has found so far. */
export type Crawl = CrawlDeps & {
  column: Column
  settings: Settings
  startedAt: string
  /** The same instant to the millisecond: stored as the time of every fetch of this crawl, so that the letters of a crawl share it. */
  lookedAt: string
  state: CrawlState
  saveState: () => Promise<void>
  /** Stores a page as a snapshot: the evidence of an entry that is recorded afterwards. */
  keep: (page: Served) => Promise<void>
  /** Appends a fact to the ledger and applies it to the crawl state. Throws LostRace when another writer was first. */
  record: (fact: Fact) => Promise<Entry>
  recorded: Entry[]
  problems: Problem[]
  tally: Tally
  /** The letters of the listing by their post ids: a page may show a letter without its title or its day. Empty before it is read. */
  listed: Map<string, Omit<ListedLetter, 'title'> & Partial<Pick<ListedLetter, 'title'>>>
  /** How many attached files may still be fetched in this crawl. */
  filesLeft: number
  /** What operators may want to know and need not act on. */
  notes: string[]
  /** How many letters the reader found in their pages by another method than in the crawl before. */
  methodChanges: number
}

/** So many attached files are fetched in one crawl: those of a long column take turns. */
const MAX_FILES = 20

/** Another writer has appended to the ledger since this crawl read it: the state of this crawl is out of date. */
export class LostRace extends Error {}

/**
 * Begins a crawl: loads the crawl state, and writes the first entry of a new ledger. Entries that the crawl records are added to
 * `recorded`. If it reads the ledger `eventuallyConsistent`, it may lack the newest entries; its first append then fails as a lost race.
 */
export async function beginCrawl(
  column: Column,
  settings: Settings,
  deps: CrawlDeps,
  recorded: Entry[],
  eventuallyConsistent: boolean,
): Promise<Crawl> {
  const ledger = deps.archive.ledger(column.id)
  const { state, save } = await deps.archive.crawlState(column.id, { eventuallyConsistent })
  const began = deps.clock.now()
  const startedAt = isoInstant(began)
  const keep = async (page: Served) => {
    for (const part of [page, ...(page.parts ?? [])]) await deps.archive.snapshots.keep(part)
  }
  const record = async (fact: Fact) => {
    const about = { ...fact, data: { crawl: startedAt, ...fact.data } } as Fact
    const { sequence, hash } = state
    const entry = await ledger.append(about, { column: column.id, sequence, hash }, isoInstant(deps.clock.now()))
    if (!entry) throw new LostRace(`Cannot append to the ledger of ${column.id}: entry ${sequence + 1} is there already`)
    applyToCrawlState(state, entry)
    recorded.push(withoutContent(entry))
    return entry
  }
  const { name, authority, url } = column
  if (state.sequence === 0) await record({ type: 'column.opened', data: { name, authority, url } })
  return {
    ...deps,
    column,
    settings,
    startedAt,
    lookedAt: began.toISOString(),
    state,
    saveState: save,
    keep,
    record,
    recorded,
    listed: new Map(),
    filesLeft: MAX_FILES,
    notes: [],
    problems: [],
    tally: {},
    methodChanges: 0,
  }
}

/** Counts the result of fetching a letter, and notes a page that could not be read as a problem for operators. */
export function countResult(crawl: Crawl, url: string, result: FetchResult): void {
  crawl.tally[result.outcome] = (crawl.tally[result.outcome] ?? 0) + 1
  // Whether a page that is gone is a problem depends on the listing.
  if ('why' in result && result.outcome !== 'gone') crawl.problems.push({ url, outcome: result.outcome, why: result.why })
}

/** The part of an entry that a report needs: a first crawl records thousands of entries, whose texts would fill the memory. */
function withoutContent(entry: Entry): Entry {
  if (!('content' in entry.data)) return entry
  const { content: _, ...data } = entry.data
  return { ...entry, data } as Entry
}
