import type { Entry } from '../ledger.ts'

/** Frozen for ever: see docs/decisions/0002-feed-ids.md. */
const AUTHORITY = 'tag:letterwatch.invalid,2026'

/** The id of an event in every feed: its place in its ledger, and enough of its hash to tell two ledgers of one column apart. */
export function eventTag({ hash, data }: Pick<Entry, 'hash' | 'data'>): string {
  return `${AUTHORITY}:${data.id}/${hash.replace('sha256:', '').slice(0, 16)}`
}

/** The id of the feed at `path`, the same for all its archive pages. */
export function feedTag(path: string): string {
  return `${AUTHORITY}:${path}`
}
