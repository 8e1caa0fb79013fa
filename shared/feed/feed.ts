import { eventCount, type EventList, type VisibleEvent } from '../ledger/site-state.ts'
import type { RecordFile } from '../record.ts'
import { writeAtom } from './atom.ts'
import { type FeedDocument, feedPath } from './document.ts'
import { writeJsonFeed } from './json-feed.ts'
import { writeRss } from './rss.ts'

/** `document` in the three formats. An archive page never changes. */
export function feedFiles(document: FeedDocument): RecordFile[] {
  const { path, archivePage } = document
  const bodies = { xml: writeRss(document), atom: writeAtom(document), json: writeJsonFeed(document) }
  return Object.entries(bodies).map(([ending, body]) => ({
    path: `${feedPath(path, archivePage)}.${ending}`,
    body,
    ...(archivePage !== undefined && { settled: true }),
  }))
}

/** The number of events in the document of a feed, and in each of its archive pages. */
export const EVENTS_A_FEED = 50

/** The events of one document of a feed, oldest first, and its place in the archive. */
export type Part = { events: VisibleEvent[]; archivePage?: number; previousPage?: number }

/**
 * The documents of a feed that have changed since it was written with `before` events: the feed itself, and the archive pages filled since.
 * An archive page is written, full, once the feed no longer holds all of its events, and never changes. `line` knows at least the newest
 * events that these documents hold.
 */
export function partsSince(line: EventList, before: number): Part[] {
  const pages = archivePagesFor(eventCount(line))
  const events = (from: number, to: number) => line.newest.slice(from - line.before, to - line.before)
  const added = Array.from({ length: pages - archivePagesFor(before) }, (_, index) => archivePagesFor(before) + index + 1)
  const archive = added.map((page) => ({
    events: events((page - 1) * EVENTS_A_FEED, page * EVENTS_A_FEED),
    archivePage: page,
    ...(page > 1 && { previousPage: page - 1 }),
  }))
  return [...archive, { events: line.newest.slice(-EVENTS_A_FEED), ...(pages > 0 && { previousPage: pages }) }]
}

/** The number of archive pages of a feed with so many events: none while the feed holds them all. */
function archivePagesFor(events: number): number {
  return Math.max(0, Math.ceil(events / EVENTS_A_FEED) - 1)
}
