import { isEvent } from '../../shared/event.ts'
import { type CrawlOutcome, type CrawlReport, unreadIn } from '../../shared/crawl/report.ts'
import { isoInstant } from '../../shared/text/instant.ts'
import type { Entry } from '../../shared/entry.ts'
import type { Crawl } from './crawl.ts'
import type { Listing } from './list-column.ts'

/** The share of a crawl's requests that fetch letters; the rest is for listing pages and second fetches. */
const FETCHES_SHARE = 0.9

/** The report of a crawl. `finished`: every letter was fetched. */
export function toReport(crawl: Crawl, listing: Listing | undefined, finished: boolean): CrawlReport {
  const { column, startedAt, clock, site, tally, recorded, problems, notes } = crawl
  return {
    column: column.id,
    outcome: outcomeOf(crawl, listing, finished),
    startedAt,
    endedAt: isoInstant(clock.now()),
    sequence: crawl.state.sequence,
    listed: listing?.letters.size ?? 0,
    whole: listing?.whole ?? false,
    shrunk: listing?.shrunk ?? false,
    otherWay: crawl.methodChanges,
    held: crawl.state.hold?.events ?? 0,
    ...site.count(),
    outcomes: Object.fromEntries(Object.entries(tally)),
    baseline: recorded.filter(isBaseline).length,
    reread: recorded.filter(({ type }) => type === 'letter.reread').length,
    events: recorded.filter((entry) => isEvent(entry) && !isBaseline(entry)).map(foundEvent),
    problems,
    ...(notes.length > 0 && { notes }),
    coverage: coverageOf(crawl),
  }
}

/** All letters are fetched within one period, unless there are more than one crawl may fetch. */
function coverageOf({ state, settings }: Crawl): CrawlReport['coverage'] {
  const letters = [...state.letters.values()]
  const uncheckedSince = letters.map(({ checkedAt = '' }) => checkedAt).sort()[0]
  const crawls = Math.max(1, Math.ceil(letters.length / (settings.maxRequests * FETCHES_SHARE)))
  const wholeEveryMs = crawls * settings.every
  return {
    letters: letters.length,
    ...(uncheckedSince && { uncheckedSince: isoInstant(new Date(uncheckedSince)) }),
    wholeEveryMs,
  }
}

function outcomeOf({ tally }: Crawl, listing: Listing | undefined, finished: boolean): CrawlOutcome {
  if (!listing) return 'failed'
  return listing.whole && finished && unreadIn(tally) === 0 ? 'complete' : 'partial'
}

function isBaseline({ data }: Entry): boolean {
  return 'baseline' in data && data.baseline === true
}

function foundEvent({ type, data }: Entry): CrawlReport['events'][number] {
  return {
    id: data.id,
    type,
    ...('letter' in data && { letter: data.letter }),
    ...('significance' in data && data.significance && { significance: data.significance, tags: data.tags }),
    ...('held' in data && data.held && { held: data.held }),
  }
}
